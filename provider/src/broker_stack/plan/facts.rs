//! What rules need to know of EC2 about a plan. What may not be read is not there, and the rules that need it are silent.

use std::collections::BTreeMap;
use std::net::Ipv4Addr;

use kafkaws_rules::broker::{Observed, Subnet as SubnetFacts, Volume};
use kafkaws_schema::Path;
use kafkaws_schema::plan::Draft;

use crate::aws::cloud::Cloud;
use crate::aws::fleet::Identity;
use crate::aws::network::Subnet;
use crate::broker::facts::{known, modification};
use crate::broker_stack::ids::BrokerIds;
use crate::broker_stack::outputs::{Outputs, StackBroker, by_id};
use crate::broker_stack::spread::subnet_of;
use crate::msk::types::SubnetId;

/// Reads what this plan gives reason to read.
pub(super) async fn gather(cloud: &Cloud, draft: &Draft) -> Observed {
    let text = |name: &str| draft.planned.attribute(name).as_str().map(str::to_owned);
    let changes = |names: &[&str]| {
        draft.creates() || names.iter().any(|name| draft.changed(&Path::from(*name)))
    };
    let mut observed = Observed::default();
    let machine = changes(&["ami", "instance_type", "subnet_ids"]);
    if let Some(ami) = text("ami").filter(|_| machine) {
        observed.image = known(cloud.images().facts(&ami).await);
    }
    if let Some(kind) = text("instance_type").filter(|_| machine) {
        observed.instance_type = known(cloud.instance_types().facts(&kind).await);
    }
    let there = there(draft);
    if changes(&[
        "subnet_ids",
        "number_of_broker_nodes",
        "instance_type",
        "private_ips",
    ]) {
        let subnets = subnets(cloud, draft).await;
        observed.placement = placement(draft, &there, &subnets);
        observed.subnets = with_holders(cloud, draft, &observed.placement, subnets).await;
        observed.others = others(cloud, draft).await;
    }
    if draft.updates() && changes(&["volumes"]) {
        observed.volumes = volumes(cloud, &there).await;
    }
    observed
}

/// The brokers of the state.
fn there(draft: &Draft) -> BTreeMap<i64, StackBroker> {
    let outputs: Option<Outputs> = draft.prior_sketch().at(&Path::root());
    let brokers = outputs
        .and_then(|outputs| outputs.brokers)
        .unwrap_or_default();
    let by_id = by_id(&brokers).into_iter();
    by_id.map(|(id, broker)| (id, broker.clone())).collect()
}

async fn subnets(cloud: &Cloud, draft: &Draft) -> Vec<Subnet> {
    let ids: Option<Vec<SubnetId>> = draft.planned_sketch().at(&"subnet_ids".into());
    let ids: Vec<String> = ids
        .unwrap_or_default()
        .iter()
        .map(ToString::to_string)
        .collect();
    known(cloud.network().subnets_by_id(&ids).await).unwrap_or_default()
}

/// Where each broker is or will be.
fn placement(
    draft: &Draft,
    there: &BTreeMap<i64, StackBroker>,
    subnets: &[Subnet],
) -> BTreeMap<i64, String> {
    let sketch = draft.planned_sketch();
    let range: Option<BrokerIds> = sketch.at(&"broker_ids".into());
    let count: Option<i64> = sketch.at(&"number_of_broker_nodes".into());
    let ids = range
        .zip(count)
        .and_then(|(range, count)| range.of(count).ok());
    let place = |id: i64| {
        let stays = there.get(&id).and_then(|broker| broker.subnet_id.clone());
        let subnet = stays.or_else(|| subnet_of(id, subnets).ok().map(|subnet| subnet.id.clone()));
        Some((id, subnet?))
    };
    ids.unwrap_or_default()
        .into_iter()
        .filter_map(place)
        .collect()
}

/// The subnets, with who has the addresses that new brokers are to get.
async fn with_holders(
    cloud: &Cloud,
    draft: &Draft,
    placement: &BTreeMap<i64, String>,
    subnets: Vec<Subnet>,
) -> BTreeMap<String, SubnetFacts> {
    let mut facts: BTreeMap<String, SubnetFacts> = BTreeMap::new();
    for subnet in subnets {
        let fact = SubnetFacts {
            zone_id: Some(subnet.zone_id),
            cidr_block: Some(subnet.cidr_block),
            taken: BTreeMap::new(),
        };
        facts.insert(subnet.id, fact);
    }
    for (identity, address) in asked_for(draft) {
        let Some(subnet) = placement.get(&identity.broker_id) else {
            continue;
        };
        let holder = cloud.fleet().holder(subnet, address, &identity).await;
        if let (Some(Some(holder)), Some(fact)) = (known(holder), facts.get_mut(subnet)) {
            fact.taken.insert(address, holder);
        }
    }
    facts
}

/// The addresses that brokers are to get which do not have them yet.
fn asked_for(draft: &Draft) -> Vec<(Identity, Ipv4Addr)> {
    let asked: Option<BTreeMap<String, String>> = draft.planned_sketch().at(&"private_ips".into());
    let cluster = draft
        .planned
        .attribute("cluster_name")
        .as_str()
        .unwrap_or_default();
    let there = there(draft);
    let new = asked
        .unwrap_or_default()
        .into_iter()
        .filter_map(|(id, address)| {
            let broker_id: i64 = id.parse().ok()?;
            let identity = Identity {
                cluster: cluster.to_owned(),
                broker_id,
            };
            let address = address.parse().ok()?;
            (!there.contains_key(&broker_id)).then_some((identity, address))
        });
    new.collect()
}

/// Brokers of the cluster that are not of this stack, with their zones.
async fn others(cloud: &Cloud, draft: &Draft) -> BTreeMap<i64, String> {
    let range: Option<BrokerIds> = draft.planned_sketch().at(&"broker_ids".into());
    let cluster = draft.planned.attribute("cluster_name").as_str();
    let (Some(range), Some(cluster)) = (range, cluster) else {
        return BTreeMap::new();
    };
    let all = known(cloud.fleet().of_cluster(cluster).await).unwrap_or_default();
    let others = all.into_iter().filter(|(id, _)| !range.contains(*id));
    others
        .filter_map(|(id, seen)| Some((id, seen.interface.as_ref()?.zone_id.clone())))
        .collect()
}

/// The volumes that exist, as the refresh before the plan saw them, with their last modifications.
async fn volumes(cloud: &Cloud, there: &BTreeMap<i64, StackBroker>) -> Vec<Volume> {
    let all = || {
        there
            .iter()
            .flat_map(|(id, broker)| broker.volumes.iter().map(move |one| (*id, one)))
    };
    let ids: Vec<String> = all().map(|(_, one)| one.volume_id.clone()).collect();
    let modified = known(cloud.fleet().modifications(&ids).await).unwrap_or_default();
    let found = all().map(|(broker_id, one)| {
        let volume = one.volume();
        let last = modified
            .iter()
            .find(|last| last.volume_id() == Some(&one.volume_id));
        Volume {
            broker_id,
            name: one.name.to_string(),
            volume_id: one.volume_id.clone(),
            kind: Some(one.r#type.to_string()),
            size: Some(one.size.get()),
            iops: volume.wanted_iops(),
            throughput: volume.wanted_throughput(),
            modification: last.and_then(modification),
            modifications: None,
        }
    });
    found.collect()
}
