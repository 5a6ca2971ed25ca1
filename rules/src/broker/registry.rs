//! Every rule, one line each, in the order in which users meet them.

use crate::broker::{Rule, volume_iops, volume_size, volume_throughput};

/// Every rule.
pub const RULES: &[Rule] = &[
    volume_size::VOLUME_SIZE,
    volume_size::VOLUME_SHRINK,
    volume_iops::VOLUME_IOPS_REQUIRED,
    volume_iops::VOLUME_IOPS_NOT_TAKEN,
    volume_iops::VOLUME_IOPS_RANGE,
    volume_throughput::VOLUME_THROUGHPUT_NOT_TAKEN,
    volume_throughput::VOLUME_THROUGHPUT_RANGE,
];
