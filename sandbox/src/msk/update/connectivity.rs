//! UpdateConnectivity: public access, multi-VPC, network type, ZooKeeper access.

use serde::Deserialize;

use super::{Change, rolling, run};
use crate::msk::cluster::Cluster;
use crate::msk::defaults;
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::kafka_version::KafkaVersion;
use crate::msk::rules;
use crate::msk::settings::Switch;
use crate::msk::shape::{ConnectivityInfo, Enabled};
use crate::refusal::Refusal;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateConnectivityRequest {
    connectivity_info: Option<ConnectivityInfo>,
    zookeeper_access: Option<Enabled>,
}

pub(in crate::msk) fn connectivity(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateConnectivityRequest = ask.body()?;
    run(desk, ask, |_, cluster, _| {
        let what = "the connectivity";
        let seconds = rolling(cluster, 10 * 60);
        let mut change = Change::of(cluster, "UPDATE_CONNECTIVITY", what, seconds);
        if let Some(wanted) = request.connectivity_info {
            let info = merged(cluster.spec.connectivity(), wanted)?;
            change.spec.broker_node_group_info.connectivity_info = Some(info);
        }
        if request.zookeeper_access.is_some() {
            has_zookeeper(cluster)?;
            change.spec.zookeeper_access = request.zookeeper_access.is_on();
        }
        Ok(change)
    })
}

/// What is left out stays as it is.
fn merged(before: ConnectivityInfo, wanted: ConnectivityInfo) -> Result<ConnectivityInfo, Refusal> {
    let access = wanted
        .public_access
        .filter(|access| access.r#type.is_some());
    if let Some(kind) = access.as_ref().and_then(|access| access.r#type.as_deref()) {
        rules::connectivity::known_access(kind)?;
    }
    Ok(defaults::connectivity(Some(ConnectivityInfo {
        public_access: access.or(before.public_access),
        vpc_connectivity: wanted.vpc_connectivity.or(before.vpc_connectivity),
        network_type: wanted.network_type.or(before.network_type),
    })))
}

fn has_zookeeper(cluster: &Cluster) -> Result<(), Refusal> {
    match KafkaVersion::find(cluster.spec.kafka_version()).is_some_and(|v| v.is_kraft()) {
        false => Ok(()),
        true => {
            let message = "A cluster in KRaft mode has no ZooKeeper.";
            Err(Refusal::bad_request(message).parameter("zookeeperAccess"))
        }
    }
}
