//! What the calls share that change several instances at once.

use std::collections::BTreeMap;

use super::{Instance, InstanceState};
use crate::ec2::desk::{Desk, known};
use crate::ec2::phase::Named;
use crate::query::Xml;
use crate::refusal::Refusal;

/// What an attribute protects from.
#[derive(Clone, Copy, Debug)]
pub(super) enum Turn {
    Stop,
    Termination,
}

impl Turn {
    pub(super) fn protected(self, id: &str) -> Refusal {
        let (verb, attribute) = match self {
            Self::Stop => ("stopped", "disableApiStop"),
            Self::Termination => ("terminated", "disableApiTermination"),
        };
        let message = format!(
            "The instance '{id}' may not be {verb}. Modify its '{attribute}' instance attribute and try again."
        );
        Refusal::new(400, "OperationNotPermitted", message)
    }
}

/// The request's instances; every one must exist and pass, or nothing happens at all.
pub(super) fn each(
    desk: &mut Desk<'_>,
    mut check: impl FnMut(&mut Desk<'_>, &str) -> Result<(), Refusal>,
) -> Result<Vec<String>, Refusal> {
    let ids = desk.form.list("InstanceId");
    if ids.is_empty() {
        let message = "The request must contain the parameter InstanceId";
        return Err(Refusal::new(400, "MissingParameter", message));
    }
    for id in &ids {
        known(&mut desk.area.compute.instances, id)?;
    }
    for id in &ids {
        check(desk, id)?;
    }
    Ok(ids)
}

/// Changes each, and tells its state before and after.
pub(super) fn report(
    desk: &mut Desk<'_>,
    ids: &[String],
    mut change: impl FnMut(&mut Instance),
) -> Xml {
    let mut states = BTreeMap::new();
    for id in ids {
        if let Some(instance) = desk.area.compute.instances.get_mut(id) {
            let before = instance.phase.state;
            change(instance);
            states.insert(id, (before, instance.phase.state));
        }
    }
    let mut xml = Xml::default();
    xml.items("instancesSet", states, |xml, (id, (before, after))| {
        xml.text("instanceId", id);
        xml.nest("currentState", |xml| state(xml, after));
        xml.nest("previousState", |xml| state(xml, before));
    });
    xml
}

pub(super) fn state(xml: &mut Xml, state: InstanceState) {
    xml.text("code", state.code().to_string());
    xml.text("name", state.name());
}
