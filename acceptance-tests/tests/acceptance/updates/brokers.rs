//! Number, type and volumes of the brokers.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};

use super::Running;
use crate::scene::{CLUSTER, Cast, ensure};

const EBS: &str = "broker_node_group_info.storage_info.ebs_storage_info";
const VOLUME_SIZE: &str = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
const THROUGHPUT: &str =
    "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput";
const TYPE: &str = "broker_node_group_info.instance_type";
const COUNT: &str = "number_of_broker_nodes";

#[test]
fn larger_more_and_fewer() -> Result<(), Trouble> {
    let running = Running::new(need!(Cast::ours()), Resource::cluster("size"))?;
    let running = running.change([
        (VOLUME_SIZE, 200.into()),
        (TYPE, "kafka.m5.xlarge".into()),
        (COUNT, 6.into()),
        // One broker of each zone goes; new brokers are empty until somebody moves partitions.
        (COUNT, 3.into()),
    ])?;
    let brokers = running.at_aws()?["numberOfBrokerNodes"].clone();
    ensure(brokers == 3, format!("AWS has {brokers} brokers"))?;
    running.end()
}

#[test]
fn provisioned_throughput_on_and_off() -> Result<(), Trouble> {
    let throughput = Value::from_iter([
        ("enabled", Value::from(true)),
        ("volume_throughput", Value::from(300)),
    ]);
    let cluster = Resource::cluster("throughput")
        .with(TYPE, "kafka.m5.4xlarge")
        .with(&format!("{EBS}.volume_size"), 1000);
    let running = Running::new(need!(Cast::ours()), cluster)?.change([(THROUGHPUT, throughput)])?;
    // Off is a change of storage too, and has to wait for the end of the cool-down.
    let six_hours = std::time::Duration::from_secs(6 * 60 * 60);
    running.scene.world.sandbox().world().advance(six_hours);
    running.change([(THROUGHPUT, Value::Null)])?.end()
}

/// Pain 9: the peer planned this change and did nothing.
#[test]
fn pain_9_local_becomes_tiered() -> Result<(), Trouble> {
    let running = Running::new(need!(Cast::ours()), Resource::cluster("tier"))?;
    let running = running.change([("storage_mode", "TIERED".into())])?;
    let mode = running.project.values(CLUSTER)?["storage_mode"].clone();
    ensure(mode == "TIERED", format!("storage_mode is {mode}"))?;
    running.end()
}

#[test]
fn rebalancing_of_express_brokers() -> Result<(), Trouble> {
    let cluster = Resource::cluster("rebalancing")
        .with("kafka_version", "3.8.x")
        .with(TYPE, "express.m7g.large")
        .without("broker_node_group_info.storage_info");
    let running = Running::new(need!(Cast::ours()), cluster)?;
    let status = "rebalancing.status";
    running
        .change([(status, "PAUSED".into()), (status, "ACTIVE".into())])?
        .end()
}
