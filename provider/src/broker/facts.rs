//! What rules need to know of EC2 about a plan. Each fact is read once per walk, whoever asks; what may not be read is not there,
//! and the rules that need it are silent.

use std::collections::BTreeMap;
use std::time::SystemTime;

use kafkaws_rules::broker::{Modification, ModificationState, Observed, Subnet, Volume};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Model, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::fleet::Identity;
use crate::broker::model::{Broker, Outputs};

/// Reads what this plan changes, and nothing for the rest.
pub(super) async fn gather(cloud: &Cloud, draft: &Draft) -> Observed {
    let planned = |name: &str| draft.planned.attribute(name).as_str().map(str::to_owned);
    let changes = |names: &[&str]| {
        draft.creates() || names.iter().any(|name| draft.changed(&Path::from(*name)))
    };
    let (mut observed, machine) = (
        Observed::default(),
        changes(&["ami", "instance_type", "subnet_id"]),
    );
    if let Some(ami) = planned("ami").filter(|_| machine) {
        observed.image = known(cloud.images().facts(&ami).await);
    }
    if let Some(kind) = planned("instance_type").filter(|_| machine) {
        observed.instance_type = known(cloud.instance_types().facts(&kind).await);
    }
    if let Some(id) = planned("subnet_id").filter(|_| changes(&["subnet_id", "instance_type"])) {
        observed.subnets = subnets(cloud, draft, &id).await;
    }
    if draft.updates() && changes(&["volumes"]) {
        observed.volumes = volumes(cloud, draft).await;
    }
    observed
}

/// A rule that cannot be judged stops nobody.
pub(crate) fn known<T>(answer: Result<T, AwsError>) -> Option<T> {
    answer
        .inspect_err(|error| tracing::warn!(%error, "rules go on without it"))
        .ok()
}

async fn subnets(cloud: &Cloud, draft: &Draft, id: &str) -> BTreeMap<String, Subnet> {
    let found = cloud.network().subnets_by_id(&[id.to_owned()]).await;
    let found = found.inspect_err(|error| tracing::warn!(%error, "rules go on without it"));
    let mut subnets = BTreeMap::new();
    let text = |name: &str| {
        draft
            .planned
            .attribute(name)
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    let but = Identity {
        cluster: text("cluster_name"),
        broker_id: draft
            .planned
            .attribute("broker_id")
            .as_i64()
            .unwrap_or_default(),
    };
    for subnet in found.unwrap_or_default() {
        let address = draft
            .planned
            .attribute("private_ip")
            .as_str()
            .filter(|_| draft.creates());
        let mut taken = BTreeMap::new();
        if let Some(address) = address.and_then(|text| text.parse().ok()) {
            let holder = known(cloud.fleet().holder(&subnet.id, address, &but).await).flatten();
            taken.extend(holder.map(|holder| (address, holder)));
        }
        let facts = Subnet {
            zone_id: Some(subnet.zone_id),
            cidr_block: Some(subnet.cidr_block),
            taken,
        };
        subnets.insert(subnet.id, facts);
    }
    subnets
}

/// The volumes that exist, as the refresh before the plan saw them, with their last modifications.
async fn volumes(cloud: &Cloud, draft: &Draft) -> Vec<Volume> {
    let (Ok(prior), Ok(outputs)) = (Broker::read(&draft.prior), Outputs::read(&draft.prior)) else {
        return Vec::new();
    };
    let ids = outputs.volume_ids.unwrap_or_default();
    let all: Vec<String> = ids.values().cloned().collect();
    let modified = known(cloud.fleet().modifications(&all).await).unwrap_or_default();
    let found = prior.volumes.iter().filter_map(|volume| {
        let volume_id = ids.get(volume.name.as_str())?.clone();
        let last = modified
            .iter()
            .find(|one| one.volume_id() == Some(&volume_id));
        Some(Volume {
            broker_id: prior.broker_id.get(),
            name: volume.name.to_string(),
            volume_id,
            kind: Some(volume.r#type.to_string()),
            size: Some(volume.size.get()),
            iops: volume.wanted_iops(),
            throughput: volume.wanted_throughput(),
            modification: last.and_then(modification),
            modifications: None,
        })
    });
    found.collect()
}

pub(crate) fn modification(found: &aws_sdk_ec2::types::VolumeModification) -> Option<Modification> {
    let began = found
        .start_time()
        .and_then(|start| SystemTime::try_from(*start).ok());
    Some(Modification {
        state: ModificationState::parse(found.modification_state()?.as_str())?,
        progress: found.progress(),
        age: began.and_then(|began| SystemTime::now().duration_since(began).ok()),
    })
}
