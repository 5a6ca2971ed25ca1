//! What every plan takes for granted, and where its figures come from.

use kafkaws_catalog::InstanceType;
use kafkaws_catalog::source::{self, Source};

use crate::workload::Workload;

/// What a plan of `workload` takes for granted, in sentences.
pub fn assumptions(workload: &Workload) -> Vec<String> {
    let mut sentences = vec![
        "Partitions, leaders and followers, are spread evenly over the brokers, and over the volumes \
         of a broker."
            .to_owned(),
        format!(
            "{} percent of what consumers and followers read comes from the volumes; the page cache \
             serves the rest.",
            workload.disk_read_percent
        ),
        format!(
            "Volumes are at most {} percent full, with {} percent of growth included.",
            workload.disk_used_percent, workload.growth_headroom_percent
        ),
        "Instances are used up to their baselines, and volumes up to what they sustain: no burst is \
         planned on."
            .to_owned(),
    ];
    sentences.push(match workload.average_io_kib {
        Some(kib) => format!("Operations have {kib} KiB in the mean."),
        None => {
            "Reads and writes are sequential: EBS merges them into operations of 256 KiB on SSD \
             and 1 MiB on HDD types."
                .to_owned()
        }
    });
    sentences
}

/// Where the figures come from.
pub fn sources() -> [Source; 6] {
    [
        source::EBS_TYPES,
        source::EBS_IO,
        source::EBS_OPTIMIZED,
        InstanceType::SOURCE,
        source::INSTANCE_STORE,
        source::BEST_PRACTICES,
    ]
}
