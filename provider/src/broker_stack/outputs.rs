//! What users read about a stack.

use std::collections::BTreeMap;

use kafkaws_schema::{Bounded, Model};

use super::model::BrokerStack;
use crate::broker::volumes::{SnapshotId, Volume, VolumeName, VolumeType};
use crate::msk::types::KmsKeyArn;

/// The health of a broker that is well and differs from the others in what they have in common.
pub(crate) const OUTDATED: &str = "OUTDATED";

/// What AWS assigns to the stack, and what each of its brokers is.
#[derive(Clone, Debug, Default, PartialEq, Model)]
#[outputs(of = BrokerStack)]
pub struct Outputs {
    /// `{cluster_name}/{first}-{last}`, with which the stack is imported.
    #[tf(stable)]
    pub id: Option<String>,
    /// The brokers by id, each as it really is: a roll that stopped half way shows here what each of them runs.
    #[tf(volatile)]
    pub brokers: Option<BTreeMap<String, StackBroker>>,
    /// Where clients begin: `host:port` of every broker's first listener, sorted by broker id, separated by commas.
    #[tf(volatile)]
    pub bootstrap: Option<String>,
    /// Ids of the brokers in each Availability Zone, by the zone's id, which is the brokers' rack.
    #[tf(volatile)]
    pub az_distribution: Option<BTreeMap<String, Vec<i64>>>,
    /// All tags of the brokers, those of `default_tags` included, those of `ignore_tags` left out.
    #[tf(volatile)]
    pub tags_all: Option<BTreeMap<String, String>>,
}

/// A broker of the stack.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct StackBroker {
    /// Id of its instance. Another one, when the instance had to be launched anew.
    pub instance_id: Option<String>,
    /// Id of its network interface, which outlives the instance.
    pub network_interface_id: Option<String>,
    /// Private IP address, which outlives the instance.
    pub address: Option<String>,
    /// `host:port` of the first listener.
    pub endpoint: Option<String>,
    /// Name of its Availability Zone.
    pub availability_zone: Option<String>,
    /// Id of its Availability Zone: the rack.
    pub availability_zone_id: Option<String>,
    /// Subnet of its network interface.
    pub subnet_id: Option<String>,
    /// Image that its root volume is of.
    pub ami: Option<String>,
    /// Instance type.
    pub instance_type: Option<String>,
    /// Hash of the boot data that the instance has.
    pub boot_hash: Option<String>,
    /// `OK`, or what is wrong with it, which the next apply repairs: `STOPPED`, `IMPAIRED`, `RETIRING` (AWS gives its host
    /// up), `MISSING` (its instance is gone), `INCOMPLETE` (an apply that made it was cut off), `UNPROVEN` (its health check has not passed
    /// since it was made or taken down) or `OUTDATED` (its tags, security groups, instance profile, key pair or placement group are not
    /// those of the stack).
    pub health: String,
    /// Data volumes, in the order of the configuration.
    pub volumes: Vec<StackVolume>,
}

/// A data volume of a broker.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct StackVolume {
    /// Name of the volume on the broker.
    pub name: VolumeName,
    /// Volume type.
    pub r#type: VolumeType,
    /// Size in GiB.
    pub size: Bounded<1, 65536>,
    /// I/O operations per second, where they are not the type's default.
    pub iops: Option<Bounded<100, 256_000>>,
    /// Throughput in MiB/s, where it is not the type's default.
    pub throughput: Option<Bounded<125, 2_000>>,
    /// Whether the volume is encrypted.
    pub encrypted: bool,
    /// ARN of its KMS key, where the configuration names one.
    pub kms_key_id: Option<KmsKeyArn>,
    /// Snapshot that it was filled from, where the configuration names one.
    pub snapshot_id: Option<SnapshotId>,
    /// Id of the volume.
    pub volume_id: String,
}

impl StackVolume {
    /// A volume with its id.
    pub(crate) fn new(volume: Volume, volume_id: String) -> Self {
        let Volume {
            name,
            r#type,
            size,
            iops,
            throughput,
            encrypted,
            kms_key_id,
            snapshot_id,
        } = volume;
        Self {
            name,
            r#type,
            size,
            iops,
            throughput,
            encrypted,
            kms_key_id,
            snapshot_id,
            volume_id,
        }
    }

    /// The volume without its id.
    pub(crate) fn volume(&self) -> Volume {
        let Self {
            name,
            r#type,
            size,
            iops,
            throughput,
            encrypted,
            kms_key_id,
            snapshot_id,
            volume_id: _,
        } = self.clone();
        Volume {
            name,
            r#type,
            size,
            iops,
            throughput,
            encrypted,
            kms_key_id,
            snapshot_id,
        }
    }
}

/// The brokers of a state by id, in the order of their ids. Keys that are no ids are nobody's.
pub(crate) fn by_id(brokers: &BTreeMap<String, StackBroker>) -> BTreeMap<i64, &StackBroker> {
    let with_id = brokers
        .iter()
        .filter_map(|(id, broker)| Some((id.parse().ok()?, broker)));
    with_id.collect()
}

/// What follows from the brokers.
impl Outputs {
    /// The outputs of these brokers.
    pub(crate) fn of(
        id: String,
        brokers: BTreeMap<i64, StackBroker>,
        tags_all: Option<BTreeMap<String, String>>,
    ) -> Self {
        Self {
            id: Some(id),
            bootstrap: Some(bootstrap(&brokers)),
            az_distribution: Some(az_distribution(&brokers)),
            brokers: Some(
                brokers
                    .into_iter()
                    .map(|(id, broker)| (id.to_string(), broker))
                    .collect(),
            ),
            tags_all,
        }
    }
}

fn bootstrap(brokers: &BTreeMap<i64, StackBroker>) -> String {
    let endpoints: Vec<&str> = brokers
        .values()
        .filter_map(|broker| broker.endpoint.as_deref())
        .collect();
    endpoints.join(",")
}

fn az_distribution(brokers: &BTreeMap<i64, StackBroker>) -> BTreeMap<String, Vec<i64>> {
    let mut zones: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for (id, broker) in brokers {
        if let Some(zone) = &broker.availability_zone_id {
            zones.entry(zone.clone()).or_default().push(*id);
        }
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broker(host: &str, zone: &str) -> StackBroker {
        StackBroker {
            endpoint: Some(format!("{host}:9092")),
            availability_zone_id: Some(zone.to_owned()),
            ..StackBroker::default()
        }
    }

    #[test]
    fn bootstrap_and_zones_go_by_id() {
        let brokers = BTreeMap::from([
            (10, broker("b10", "euw1-az2")),
            (9, broker("b9", "euw1-az1")),
            (12, broker("b12", "euw1-az1")),
        ]);
        let outputs = Outputs::of("orders/1-1000".into(), brokers, None);
        assert_eq!(outputs.bootstrap.unwrap(), "b9:9092,b10:9092,b12:9092");
        let zones = outputs.az_distribution.unwrap();
        assert_eq!(
            (zones["euw1-az1"].as_slice(), zones["euw1-az2"].as_slice()),
            (&[9, 12][..], &[10][..])
        );
        let brokers = outputs.brokers.unwrap();
        let ids: Vec<i64> = by_id(&brokers).into_keys().collect();
        assert_eq!(ids, [9, 10, 12]);
    }
}
