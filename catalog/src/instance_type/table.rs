//! One line per instance type, with its units, so that a row can be checked against the API by eye.

/// Writes rows as [`InstanceType`](super::InstanceType)s. Ranges run from the baseline to what is
/// reached in bursts.
macro_rules! instance_types {
    ($($name:literal $architecture:ident: $vcpus:literal vCPU $memory:literal MiB,
       EBS $ebs:literal to $ebs_maximum:literal Mbps $iops:literal to $iops_maximum:literal IOPS,
       network $network:literal to $network_peak:literal Mbps,
       $attachments:literal $kind:ident $(, $disks:literal disks of $disk:literal GB $medium:ident)?;)*
    ) => {
        /// The types.
        pub(super) const TYPES: &[$crate::instance_type::InstanceType] = &[$(
            $crate::instance_type::InstanceType {
                name: $name,
                architecture: $crate::instance_type::Architecture::$architecture,
                vcpus: $vcpus,
                memory_mib: $memory,
                ebs: $crate::instance_type::EbsCapacity {
                    baseline_mbps: $ebs,
                    maximum_mbps: $ebs_maximum,
                    baseline_iops: $iops,
                    maximum_iops: $iops_maximum,
                },
                network: $crate::instance_type::NetworkCapacity {
                    baseline_mbps: $network,
                    peak_mbps: $network_peak,
                },
                attachments: $crate::instance_type::table::attachments!($kind $attachments),
                instance_store: $crate::instance_type::table::store!($($disks, $disk, $medium)?),
            },
        )*];
    };
}

/// `shared`: network interfaces count against the same limit; `dedicated`: they do not.
macro_rules! attachments {
    (shared $maximum:literal) => {
        $crate::instance_type::Attachments {
            maximum: $maximum,
            shared_with_interfaces: true,
        }
    };
    (dedicated $maximum:literal) => {
        $crate::instance_type::Attachments {
            maximum: $maximum,
            shared_with_interfaces: false,
        }
    };
}

macro_rules! store {
    () => {
        None
    };
    ($disks:literal, $disk:literal, $medium:ident) => {
        Some($crate::instance_type::InstanceStore {
            disks: $disks,
            disk_gb: $disk,
            medium: $crate::instance_type::Medium::$medium,
        })
    };
}

pub(super) use attachments;
pub(super) use instance_types;
pub(super) use store;
