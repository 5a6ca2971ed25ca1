use super::*;
use crate::msk::cluster::brokers::{
    AzDistribution, BrokerNodeGroupInfo, EbsStorageInfo, PublicAccessType, StorageInfo,
};
use crate::msk::cluster::model::{Rebalancing, RebalancingStatus, StorageMode, ZookeeperAccess};
use crate::msk::cluster::security::{EncryptionInfo, Tls};

/// Three Standard brokers with ZooKeeper, nothing special.
fn plain() -> MskCluster {
    let subnets = ["subnet-00000001", "subnet-00000002", "subnet-00000003"];
    MskCluster {
        cluster_name: "orders".parse().unwrap(),
        kafka_version: "3.5.1".parse().unwrap(),
        number_of_broker_nodes: kafkaws_schema::Bounded::new(3),
        broker_node_group_info: BrokerNodeGroupInfo {
            instance_type: "kafka.m5.large".parse().unwrap(),
            client_subnets: Some(subnets.iter().map(|id| id.parse().unwrap()).collect()),
            security_groups: Some(["sg-00000001".parse().unwrap()].into()),
            az_distribution: AzDistribution::Default,
            storage_info: Some(StorageInfo {
                ebs_storage_info: Some(EbsStorageInfo {
                    volume_size: Some(kafkaws_schema::Bounded::new(100)),
                    provisioned_throughput: ProvisionedThroughput::default(),
                }),
            }),
            connectivity_info: ConnectivityInfo::default(),
        },
        storage_mode: Some(StorageMode::Local),
        client_authentication: ClientAuthentication {
            unauthenticated: Some(true),
            ..Default::default()
        },
        encryption_info: EncryptionInfo::default(),
        configuration_info: None,
        server_properties: None,
        enhanced_monitoring: EnhancedMonitoring::Default,
        open_monitoring: OpenMonitoring::default(),
        logging_info: LoggingInfo::default(),
        rebalancing: None,
        zookeeper_access: None,
        tags: BTreeMap::new(),
        deletion_protection: false,
        allow_replacement: false,
        timeouts: None,
    }
}

fn with(change: impl FnOnce(&mut MskCluster)) -> MskCluster {
    let mut cluster = plain();
    change(&mut cluster);
    cluster
}

fn size(cluster: &mut MskCluster, gib: i64) {
    ebs(cluster).volume_size = Some(gib.try_into().unwrap());
}

fn throughput(cluster: &mut MskCluster, mib: i64) {
    ebs(cluster).provisioned_throughput = ProvisionedThroughput {
        enabled: true,
        volume_throughput: Some(mib.try_into().unwrap()),
    };
}

fn ebs(cluster: &mut MskCluster) -> &mut EbsStorageInfo {
    let storage = cluster
        .broker_node_group_info
        .storage_info
        .as_mut()
        .unwrap();
    storage.ebs_storage_info.as_mut().unwrap()
}

fn broker_type(cluster: &mut MskCluster, size: &str) {
    cluster.broker_node_group_info.instance_type = size.parse().unwrap();
}

fn public(cluster: &mut MskCluster) {
    cluster
        .broker_node_group_info
        .connectivity_info
        .public_access
        .r#type = PublicAccessType::ServiceProvidedEips;
}

fn between(now: &MskCluster, goal: &MskCluster) -> Vec<Step> {
    let tags = BTreeMap::new();
    let volume_size = now
        .broker_node_group_info
        .ebs()
        .and_then(|e| e.volume_size)
        .map(|s| s.get());
    steps(
        &Now {
            cluster: now,
            volume_size,
            tags: &tags,
            zookeeper: None,
        },
        &Goal {
            cluster: goal,
            configuration: goal.configuration_info.as_ref(),
            tags: &tags,
        },
    )
}

fn names(steps: &[Step]) -> Vec<&'static str> {
    let name = |step: &Step| match step {
        Step::Connectivity(_) => "connectivity",
        Step::ZookeeperAccess(_) => "zookeeper",
        Step::Monitoring { .. } => "monitoring",
        Step::Storage { .. } => "storage",
        Step::Tiered => "tiered",
        Step::BrokerType(_) => "type",
        Step::BrokerCount(_) => "count",
        Step::Configuration(_) => "configuration",
        Step::Version { .. } => "version",
        Step::Security { .. } => "security",
        Step::Rebalancing(_) => "rebalancing",
        Step::Tags { .. } => "tags",
    };
    steps.iter().map(name).collect()
}

#[test]
fn nothing_planned_is_nothing_to_do() {
    assert_eq!(between(&plain(), &plain()), []);
}

#[test]
fn what_only_the_provider_knows_takes_no_call() {
    let goal = with(|c| {
        c.deletion_protection = true;
        c.allow_replacement = true;
        c.timeouts = Some(Default::default());
        c.server_properties = Some("num.partitions=3".into());
    });
    assert_eq!(between(&plain(), &goal), []);
}

#[test]
fn tiered_storage_comes_after_its_version_and_its_configuration() {
    let goal = with(|c| {
        c.kafka_version = "3.6.0".parse().unwrap();
        c.storage_mode = Some(StorageMode::Tiered);
        c.configuration_info = Some(revision(2));
        size(c, 200);
    });
    assert_eq!(
        names(&between(&plain(), &goal)),
        ["version", "tiered", "storage"]
    );
}

#[test]
fn version_and_configuration_are_one_call() {
    let goal = with(|c| {
        c.kafka_version = "3.6.0".parse().unwrap();
        c.configuration_info = Some(revision(2));
    });
    let expected = Step::Version {
        version: "3.6.0".parse().unwrap(),
        configuration: Some(revision(2)),
    };
    assert_eq!(between(&plain(), &goal), [expected]);
    let same_version = with(|c| c.configuration_info = Some(revision(2)));
    assert_eq!(
        between(&plain(), &same_version),
        [Step::Configuration(revision(2))]
    );
}

#[test]
fn size_and_throughput_are_one_call() {
    let now = with(|c| broker_type(c, "kafka.m5.4xlarge"));
    let goal = with(|c| {
        broker_type(c, "kafka.m5.4xlarge");
        size(c, 500);
        throughput(c, 300);
    });
    let steps = between(&now, &goal);
    assert!(
        matches!(&steps[..], [Step::Storage { volume_size: Some(500), throughput: Some(t) }] if t.enabled),
        "{steps:?}"
    );
}

#[test]
fn larger_brokers_come_before_throughput_and_smaller_ones_after_it_is_off() {
    let large = with(|c| {
        broker_type(c, "kafka.m5.4xlarge");
        throughput(c, 300);
    });
    assert_eq!(names(&between(&plain(), &large)), ["type", "storage"]);
    assert_eq!(names(&between(&large, &plain())), ["storage", "type"]);
}

#[test]
fn a_size_that_the_version_does_not_run_on_waits_for_the_version() {
    let old = with(|c| c.kafka_version = "2.8.1".parse().unwrap());
    let graviton = with(|c| {
        c.kafka_version = "3.6.0".parse().unwrap();
        broker_type(c, "kafka.m7g.large");
    });
    assert_eq!(names(&between(&old, &graviton)), ["version", "type"]);
    let larger = with(|c| {
        c.kafka_version = "3.6.0".parse().unwrap();
        broker_type(c, "kafka.m5.xlarge");
    });
    assert_eq!(
        names(&between(&old, &larger)),
        ["type", "version"],
        "more room for partitions first"
    );
}

#[test]
fn public_access_opens_after_authentication_and_closes_before_it() {
    let open = with(|c| {
        c.client_authentication.sasl.iam = true;
        c.client_authentication.unauthenticated = Some(false);
        public(c);
    });
    assert_eq!(
        names(&between(&plain(), &open)),
        ["security", "connectivity"]
    );
    assert_eq!(
        names(&between(&open, &plain())),
        ["connectivity", "security"]
    );
}

#[test]
fn one_way_in_can_open_while_another_closes() {
    let now = with(|c| {
        c.client_authentication.sasl.iam = true;
        c.broker_node_group_info
            .connectivity_info
            .vpc_connectivity
            .client_authentication
            .sasl
            .iam = true;
    });
    let goal = with(|c| {
        c.client_authentication.tls = Tls {
            certificate_authority_arns: ["arn:aws:acm-pca:r:1:ca/x".parse().unwrap()].into(),
        };
        c.broker_node_group_info
            .connectivity_info
            .vpc_connectivity
            .client_authentication
            .tls = true;
    });
    assert_eq!(
        names(&between(&now, &goal)),
        ["connectivity", "security", "connectivity"]
    );
}

#[test]
fn zookeeper_closes_before_kraft() {
    let now = with(|c| c.kafka_version = "3.9.x".parse().unwrap());
    let goal = with(|c| {
        c.kafka_version = "3.9.x.kraft".parse().unwrap();
        c.zookeeper_access = Some(ZookeeperAccess { enabled: false });
    });
    assert_eq!(names(&between(&now, &goal)), ["zookeeper", "version"]);
    let moved = with(|c| c.kafka_version = "3.9.x.kraft".parse().unwrap());
    assert_eq!(
        names(&between(&moved, &goal)),
        [""; 0],
        "KRaft has no ZooKeeper to close"
    );
}

#[test]
fn storage_that_grew_elsewhere_is_left_alone() {
    let now = with(|c| size(c, 100));
    let goal = with(|c| size(c, 150));
    let tags = BTreeMap::new();
    let grown = Now {
        cluster: &now,
        volume_size: Some(400),
        tags: &tags,
        zookeeper: None,
    };
    let goal = Goal {
        cluster: &goal,
        configuration: None,
        tags: &tags,
    };
    assert_eq!(steps(&grown, &goal), []);
}

#[test]
fn throughput_written_down_while_off_is_no_change() {
    let goal = with(|c| {
        ebs(c).provisioned_throughput.volume_throughput = Some(300.try_into().unwrap());
    });
    assert_eq!(between(&plain(), &goal), []);
}

#[test]
fn brokers_are_taken_away_one_per_zone() {
    let now = with(|c| c.number_of_broker_nodes = 9.try_into().unwrap());
    assert_eq!(between(&now, &plain()), [Step::BrokerCount(6)]);
    assert_eq!(between(&plain(), &now), [Step::BrokerCount(9)]);
}

#[test]
fn every_attribute_that_changes_has_a_step() {
    let goal = with(|c| {
        c.enhanced_monitoring = EnhancedMonitoring::PerBroker;
        c.rebalancing = Some(Rebalancing {
            status: RebalancingStatus::Paused,
        });
        c.encryption_info.encryption_in_transit.client_broker = ClientBroker::TlsPlaintext;
    });
    assert_eq!(
        names(&between(&plain(), &goal)),
        ["monitoring", "security", "rebalancing"]
    );
}

#[test]
fn tags_are_set_and_removed() {
    let cluster = plain();
    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    };
    let (now, goal) = (
        map(&[("a", "1"), ("b", "2")]),
        map(&[("a", "1"), ("c", "3")]),
    );
    let steps = steps(
        &Now {
            cluster: &cluster,
            volume_size: Some(100),
            tags: &now,
            zookeeper: None,
        },
        &Goal {
            cluster: &cluster,
            configuration: None,
            tags: &goal,
        },
    );
    assert_eq!(
        steps,
        [Step::Tags {
            set: map(&[("c", "3")]),
            remove: vec!["b".into()]
        }]
    );
}

fn revision(number: i64) -> ConfigurationInfo {
    ConfigurationInfo {
        arn: "arn:aws:kafka:eu-west-1:123456789012:configuration/c/1"
            .parse()
            .unwrap(),
        revision: number.try_into().unwrap(),
    }
}
