//! Clusters that run, each of which is to be changed into what breaks one rule.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, World};
use kafkaws_rules::cluster::attributes::{
    CLIENT_SUBNETS, IAM, INSTANCE_TYPE, JMX_EXPORTER, KAFKA_VERSION, NUMBER_OF_BROKER_NODES,
    PUBLIC_ACCESS, VOLUME_SIZE, ZOOKEEPER_ACCESS,
};
use serde_json::json;

use super::case::{Case, Settings, set};
use super::network::Network;

/// A cluster as it is created, and the case that it becomes.
pub(super) struct Change {
    pub(super) before: Resource,
    /// What happens to it in between that no configuration can ask for.
    meanwhile: Meanwhile,
    pub(super) case: Case,
}

enum Meanwhile {
    Nothing,
    /// Each broker holds so many partitions.
    Partitions(u64),
    /// It turns out to run a version that AWS creates no more clusters with.
    Version(&'static str),
}

impl Change {
    fn of<const N: usize, const M: usize>(
        (rule, at): (&'static str, &'static str),
        before: Settings<N>,
        after: Settings<M>,
    ) -> Self {
        let before = set(Resource::cluster(rule), before);
        let cluster = set(before.clone(), after);
        Self {
            before,
            meanwhile: Meanwhile::Nothing,
            case: Case {
                rule,
                at,
                resource: cluster,
            },
        }
    }

    fn meanwhile(self, meanwhile: Meanwhile) -> Self {
        Self { meanwhile, ..self }
    }

    /// Lets happen what happens in between.
    pub(super) fn happen(&self, world: &World) -> Result<(), Trouble> {
        let (name, world) = (self.case.rule, world.sandbox().world());
        let happened = match self.meanwhile {
            Meanwhile::Nothing => Ok(()),
            Meanwhile::Partitions(each) => world.set_partitions(name, each),
            Meanwhile::Version(version) => {
                let software = json!({ "kafkaVersion": version });
                world.drift(name, json!({ "currentBrokerSoftwareInfo": software }))
            }
        };
        happened.map_err(|error| Trouble::Unmet(format!("{name}: {error}")))
    }
}

/// Every rule that only a change can break.
pub(super) fn clusters(network: &Network) -> Vec<Change> {
    let subjects = [
        removal(),
        versions(),
        kraft(network),
        partitions(),
        volumes(),
    ];
    subjects.into_iter().flatten().collect()
}

fn text(value: &str) -> Value {
    value.into()
}

fn removal() -> Vec<Change> {
    let count = |count: i64| (NUMBER_OF_BROKER_NODES, Value::from(count));
    let version = |version| (KAFKA_VERSION, text(version));
    let change =
        |rule, from, to| Change::of((rule, NUMBER_OF_BROKER_NODES), [count(from)], [count(to)]);
    let t3 = (INSTANCE_TYPE, text("kafka.t3.small"));
    vec![
        change("broker-removal-step", 9, 3),
        change("broker-removal-empty", 6, 3),
        Change::of(
            ("broker-removal-broker-type", NUMBER_OF_BROKER_NODES),
            [count(6), t3],
            [count(3)],
        ),
        Change::of(
            ("broker-removal-kafka-version", NUMBER_OF_BROKER_NODES),
            [count(6)],
            [count(3), version("2.7.1")],
        )
        .meanwhile(Meanwhile::Version("2.7.1")),
    ]
}

fn versions() -> Vec<Change> {
    vec![
        Change::of(
            ("kafka-version-upgrade-path", KAFKA_VERSION),
            [],
            [(KAFKA_VERSION, text("3.6.1"))],
        ),
        Change::of(
            ("broker-type-burstable", INSTANCE_TYPE),
            [],
            [(INSTANCE_TYPE, text("kafka.t3.small"))],
        ),
    ]
}

fn kraft(network: &Network) -> Vec<Change> {
    let before = || (KAFKA_VERSION, text("3.9.x"));
    let kraft = || [(KAFKA_VERSION, text("3.9.x.kraft"))];
    let closed = || (ZOOKEEPER_ACCESS, Value::from(false));
    let public = (PUBLIC_ACCESS, text("SERVICE_PROVIDED_EIPS"));
    let reachable = [before(), closed(), (IAM, true.into()), public];
    vec![
        Change::of(
            ("kraft-migration-source-version", KAFKA_VERSION),
            [closed()],
            kraft(),
        ),
        Change::of(
            ("kraft-migration-zookeeper-access", ZOOKEEPER_ACCESS),
            [before()],
            kraft(),
        ),
        Change::of(
            ("kraft-migration-zones", KAFKA_VERSION),
            [
                before(),
                closed(),
                (CLIENT_SUBNETS, network.zones(2)),
                (NUMBER_OF_BROKER_NODES, 2.into()),
            ],
            kraft(),
        ),
        Change::of(
            ("kraft-migration-public-monitoring", PUBLIC_ACCESS),
            reachable,
            [(JMX_EXPORTER, true.into()), kraft()[0].clone()],
        ),
    ]
}

fn partitions() -> Vec<Change> {
    let change = |rule| Change::of((rule, KAFKA_VERSION), [], [(KAFKA_VERSION, text("3.7.x"))]);
    // kafka.m5.large: 1000 are recommended, 1500 are the most.
    vec![
        change("partitions-recommended").meanwhile(Meanwhile::Partitions(1_200)),
        change("partitions-maximum").meanwhile(Meanwhile::Partitions(1_600)),
    ]
}

fn volumes() -> Vec<Change> {
    let change =
        |rule, size: i64| Change::of((rule, VOLUME_SIZE), [], [(VOLUME_SIZE, size.into())]);
    vec![
        change("storage-shrink", 50),
        change("storage-growth-step", 105),
    ]
}
