//! Brokers: where they are, what they are called, and ListNodes.

use serde_json::{Value, json};

use super::cluster::{Broker, Cluster};
use super::desk::{Answer, Ask, Desk};
use super::kafka_version::KafkaVersion;
use super::page;
use crate::clock::Timestamp;
use crate::ec2::Interface;
use crate::id;
use crate::world::{Area, partition};

/// ZooKeeper nodes and KRaft controllers: three of either, whatever the number of brokers.
const QUORUM: u32 = 3;

/// The brokers that a cluster should have: those it has, and new ones spread over its subnets.
pub(super) fn place(area: &Area, cluster: &Cluster, now: Timestamp) -> Vec<Broker> {
    let wanted = usize::try_from(cluster.spec.number_of_broker_nodes).unwrap_or(0);
    let subnets = &cluster.spec.broker_node_group_info.client_subnets;
    let mut brokers = cluster.brokers.clone();
    let mut next = brokers.iter().map(|broker| broker.id).max().unwrap_or(0);
    let missing = wanted.saturating_sub(brokers.len());
    for subnet in subnets.iter().cycle().take(missing) {
        next += 1;
        brokers.push(Broker {
            id: next,
            subnet: subnet.clone(),
            interface: id::random("eni"),
            address: address(area, subnet, next),
            added: now,
        });
    }
    brokers
}

impl Cluster {
    /// The brokers' network interfaces, which EC2 shows and which keep subnets and groups in use.
    pub(crate) fn interfaces(&self) -> Vec<Interface> {
        let groups = self
            .spec
            .broker_node_group_info
            .security_groups
            .clone()
            .unwrap_or_default();
        let interface = |broker: &Broker| {
            Interface::new(
                broker.interface.clone(),
                broker.subnet.clone(),
                groups.clone(),
                broker.address.clone(),
            )
            .of_msk(format!(
                "DO NOT DELETE - Amazon MSK network interface for {}",
                self.arn
            ))
        };
        self.brokers.iter().map(interface).collect()
    }
}

/// An address in the subnet; the first ones belong to AWS.
fn address(area: &Area, subnet: &str, broker: u32) -> String {
    let cidr = area
        .network
        .subnets
        .get(subnet)
        .map_or("10.0.0.0/24", |s| s.cidr.as_str());
    let network = cidr.split('/').next().unwrap_or_default();
    let start = network
        .rsplit_once('.')
        .map_or("10.0.0", |(start, _)| start);
    format!("{start}.{}", 10 + broker % 240)
}

/// `name.abc123.c2.kafka.eu-west-1.amazonaws.com`.
fn domain(region: &str, cluster: &Cluster) -> String {
    let code: String = cluster
        .uuid()
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .take(6)
        .collect();
    let shard = cluster.uuid().rsplit('-').next().unwrap_or("1");
    let top = if partition(region) == "aws-cn" {
        "amazonaws.com.cn"
    } else {
        "amazonaws.com"
    };
    format!(
        "{}.{code}.c{shard}.kafka.{region}.{top}",
        cluster.name.to_lowercase()
    )
}

/// A broker's name in the VPC, with what the endpoint is for, such as `-public`, after its number.
pub(super) fn host(region: &str, cluster: &Cluster, broker: u32, suffix: &str) -> String {
    format!("b-{broker}{suffix}.{}", domain(region, cluster))
}

/// The connection string of the ZooKeeper ensemble.
pub(super) fn zookeeper(region: &str, cluster: &Cluster, port: u16) -> String {
    let domain = domain(region, cluster);
    let nodes = (1..=QUORUM).map(|node| format!("z-{node}.{domain}:{port}"));
    nodes.collect::<Vec<_>>().join(",")
}

pub(super) fn list_nodes(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let region = desk.area.region.clone();
    let cluster = desk.cluster(ask.arn())?;
    let mut nodes: Vec<(String, Value)> = cluster
        .brokers
        .iter()
        .map(|broker| {
            (
                format!("b{:05}", broker.id),
                broker_node(&region, cluster, broker),
            )
        })
        .collect();
    nodes.extend((1..=QUORUM).map(|n| (format!("z{n}"), quorum_node(&region, cluster, n))));
    page::page(
        ask,
        "nodeInfoList",
        nodes,
        |(key, _)| key.clone(),
        |(_, node)| node,
    )
}

fn broker_node(region: &str, cluster: &Cluster, broker: &Broker) -> Value {
    json!({
        "addedToClusterTime": broker.added.iso(),
        "instanceType": cluster.spec.instance_type().trim_start_matches("kafka."),
        "nodeARN": node_arn(cluster, &format!("broker-{}", broker.id)),
        "nodeType": "BROKER",
        "brokerNodeInfo": {
            "attachedENIId": broker.interface,
            "brokerId": broker.id,
            "clientSubnet": broker.subnet,
            "clientVpcIpAddress": broker.address,
            "currentBrokerSoftwareInfo": cluster.spec.current_broker_software_info,
            "endpoints": [host(region, cluster, broker.id, "")],
        },
    })
}

fn quorum_node(region: &str, cluster: &Cluster, number: u32) -> Value {
    let kraft = KafkaVersion::find(cluster.spec.kafka_version()).is_some_and(|v| v.is_kraft());
    if kraft {
        let endpoint = format!("c-{number}.{}", domain(region, cluster));
        return json!({ "controllerNodeInfo": { "endpoints": [endpoint] } });
    }
    let arn = node_arn(cluster, &format!("zookeeper-{number}"));
    json!({
        "nodeARN": arn,
        "zookeeperNodeInfo": {
            "attachedENIId": id::seeded("eni", &arn),
            "clientVpcIpAddress": format!("172.31.0.{}", 4 + number),
            "endpoints": [format!("z-{number}.{}", domain(region, cluster))],
            "zookeeperId": number,
            "zookeeperVersion": "3.8.4",
        },
    })
}

fn node_arn(cluster: &Cluster, node: &str) -> String {
    format!("{}/{node}", cluster.arn.replacen(":cluster/", ":node/", 1))
}
