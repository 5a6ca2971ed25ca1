//! The state of a broker, made of what EC2 shows and of what only the configuration knows.

use kafkaws_plugin::State;

use crate::aws::cloud::Cloud;
use crate::aws::fleet::Seen;
use crate::aws::tags::Tags;
use crate::broker::model::{Broker, Outputs};
use crate::broker::node::{Wanted, boot};
use crate::broker::tags::{self, BOOT_HASH};
use crate::broker::{BrokerResource, observed};

/// The state of a broker that is what was planned.
pub(super) fn complete(planned: Broker, wanted: &Wanted, seen: &Seen) -> State<BrokerResource> {
    let shown = observed::inputs(&planned, seen);
    let mut outputs = observed::outputs(&shown, seen, &Outputs::default());
    outputs.tags_all = Some(wanted.tags.all.clone());
    let inputs = Broker {
        security_groups: planned.security_groups.or(shown.security_groups),
        private_ip: planned.private_ip.or(shown.private_ip),
        ..planned
    };
    State {
        inputs,
        outputs,
        private: (),
    }
}

/// The state of a broker that is not what was planned: the truth, so that the next plan shows the rest.
pub(super) fn unfinished(
    cloud: &Cloud,
    planned: Broker,
    wanted: &Wanted,
    seen: &Seen,
    before: Option<&State<BrokerResource>>,
) -> State<BrokerResource> {
    let mut inputs = observed::inputs(&planned, seen);
    if let Some(before) = before.filter(|_| !boots_as(wanted, seen)) {
        inputs.properties = before.inputs.properties.clone();
        inputs.environment = before.inputs.environment.clone();
        inputs.listeners = before.inputs.listeners.clone();
    }
    let protection = seen.living().and_then(|instance| instance.protected);
    if let (None, Some(before)) = (protection, before) {
        inputs.disable_api_termination = before.inputs.disable_api_termination;
    }
    let known = before
        .map(|before| before.outputs.clone())
        .unwrap_or_default();
    let mut outputs = observed::outputs(&inputs, seen, &known);
    retag(cloud, &mut inputs, &mut outputs, seen);
    State {
        inputs,
        outputs,
        private: (),
    }
}

/// Whether the instance has the boot data that is wanted.
fn boots_as(wanted: &Wanted, seen: &Seen) -> bool {
    let hash = seen
        .living()
        .and_then(|instance| instance.tags.get(BOOT_HASH));
    match boot::user_data(wanted, seen) {
        Ok(Some(data)) => hash == Some(&data.hash()),
        _ => false,
    }
}

/// Tags as EC2 has them: of the first part of the broker whose tags are not those that the state has.
pub(super) fn retag(cloud: &Cloud, inputs: &mut Broker, outputs: &mut Outputs, seen: &Seen) {
    let shown = seen
        .tagged()
        .map(|(_, actual)| tags::managed(cloud, actual, &inputs.tags));
    let shown: Vec<Tags> = shown.collect();
    let before = outputs.tags_all.clone();
    let other = shown
        .iter()
        .find(|tags| Some(*tags) != before.as_ref())
        .or(shown.first());
    let Some(all) = other.cloned() else { return };
    if let Some(defaults) = cloud.tags().tags_all(&Tags::new()) {
        inputs.tags = tags::own(&all, &defaults, &inputs.tags, before.as_ref());
    }
    outputs.tags_all = Some(all);
}
