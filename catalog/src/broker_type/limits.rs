//! What AWS publishes about each broker type.

use super::{BrokerKind, BrokerType};
use crate::source::{self, Source};

/// Published figures of one broker type.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct BrokerLimits {
    /// Standard or Express.
    pub kind: BrokerKind,
    /// EC2 family.
    pub family: &'static str,
    /// Size within the family.
    pub size: &'static str,
    /// Partitions (leaders and followers) per broker that AWS recommends not to exceed. Not
    /// enforced.
    pub recommended_partitions: u32,
    /// Partitions per broker above which AWS refuses updates (Standard) or new partitions
    /// (Express).
    pub maximum_partitions: u32,
    /// Largest provisioned throughput in MiB/s; `None`: the type has none (source:
    /// `PROVISIONED_THROUGHPUT`).
    pub throughput: Option<u32>,
    /// Network throughput that AWS states for Express.
    pub express: Option<ExpressThroughput>,
    /// Where the partition figures come from.
    pub source: Source,
}

/// Throughput of an Express broker in MB/s (source: `BEST_PRACTICES_EXPRESS`).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpressThroughput {
    /// Sustained writes.
    pub ingress: f64,
    /// Writes beyond which the broker throttles.
    pub ingress_maximum: f64,
    /// Sustained reads.
    pub egress: f64,
    /// Reads beyond which the broker throttles.
    pub egress_maximum: f64,
}

pub(super) fn find(of: &BrokerType) -> Option<&'static BrokerLimits> {
    LIMITS
        .iter()
        .find(|row| row.kind == of.kind && row.family == of.family && row.size == of.size)
}

const fn standard(
    family: &'static str,
    size: &'static str,
    (recommended_partitions, maximum_partitions): (u32, u32),
    throughput: Option<u32>,
) -> BrokerLimits {
    let kind = BrokerKind::Standard;
    let source = source::BEST_PRACTICES;
    let express = None;
    BrokerLimits {
        kind,
        family,
        size,
        recommended_partitions,
        maximum_partitions,
        throughput,
        express,
        source,
    }
}

const fn express(
    size: &'static str,
    (recommended_partitions, maximum_partitions): (u32, u32),
    (ingress, ingress_maximum): (f64, f64),
    (egress, egress_maximum): (f64, f64),
) -> BrokerLimits {
    BrokerLimits {
        kind: BrokerKind::Express,
        family: "m7g",
        size,
        recommended_partitions,
        maximum_partitions,
        throughput: None,
        express: Some(ExpressThroughput {
            ingress,
            ingress_maximum,
            egress,
            egress_maximum,
        }),
        source: source::BEST_PRACTICES_EXPRESS,
    }
}

const SMALL: (u32, u32) = (300, 300);
const TO_XLARGE: (u32, u32) = (1000, 1500);
const TWO_XLARGE: (u32, u32) = (2000, 3000);
const FROM_4XLARGE: (u32, u32) = (4000, 6000);

/// Every published row. AWS states 312.5 MiB/s for `kafka.m7g.2xlarge`; the API takes whole
/// numbers. An older page begins M7g at 4xlarge; the newer one is followed.
pub(super) const LIMITS: &[BrokerLimits] = &[
    standard("t3", "small", SMALL, None),
    standard("m5", "large", TO_XLARGE, None),
    standard("m5", "xlarge", TO_XLARGE, None),
    standard("m5", "2xlarge", TWO_XLARGE, None),
    standard("m5", "4xlarge", FROM_4XLARGE, Some(593)),
    standard("m5", "8xlarge", FROM_4XLARGE, Some(850)),
    standard("m5", "12xlarge", FROM_4XLARGE, Some(1000)),
    standard("m5", "16xlarge", FROM_4XLARGE, Some(1000)),
    standard("m5", "24xlarge", FROM_4XLARGE, Some(1000)),
    standard("m7g", "large", TO_XLARGE, None),
    standard("m7g", "xlarge", TO_XLARGE, None),
    standard("m7g", "2xlarge", TWO_XLARGE, Some(312)),
    standard("m7g", "4xlarge", FROM_4XLARGE, Some(625)),
    standard("m7g", "8xlarge", FROM_4XLARGE, Some(1000)),
    standard("m7g", "12xlarge", FROM_4XLARGE, Some(1000)),
    standard("m7g", "16xlarge", FROM_4XLARGE, Some(1000)),
    express("large", (1000, 1500), (15.6, 23.4), (31.2, 58.5)),
    express("xlarge", (1000, 2000), (31.2, 46.8), (62.5, 117.0)),
    express("2xlarge", (2500, 4000), (62.5, 93.7), (125.0, 234.2)),
    express("4xlarge", (6000, 8000), (124.9, 187.5), (249.8, 468.7)),
    express("8xlarge", (12_000, 16_000), (250.0, 375.0), (500.0, 937.5)),
    express(
        "12xlarge",
        (16_000, 24_000),
        (375.0, 562.5),
        (750.0, 1406.2),
    ),
    express(
        "16xlarge",
        (20_000, 32_000),
        (500.0, 750.0),
        (1000.0, 1875.0),
    ),
];
