//! CreateConfiguration, UpdateConfiguration, DeleteConfiguration.

use serde::Deserialize;
use serde_json::{Value, json};

use super::{Configuration, Properties, Revision};
use crate::clock::Timestamp;
use crate::id;
use crate::msk::cluster::{Cluster, Then};
use crate::msk::desk::{Answer, Ask, Desk};
use crate::msk::rules;
use crate::refusal::Refusal;

/// Revisions of a configuration, which cannot be deleted one by one. Source: developer guide, "Quota".
const MOST_REVISIONS: usize = 50;

/// Configurations of an account in a region; same source.
const MOST_CONFIGURATIONS: usize = 100;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateConfigurationRequest {
    name: String,
    server_properties: String,
    kafka_versions: Option<Vec<String>>,
    description: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateConfigurationRequest {
    server_properties: String,
    description: Option<String>,
}

pub(in crate::msk) fn create(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: CreateConfigurationRequest = ask.body()?;
    rules::names::check(&request.name, "name")?;
    Properties::decode(&request.server_properties)?;
    let kafka_versions = request.kafka_versions.unwrap_or_default();
    kafka_versions
        .iter()
        .try_for_each(|name| rules::versions::known(name).map(|_| ()))?;
    room(desk, &request.name)?;
    let arn = desk
        .area
        .kafka_arn("configuration", &request.name, &id::msk_uuid());
    let description = request.description.unwrap_or_default();
    let mut configuration = Configuration {
        arn: arn.clone(),
        name: request.name,
        created: desk.now,
        description: String::new(),
        kafka_versions,
        revisions: Vec::new(),
    };
    configuration.append(desk.now, description, request.server_properties);
    let latest = configuration.revisions.last().map(Revision::show);
    let (name, created) = (configuration.name.clone(), desk.now.iso());
    desk.area.configurations.insert(arn.clone(), configuration);
    Ok(json!({
        "arn": arn, "creationTime": created, "latestRevision": latest, "name": name,
        "state": "ACTIVE",
    }))
}

fn room(desk: &Desk<'_>, name: &str) -> Result<(), Refusal> {
    let configurations = &desk.area.configurations;
    if configurations
        .values()
        .any(|configuration| configuration.name == name)
    {
        let message = "A resource with this name already exists.";
        return Err(Refusal::conflict(message).parameter("name"));
    }
    match configurations.len() < MOST_CONFIGURATIONS {
        true => Ok(()),
        false => {
            let message =
                format!("You have reached the limit of {MOST_CONFIGURATIONS} configurations.");
            Err(Refusal::bad_request(message))
        }
    }
}

/// Appends a revision, even one with the same properties as the last.
pub(in crate::msk) fn update(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let request: UpdateConfigurationRequest = ask.body()?;
    Properties::decode(&request.server_properties)?;
    let created = desk.now;
    let configuration = desk.configuration(ask.arn())?;
    if configuration.revisions.len() >= MOST_REVISIONS {
        let message = format!("A configuration can have up to {MOST_REVISIONS} revisions.");
        return Err(Refusal::bad_request(message).parameter("arn"));
    }
    let description = request.description.unwrap_or_default();
    configuration.append(created, description, request.server_properties);
    let latest = configuration.revisions.last().map(Revision::show);
    Ok(json!({ "arn": configuration.arn, "latestRevision": latest }))
}

pub(in crate::msk) fn delete(desk: &mut Desk<'_>, ask: &Ask<'_>) -> Answer {
    let arn = desk.configuration(ask.arn())?.arn.clone();
    if desk
        .area
        .clusters
        .values()
        .any(|cluster| refers(cluster, &arn))
    {
        // hashicorp/terraform-provider-aws 15831.
        let message = "Configuration is in use by one or more clusters. \
            Dissociate the configuration from the clusters.";
        return Err(Refusal::bad_request(message).parameter("arn"));
    }
    desk.area.configurations.remove(&arn);
    Ok(json!({ "arn": arn, "state": "DELETING" }))
}

/// Now, or when the update under way is done.
fn refers(cluster: &Cluster, arn: &str) -> bool {
    let now = cluster.spec.configuration();
    let soon = match cluster
        .transition
        .as_ref()
        .map(|transition| &transition.then)
    {
        Some(Then::Updated(spec, _)) => spec.configuration(),
        _ => None,
    };
    now.into_iter().chain(soon).any(|info| info.arn == arn)
}

impl Configuration {
    /// Numbers count from 1 and have no gaps.
    fn append(&mut self, created: Timestamp, description: String, server_properties: String) {
        let number = self.revisions.last().map_or(0, |last| last.number) + 1;
        self.description.clone_from(&description);
        self.revisions.push(Revision {
            number,
            created,
            description,
            server_properties,
        });
    }
}

impl Revision {
    pub(super) fn show(&self) -> Value {
        json!({
            "creationTime": self.created.iso(),
            "description": self.description,
            "revision": self.number,
        })
    }
}
