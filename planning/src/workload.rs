//! What a cluster is to carry.

use crate::error::{Input, PlanError};
use crate::rate::Rate;

/// What producers write, how often it is read, how long it is kept, and by how many brokers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Workload {
    /// What all producers together write, as compressed on the wire, before replication.
    pub ingress: Rate,
    /// How many times consumers read each byte: the number of consumer groups that read everything.
    pub consumer_fan_out: u32,
    /// Copies of each byte, the leader's included.
    pub replication_factor: u32,
    /// How long data is kept, in hours.
    pub retention_hours: u32,
    /// Brokers, over which leaders and followers are spread evenly.
    pub brokers: u32,
    /// Growth to leave room for, in percent of today's ingress: data and rates both grow by it.
    pub growth_headroom_percent: u32,
    /// Share of what consumers and followers read that comes from the volumes and not from the page
    /// cache, in percent.
    pub disk_read_percent: u32,
    /// How full a volume may become, in percent.
    pub disk_used_percent: u32,
    /// Mean size of the operations that reach a volume, in KiB; `None`: EBS merges them into its
    /// largest, as it does while Kafka writes few partitions in sequence.
    pub average_io_kib: Option<u32>,
}

impl Workload {
    /// Readers that keep up read from the page cache; a fifth is left for those that do not.
    pub const DISK_READ_PERCENT: u32 = 20;

    /// AWS recommends an alarm when a broker's data disk is 85 percent full (source:
    /// `BEST_PRACTICES`).
    pub const DISK_USED_PERCENT: u32 = 85;

    /// Growth to leave room for when nobody says.
    pub const GROWTH_HEADROOM_PERCENT: u32 = 25;

    /// This ingress on three brokers that hold three copies for a week, Kafka's own default retention
    /// (source: `KAFKA_BROKER_CONFIGS`, log.retention.hours), read once.
    pub const fn of_ingress(ingress: Rate) -> Self {
        Self {
            ingress,
            consumer_fan_out: 1,
            replication_factor: 3,
            retention_hours: 168,
            brokers: 3,
            growth_headroom_percent: Self::GROWTH_HEADROOM_PERCENT,
            disk_read_percent: Self::DISK_READ_PERCENT,
            disk_used_percent: Self::DISK_USED_PERCENT,
            average_io_kib: None,
        }
    }

    /// Whether it makes sense at all.
    ///
    /// # Errors
    /// The input to change.
    pub fn check(&self) -> Result<(), PlanError> {
        let at_least_one = [
            (Input::Ingress, self.ingress.bytes_per_second() > 0),
            (Input::ReplicationFactor, self.replication_factor > 0),
            (Input::RetentionHours, self.retention_hours > 0),
            (Input::Brokers, self.brokers > 0),
            (Input::DiskUsedPercent, self.disk_used_percent > 0),
            (Input::AverageIoKib, self.average_io_kib != Some(0)),
        ];
        if let Some((input, _)) = at_least_one.into_iter().find(|(_, holds)| !holds) {
            return Err(PlanError::Zero(input));
        }
        let shares = [
            (Input::DiskReadPercent, self.disk_read_percent),
            (Input::DiskUsedPercent, self.disk_used_percent),
        ];
        if let Some((input, percent)) = shares.into_iter().find(|(_, percent)| *percent > 100) {
            return Err(PlanError::MoreThanAll { input, percent });
        }
        if self.brokers < self.replication_factor {
            return Err(PlanError::TooFewBrokers {
                brokers: self.brokers,
                replication_factor: self.replication_factor,
            });
        }
        Ok(())
    }
}
