//! Describing and listing configurations and their revisions.

use serde_json::{Value, json};

use super::{Configuration, Revision};
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::page;
use crate::refusal::Refusal;

pub(in crate::msk) fn describe(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    Ok(whole(desk.configuration(ask.arn())?))
}

pub(in crate::msk) fn list(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let all = desk.area.configurations.values();
    page::page(ask, "configurations", all, |one| one.arn.clone(), whole)
}

pub(in crate::msk) fn list_revisions(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let revisions = desk.configuration(ask.arn())?.revisions.iter();
    page::page(
        ask,
        "revisions",
        revisions,
        |one| format!("{:05}", one.number),
        Revision::show,
    )
}

pub(in crate::msk) fn describe_revision(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let configuration = desk.configuration(ask.arn())?;
    let number = ask.labels.get(1).and_then(|text| text.parse().ok());
    let revision = number
        .and_then(|number| configuration.revision(number))
        .ok_or_else(|| {
            Refusal::bad_request("The configuration revision does not exist.").parameter("revision")
        })?;
    Ok(json!({
        "arn": configuration.arn,
        "creationTime": revision.created.iso(),
        "description": revision.description,
        "revision": revision.number,
        "serverProperties": revision.server_properties,
    }))
}

fn whole(configuration: &Configuration) -> Value {
    json!({
        "arn": configuration.arn,
        "creationTime": configuration.created.iso(),
        "description": configuration.description,
        "kafkaVersions": configuration.kafka_versions,
        "latestRevision": configuration.revisions.last().map(Revision::show),
        "name": configuration.name,
        "state": "ACTIVE",
    })
}
