//! CreateTags, DeleteTags and DescribeTags.

use std::collections::BTreeMap;

use super::change::{Made, pairs};
use super::desk::{Desk, known};
use super::filter::{Listed, select, write};
use super::network::Tags;
use super::vpc::done;
use crate::refusal::Refusal;
use crate::world::Area;

/// A resource has at most so many.
const MOST: usize = 50;

/// All resources get all the tags, or none gets any.
pub(super) fn create(desk: &mut Desk<'_>) -> Made {
    let added = pairs(desk.form, "");
    check(&added)?;
    let ids = desk.form.list("ResourceId");
    for id in &ids {
        let mut tags = at(desk.area, id)?.clone();
        tags.extend(added.clone());
        if tags.len() > MOST {
            let message = format!("The maximum number of tags for a resource is {MOST}.");
            return Err(Refusal::new(400, "TagLimitExceeded", message));
        }
    }
    for id in &ids {
        at(desk.area, id)?.extend(added.clone());
    }
    Ok(done())
}

fn check(tags: &Tags) -> Result<(), Refusal> {
    for (key, value) in tags {
        let problem = match key {
            _ if key.starts_with("aws:") => {
                "Tag keys starting with 'aws:' are reserved for internal use"
            }
            _ if key.is_empty() || key.chars().count() > 127 => {
                "Tag key exceeds the maximum length of 127 characters, or is empty"
            }
            _ if value.chars().count() > 255 => {
                "Tag value exceeds the maximum length of 255 characters"
            }
            _ => continue,
        };
        return Err(Refusal::new(400, "InvalidParameterValue", problem));
    }
    Ok(())
}

/// Without tags in the request, all go. A tag with a value goes only when it has this value.
pub(super) fn delete(desk: &mut Desk<'_>) -> Made {
    let removed = pairs(desk.form, "");
    let goes = |key: &String, value: &String| {
        removed
            .get(key)
            .is_some_and(|wanted| wanted.is_empty() || wanted == value)
    };
    for id in desk.form.list("ResourceId") {
        at(desk.area, &id)?.retain(|key, value| !removed.is_empty() && !goes(key, value));
    }
    Ok(done())
}

fn at<'a>(area: &'a mut Area, id: &str) -> Result<&'a mut Tags, Refusal> {
    let Area {
        network, compute, ..
    } = area;
    let tags = match id.split('-').next().unwrap_or_default() {
        "i" => return known(&mut compute.instances, id).map(|one| &mut one.tags),
        "vol" => return known(&mut compute.volumes, id).map(|one| &mut one.tags),
        "eni" => return known(&mut compute.interfaces, id).map(|one| &mut one.tags),
        "snap" => return known(&mut compute.snapshots, id).map(|one| &mut one.tags),
        "ami" => return known(&mut compute.images, id).map(|one| &mut one.tags),
        "replacevol" => compute.replacements.get_mut(id).map(|task| &mut task.tags),
        "import" => compute.imports.get_mut(id).map(|task| &mut task.tags),
        "pg" => compute
            .placement_groups
            .values_mut()
            .find(|one| one.id == id)
            .map(|one| &mut one.tags),
        "key" => compute
            .key_pairs
            .values_mut()
            .find(|one| one.id == id)
            .map(|one| &mut one.tags),
        "vpc" => network.vpcs.get_mut(id).map(|vpc| &mut vpc.tags),
        "subnet" => network.subnets.get_mut(id).map(|subnet| &mut subnet.tags),
        "sg" => network.groups.get_mut(id).map(|group| &mut group.tags),
        "igw" => network
            .gateways
            .get_mut(id)
            .map(|gateway| &mut gateway.tags),
        "rtb" => network
            .route_tables
            .get_mut(id)
            .map(|table| &mut table.tags),
        "sgr" => network
            .rules_mut()
            .find(|rule| rule.id == id)
            .map(|rule| &mut rule.tags),
        _ => None,
    };
    tags.ok_or_else(|| Refusal::new(400, "InvalidID", format!("The ID '{id}' is not valid")))
}

/// One tag of one resource.
struct Tag {
    resource: String,
    kind: &'static str,
    key: String,
    value: String,
}

pub(super) fn describe(desk: &mut Desk<'_>) -> Made {
    let tags = all(desk.area);
    let page = select(tags.iter(), desk.form)?;
    Ok(write("tagSet", page, |xml, tag| {
        xml.text("resourceId", &tag.resource);
        xml.text("resourceType", tag.kind);
        xml.text("key", &tag.key);
        xml.text("value", &tag.value);
    }))
}

fn all(area: &Area) -> Vec<Tag> {
    let (compute, network) = (&area.compute, &area.network);
    let mut all = Vec::new();
    add(&mut all, "instance", &compute.instances);
    add(&mut all, "volume", &compute.volumes);
    add(&mut all, "network-interface", &compute.interfaces);
    add(&mut all, "snapshot", &compute.snapshots);
    add(&mut all, "image", &compute.images);
    add(&mut all, "replace-root-volume-task", &compute.replacements);
    add(&mut all, "import-snapshot-task", &compute.imports);
    add(&mut all, "placement-group", &compute.placement_groups);
    add(&mut all, "key-pair", &compute.key_pairs);
    add(&mut all, "vpc", &network.vpcs);
    add(&mut all, "subnet", &network.subnets);
    add(&mut all, "security-group", &network.groups);
    add(&mut all, "internet-gateway", &network.gateways);
    add(&mut all, "route-table", &network.route_tables);
    all
}

fn add<T: Listed>(all: &mut Vec<Tag>, kind: &'static str, entries: &BTreeMap<String, T>) {
    for entry in entries.values() {
        let tag = |(key, value): (&String, &String)| Tag {
            resource: entry.id().to_owned(),
            kind,
            key: key.clone(),
            value: value.clone(),
        };
        all.extend(entry.tags().iter().map(tag));
    }
}

impl Listed for Tag {
    /// Tags have no ids; no client sends this.
    const ID_PARAMETER: &'static str = "TagId";
    const NOT_FOUND: &'static str = "InvalidID";
    const NOUN: &'static str = "tag";

    fn id(&self) -> &str {
        &self.resource
    }

    fn tags(&self) -> &Tags {
        static NONE: Tags = Tags::new();
        &NONE
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "resource-id" => self.resource.clone(),
            "resource-type" => self.kind.to_owned(),
            "key" => self.key.clone(),
            "value" => self.value.clone(),
            _ => return None,
        }])
    }
}
