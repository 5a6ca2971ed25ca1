//! What one broker needs.

use crate::rate::Rate;
use crate::workload::Workload;

pub(crate) const GIB: u128 = 1 << 30;
const SECONDS_PER_HOUR: u128 = 3_600;

/// What one broker must hold and move, headroom included. Everything is rounded up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Need {
    /// Size of its volumes together in bytes, with room so that they are not filled beyond what was
    /// allowed.
    pub data_bytes: u128,
    /// Written to its volumes: what its leaders get from producers and its followers from leaders.
    pub write: Rate,
    /// Read from its volumes: the share of reads that the page cache does not serve.
    pub disk_read: Rate,
    /// Received: the same bytes that are written.
    pub network_in: Rate,
    /// Sent: to the followers of its leaders, and to consumers.
    pub network_out: Rate,
    /// Mean size of an operation in KiB, if it was said.
    pub average_io_kib: Option<u32>,
}

impl Need {
    /// What each broker of `workload` needs.
    pub fn of(workload: &Workload) -> Self {
        let brokers = u128::from(workload.brokers);
        let copies = u128::from(workload.replication_factor);
        let reads = copies.saturating_sub(1) + u128::from(workload.consumer_fan_out);
        let grown = 100 + u128::from(workload.growth_headroom_percent);
        let disk_read = u128::from(workload.disk_read_percent);
        let share = |times: u128| workload.ingress.scaled(times * grown, brokers * 100);
        Self {
            data_bytes: data_bytes(workload, copies * grown, brokers),
            write: share(copies),
            disk_read: workload
                .ingress
                .scaled(reads * grown * disk_read, brokers * 100 * 100),
            network_in: share(copies),
            network_out: share(reads),
            average_io_kib: workload.average_io_kib,
        }
    }

    /// Size of its volumes together in GiB.
    pub fn data_gib(&self) -> u128 {
        self.data_bytes.div_ceil(GIB)
    }

    /// Written and read together: what the volumes must sustain.
    pub fn volume_throughput(&self) -> Rate {
        self.write + self.disk_read
    }

    /// The busier way of the network.
    pub fn network(&self) -> Rate {
        self.network_in.max(self.network_out)
    }
}

/// Bytes of one operation, where EBS counts at most `operation_kib` as one.
pub(crate) fn operation_bytes(average_io_kib: Option<u32>, operation_kib: u32) -> u128 {
    let kib = average_io_kib.map_or(operation_kib, |kib| kib.min(operation_kib));
    u128::from(kib.max(1)) * 1024
}

/// One division at the end: rounding bytes per second first would be multiplied by weeks of seconds.
fn data_bytes(workload: &Workload, copies_grown: u128, brokers: u128) -> u128 {
    let seconds = SECONDS_PER_HOUR * u128::from(workload.retention_hours);
    let kept = workload.ingress.scaled(copies_grown * seconds, 1);
    let used = u128::from(workload.disk_used_percent);
    // Percent of growth and percent of use cancel out.
    kept.bytes_per_second().div_ceil(brokers * used.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 60 MiB/s, three copies, two readers, six brokers: by hand.
    #[test]
    fn by_hand() {
        let workload = Workload {
            consumer_fan_out: 2,
            retention_hours: 24,
            brokers: 6,
            growth_headroom_percent: 50,
            disk_read_percent: 25,
            disk_used_percent: 80,
            ..Workload::of_ingress(Rate::from_mib(60))
        };
        let need = Need::of(&workload);
        assert_eq!(need.write, Rate::from_mib(45));
        assert_eq!(need.network_in, Rate::from_mib(45));
        assert_eq!(need.network_out, Rate::from_mib(60));
        assert_eq!(need.disk_read, Rate::from_mib(15));
        assert_eq!(need.volume_throughput(), Rate::from_mib(60));
        // 45 MiB/s for a day are 3796.875 GiB, which are 80 percent of 4746.09.
        assert_eq!(need.data_gib(), 4_747);
    }

    #[test]
    fn a_single_copy_has_no_followers() {
        let workload = Workload {
            consumer_fan_out: 0,
            replication_factor: 1,
            growth_headroom_percent: 0,
            ..Workload::of_ingress(Rate::from_mib(30))
        };
        let need = Need::of(&workload);
        assert_eq!(need.network_out, Rate::default());
        assert_eq!(need.write, Rate::from_mib(10));
    }

    #[test]
    fn operations_are_counted_as_ebs_merges_them() {
        for (average, merged, kib) in [
            (None, 256, 256),
            (Some(16), 256, 16),
            (Some(1024), 256, 256),
            (None, 1024, 1024),
        ] {
            assert_eq!(operation_bytes(average, merged), kib * 1024);
        }
    }
}
