//! Why there is no plan, and what to change.

use std::fmt;

use crate::ceiling::Limit;
use crate::sizing::Unsuitable;

/// An input of the plan, by its name in Terraform.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Input {
    /// Ingress.
    Ingress,
    /// Replication factor.
    ReplicationFactor,
    /// Retention.
    RetentionHours,
    /// Number of brokers.
    Brokers,
    /// Share of reads from disk.
    DiskReadPercent,
    /// How full a volume may become.
    DiskUsedPercent,
    /// Mean size of operations.
    AverageIoKib,
    /// Instance type.
    InstanceType,
    /// Its bandwidth to EBS.
    EbsBandwidthMbps,
    /// Its bandwidth over the network.
    NetworkBandwidthMbps,
}

/// Why there is no plan. The text says what is wrong, [`PlanError::advice`] what to change.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    /// Nothing, where there must be something.
    #[error("{0} must be more than 0")]
    Zero(Input),
    /// A share of more than a whole.
    #[error("{input} is {percent}, which is more than all")]
    MoreThanAll {
        /// Which share.
        input: Input,
        /// How much it is.
        percent: u32,
    },
    /// Copies of a partition are on different brokers.
    #[error(
        "{brokers} brokers cannot hold {replication_factor} copies of a partition, each on another \
         broker"
    )]
    TooFewBrokers {
        /// How many there are.
        brokers: u32,
        /// How many are needed.
        replication_factor: u32,
    },
    /// The catalogue does not have the type.
    #[error("The instance type {name:?} is not in the provider's catalogue")]
    UnknownInstanceType {
        /// As it was given.
        name: String,
        /// The first figure that is therefore not known.
        missing: Input,
    },
    /// No type, and not its figures either.
    #[error("Neither an instance type nor {0} was given")]
    NoBandwidth(Input),
    /// The instance is too small, whatever volumes it has.
    #[error("Each broker needs {needed} of {limit}, and {machine} sustains {available}")]
    TooMuchForTheInstance {
        /// What is exceeded.
        limit: Limit,
        /// With headroom, with its unit.
        needed: String,
        /// With its unit.
        available: String,
        /// The instance type.
        machine: String,
        /// Brokers that would share the load so that each can carry it; `None`: no number does.
        enough_brokers: Option<u32>,
    },
    /// No volume type suits.
    #[error("No volume type holds it: {}", list(.0))]
    NoVolumeType(Vec<Unsuitable>),
}

impl PlanError {
    /// The input to look at first.
    pub fn input(&self) -> Input {
        match self {
            Self::Zero(input) | Self::MoreThanAll { input, .. } | Self::NoBandwidth(input) => {
                *input
            }
            Self::TooFewBrokers { .. } | Self::NoVolumeType(_) => Input::Brokers,
            Self::UnknownInstanceType { .. } | Self::TooMuchForTheInstance { .. } => {
                Input::InstanceType
            }
        }
    }

    /// What to change.
    pub fn advice(&self) -> String {
        match self {
            Self::Zero(input) => format!("Give {input} a value of 1 or more."),
            Self::MoreThanAll { input, .. } => format!("Give {input} a value up to 100."),
            Self::TooFewBrokers {
                replication_factor, ..
            } => format!("Plan {replication_factor} brokers or more, or lower replication_factor."),
            Self::UnknownInstanceType { .. } => {
                "Give ebs_bandwidth_mbps and network_bandwidth_mbps beside it: the baselines in \
                 `aws ec2 describe-instance-types`, in Mbit/s."
                    .to_owned()
            }
            Self::NoBandwidth(_) => "Give instance_type, or both ebs_bandwidth_mbps and \
                 network_bandwidth_mbps."
                .to_owned(),
            Self::TooMuchForTheInstance { enough_brokers, .. } => more_brokers(*enough_brokers),
            Self::NoVolumeType(_) => {
                "Plan more brokers, take a larger instance type, shorten retention_hours, or \
                 lower growth_headroom_percent."
                    .to_owned()
            }
        }
    }
}

fn more_brokers(enough: Option<u32>) -> String {
    match enough {
        Some(brokers) => {
            format!("Take a larger instance type, or plan {brokers} brokers of this one.")
        }
        None => "Take a larger instance type.".to_owned(),
    }
}

fn list(reasons: &[Unsuitable]) -> String {
    let texts: Vec<_> = reasons.iter().map(ToString::to_string).collect();
    texts.join("; ")
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ingress => "ingress_mib_per_second",
            Self::ReplicationFactor => "replication_factor",
            Self::RetentionHours => "retention_hours",
            Self::Brokers => "brokers",
            Self::DiskReadPercent => "disk_read_percent",
            Self::DiskUsedPercent => "disk_used_percent",
            Self::AverageIoKib => "average_io_kib",
            Self::InstanceType => "instance_type",
            Self::EbsBandwidthMbps => "ebs_bandwidth_mbps",
            Self::NetworkBandwidthMbps => "network_bandwidth_mbps",
        })
    }
}
