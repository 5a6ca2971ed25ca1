//! Taking a stack over that exists, by its cluster and the range of its ids: the identity tags say which brokers it has.

use std::collections::BTreeMap;
use std::sync::Arc;

use kafkaws_boot_contract::{Contract, UserData};
use kafkaws_plugin::{Cx, State};
use kafkaws_schema::{Bounded, Diagnostic, Diagnostics};

use super::Stack;
use super::entry::entry;
use super::ids::StackId;
use super::model::BrokerStack;
use super::outputs::Outputs;
use super::read;
use crate::aws::cloud::Cloud;
use crate::aws::fleet::{Seen, SeenInstance};
use crate::broker::health_check::HealthCheck;
use crate::broker::listeners::Listener;
use crate::broker::node::image_of;

pub(super) async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Stack>, Diagnostics> {
    let cloud = cx.cloud()?;
    let doing = format!("importing the stack {id:?}");
    let stack: StackId = id
        .parse()
        .map_err(|error| Diagnostic::error(&doing, format!("{error}.")))?;
    let found = read::of_range(cloud, &stack.cluster, stack.ids).await;
    let found = found.map_err(|error| error.diagnostic(&doing))?;
    let Some(model) = found
        .values()
        .find_map(|seen| seen.living().map(|one| (seen, one)))
    else {
        return Err(nothing(&doing, &stack, &found).into());
    };
    let contract = contract(cloud, model.1, &doing).await?;
    let inputs =
        inputs(&stack, &found, model, &contract).map_err(|what| unreadable(&doing, what))?;
    let brokers = found
        .iter()
        .map(|(id, seen)| (*id, entry(&inputs, seen)))
        .collect();
    Ok(State {
        outputs: Outputs::of(stack.to_string(), brokers, None),
        inputs,
        private: (),
    })
}

fn nothing(doing: &str, stack: &StackId, found: &BTreeMap<i64, Arc<Seen>>) -> Diagnostic {
    let detail = match found.is_empty() {
        true => format!(
            "No instance, network interface or volume in this account and Region has the tags kafkaws:cluster = {:?} and kafkaws:stack \
             = \"{}\".",
            stack.cluster.to_string(),
            stack.ids
        ),
        false => {
            "None of its brokers has an instance, so what they are to run is not known.".to_owned()
        }
    };
    Diagnostic::error(doing, detail)
}

fn unreadable(doing: &str, what: &str) -> Diagnostic {
    Diagnostic::error(
        doing,
        format!("The brokers have {what} that this version of the provider does not know."),
    )
}

/// What a broker was told at its last boot: its properties are nowhere else.
async fn contract(
    cloud: &Cloud,
    instance: &SeenInstance,
    doing: &str,
) -> Result<Contract, Diagnostic> {
    let bytes = cloud.fleet().user_data(&instance.id).await;
    let bytes = bytes.map_err(|error| error.diagnostic(doing))?;
    UserData::from_bytes(bytes).contract().map_err(|error| {
        Diagnostic::error(
            doing,
            format!(
                "The instance {} has no boot data of ours: {error}.",
                instance.id
            ),
        )
    })
}

/// What all brokers have, as the first of them has it; the rest of the configuration is at its defaults.
fn inputs(
    stack: &StackId,
    found: &BTreeMap<i64, Arc<Seen>>,
    (seen, instance): (&Arc<Seen>, &SeenInstance),
    contract: &Contract,
) -> Result<BrokerStack, &'static str> {
    let listeners: Option<Vec<Listener>> = contract.listeners.iter().map(Listener::of).collect();
    let count = i64::try_from(found.len()).unwrap_or_default();
    let mut subnets: Vec<&String> = found
        .values()
        .filter_map(|seen| {
            seen.interface
                .as_ref()
                .map(|interface| &interface.subnet_id)
        })
        .collect();
    subnets.sort();
    subnets.dedup();
    let subnets: Result<_, _> = subnets.into_iter().map(|subnet| subnet.parse()).collect();
    let mut inputs = BrokerStack {
        cluster_name: stack.cluster.clone(),
        broker_ids: stack.ids,
        number_of_broker_nodes: Bounded::try_from(count).map_err(|_| "a number")?,
        subnet_ids: subnets.map_err(|_| "a subnet")?,
        private_ips: None,
        ami: image_of(instance).parse().map_err(|_| "an image")?,
        instance_type: instance
            .instance_type
            .parse()
            .map_err(|_| "an instance type")?,
        security_groups: None,
        iam_instance_profile: instance
            .profile
            .as_ref()
            .and_then(|profile| profile.parse().ok()),
        key_name: instance.key_name.as_ref().and_then(|key| key.parse().ok()),
        placement_group: instance
            .placement_group
            .as_ref()
            .and_then(|group| group.parse().ok()),
        volumes: Vec::new(),
        properties: contract.properties.clone(),
        environment: contract.environment.clone(),
        listeners: listeners.ok_or("a listener")?,
        health_check: HealthCheck::default(),
        tags: BTreeMap::new(),
        disable_api_termination: false,
        delete_volumes_on_destroy: false,
        allow_volume_removal: false,
        allow_unverified: false,
        timeouts: None,
    };
    inputs.volumes = entry(&inputs, seen)
        .volumes
        .iter()
        .map(|volume| volume.volume())
        .collect();
    in_order_of(contract, &mut inputs);
    Ok(inputs)
}

/// Volumes in the order in which the configuration had them, which is part of the boot data.
fn in_order_of(contract: &Contract, inputs: &mut BrokerStack) {
    let place = |name: &str| {
        contract
            .volumes
            .iter()
            .position(|volume| volume.name == name)
    };
    inputs
        .volumes
        .sort_by_key(|volume| place(volume.name.as_str()));
}
