//! Taking a broker over that exists: by `cluster/broker id`, through its identity tags.

use kafkaws_boot_contract::UserData;
use kafkaws_plugin::{Cx, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::fleet::{Identity, Seen, SeenInstance, SeenInterface};
use crate::aws::wait::Progress;
use crate::broker::health_check::HealthCheck;
use crate::broker::listeners::Listener;
use crate::broker::model::{Broker, Outputs};
use crate::broker::node::{self, image_of};
use crate::broker::{BrokerResource, observed, state};

/// So many looks may miss a broker that is there: lists lag.
const LOOKS: u32 = 3;

pub(super) async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<BrokerResource>, Diagnostics> {
    let cloud = cx.cloud()?;
    let doing = format!("importing broker {id:?}");
    let identity = identity(id).ok_or_else(|| {
        Diagnostic::error(
            &doing,
            "The id of a broker is its cluster and its id in it: orders/1.",
        )
    })?;
    let seen = look(cx, cloud, &identity)
        .await
        .map_err(|error| error.diagnostic(&doing))?;
    let (Some(interface), Some(instance)) = (&seen.interface, seen.living()) else {
        return Err(missing(&doing, &seen).into());
    };
    let told = cloud
        .fleet()
        .user_data(&instance.id)
        .await
        .map_err(|error| error.diagnostic(&doing))?;
    let plain = plain(&identity, interface, instance).ok_or_else(|| {
        Diagnostic::error(
            &doing,
            "Its instance or its interface has a form that is not known here.",
        )
    })?;
    let mut inputs = observed::inputs(&booted(plain, told), &seen);
    let mut outputs = observed::outputs(&inputs, &seen, &Outputs::default());
    state::retag(cloud, &mut inputs, &mut outputs, &seen);
    Ok(State {
        inputs,
        outputs,
        private: (),
    })
}

fn identity(id: &str) -> Option<Identity> {
    let (cluster, broker_id) = id.split_once('/')?;
    let broker_id = broker_id
        .parse()
        .ok()
        .filter(|id| (0..=i64::from(i32::MAX)).contains(id))?;
    let cluster: crate::msk::types::ClusterName = cluster.parse().ok()?;
    Some(Identity {
        cluster: cluster.to_string(),
        broker_id,
    })
}

async fn look(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    identity: &Identity,
) -> Result<Seen, crate::aws::error::AwsError> {
    let waiter = cloud.waiter(cx.stop().clone());
    let limit = cloud.pace().longest * LOOKS;
    let found = waiter
        .until(limit, || async {
            let seen = node::look(cloud, identity).await?;
            Ok(match seen.interface.is_some() && seen.living().is_some() {
                true => Progress::Done(seen),
                false => Progress::Pending("looking for it".to_owned()),
            })
        })
        .await;
    match found {
        Ok(seen) => Ok(seen),
        Err(_) => node::look(cloud, identity).await,
    }
}

fn missing(doing: &str, seen: &Seen) -> Diagnostic {
    let ids: Vec<&str> = seen.ids().collect();
    let detail = match ids.is_empty() {
        true => "Nothing in the account and Region that the provider is configured for has its tags, kafkaws:cluster and \
                 kafkaws:broker-id."
            .to_owned(),
        false => format!(
            "It has no instance, or no network interface, and so there is nothing to tell how it is to be. Only {} has its \
             tags. Delete what nobody needs, or write the broker down and let apply find it: volumes that are available and \
             tagged kafkaws:released = true are taken over by the next broker of this identity.",
            ids.join(", ")
        ),
    };
    Diagnostic::error(doing, detail)
}

/// What EC2 says without being asked twice; the rest as if nobody had written it.
fn plain(
    identity: &Identity,
    interface: &SeenInterface,
    instance: &SeenInstance,
) -> Option<Broker> {
    Some(Broker {
        cluster_name: identity.cluster.parse().ok()?,
        broker_id: identity.broker_id.try_into().ok()?,
        ami: image_of(instance).parse().ok()?,
        instance_type: instance.instance_type.parse().ok()?,
        subnet_id: interface.subnet_id.parse().ok()?,
        security_groups: None,
        private_ip: None,
        iam_instance_profile: None,
        key_name: None,
        placement_group: None,
        placement_partition_number: None,
        volumes: Vec::new(),
        properties: Default::default(),
        environment: Default::default(),
        listeners: Listener::usual(),
        health_check: HealthCheck::default(),
        tags: Default::default(),
        disable_api_termination: false,
        delete_volumes_on_destroy: false,
        allow_replacement: false,
        allow_volume_removal: false,
        timeouts: None,
    })
}

/// Its boot data says in which order its volumes are, what it listens on, and its properties.
fn booted(mut broker: Broker, user_data: Vec<u8>) -> Broker {
    let Ok(contract) = UserData::from_bytes(user_data).contract() else {
        return broker;
    };
    let listeners = contract
        .listeners
        .iter()
        .map(Listener::of)
        .collect::<Option<Vec<_>>>();
    broker.listeners = listeners.unwrap_or(broker.listeners);
    broker.volumes = contract
        .volumes
        .iter()
        .filter_map(|volume| observed::unknown(&volume.name))
        .collect();
    broker.properties = contract.properties;
    broker.environment = contract.environment;
    broker
}
