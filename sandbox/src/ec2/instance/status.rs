//! DescribeInstanceStatus.

use super::{Check, Instance, InstanceState, ScheduledEvent};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select, write};
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::query::Xml;

/// Only running instances, unless all are asked for.
pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let views: Vec<View<'_>> = desk.area.compute.instances.values().map(View).collect();
    let ids = looked_at(
        views.iter(),
        desk.form,
        &["instance-state-name", "instance-state-code"],
    );
    let hidden = life::look_at_instances(desk, &ids);
    let all = desk.form.get("IncludeAllInstances") == Some("true");
    let instances = desk.area.compute.instances.values();
    let shown = instances.filter(|one| !hidden.contains(&one.id));
    let views: Vec<View<'_>> = shown.map(View).collect();
    let (mut chosen, token) = select(views.iter(), desk.form)?;
    chosen.retain(|view| all || view.0.phase.state == InstanceState::Running);
    Ok(write("instanceStatusSet", (chosen, token), |xml, view| {
        render(xml, view.0)
    }))
}

/// An instance with the filters of this call.
struct View<'a>(&'a Instance);

fn render(xml: &mut Xml, instance: &Instance) {
    xml.text("instanceId", &instance.id);
    xml.text("availabilityZone", &instance.zone);
    xml.text("availabilityZoneId", &instance.zone_id);
    let state = instance.phase.state;
    xml.nest("instanceState", |xml| {
        xml.text("code", state.code().to_string());
        xml.text("name", state.name());
    });
    for (name, check) in [
        ("systemStatus", Check::System),
        ("instanceStatus", Check::Instance),
        ("attachedEbsStatus", Check::Ebs),
    ] {
        xml.nest(name, |xml| summary(xml, instance, check));
    }
    xml.items("eventsSet", &instance.health.events, event);
}

fn summary(xml: &mut Xml, instance: &Instance, check: Check) {
    let word = instance.health.word(check, instance.phase.state);
    let detail = match word {
        "ok" => "passed",
        "impaired" => "failed",
        "initializing" => "initializing",
        _ => return xml.text("status", word),
    };
    xml.text("status", word);
    xml.items("details", [detail], |xml, detail| {
        xml.text("name", "reachability");
        xml.text("status", detail);
        let since = instance.health.impaired(check);
        xml.maybe("impairedSince", since.map(|since| since.iso()).as_deref());
    });
}

fn event(xml: &mut Xml, event: &ScheduledEvent) {
    let prefix = if event.completed { "[Completed] " } else { "" };
    xml.text("instanceEventId", &event.id);
    xml.text("code", event.code.name());
    xml.text(
        "description",
        format!("{prefix}{}", event.code.description()),
    );
    xml.text("notBefore", event.not_before.iso());
}

impl Listed for View<'_> {
    const ID_PARAMETER: &'static str = Instance::ID_PARAMETER;
    const NOT_FOUND: &'static str = Instance::NOT_FOUND;
    const NOUN: &'static str = Instance::NOUN;

    fn id(&self) -> &str {
        &self.0.id
    }

    fn tags(&self) -> &Tags {
        &self.0.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        let instance = self.0;
        let word = |check| vec![instance.health.word(check, instance.phase.state).to_owned()];
        let events = &instance.health.events;
        Some(match filter {
            "availability-zone" => vec![instance.zone.clone()],
            "instance-state-name" => vec![instance.phase.state.name().to_owned()],
            "instance-state-code" => vec![instance.phase.state.code().to_string()],
            "system-status.status" => word(Check::System),
            "instance-status.status" => word(Check::Instance),
            "attached-ebs-status.status" => word(Check::Ebs),
            "event.code" => events
                .iter()
                .map(|event| event.code.name().to_owned())
                .collect(),
            "event.instance-event-id" => events.iter().map(|event| event.id.clone()).collect(),
            _ => return None,
        })
    }
}
