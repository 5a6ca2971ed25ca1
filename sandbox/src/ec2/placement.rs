//! Placement groups.

use serde::{Deserialize, Serialize};

use super::change::{Made, number, required, tags_of};
use super::desk::Desk;
use super::filter::{Listed, select, write};
use super::instance::Placement;
use super::instance_type::InstanceType;
use super::network::Tags;
use super::render::tags;
use super::vpc::{done, invalid};
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::{Area, partition};

/// A partition group has at most 7 partitions in a zone, a spread group at most 7 running instances.
const MOST: u64 = 7;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct PlacementGroup {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) strategy: String,
    pub(crate) partitions: Option<u64>,
    pub(crate) tags: Tags,
}

pub(super) fn create(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let name = required(form, "GroupName")?.to_owned();
    if desk.area.compute.placement_groups.contains_key(&name) {
        let message = format!("The placement group '{name}' already exists.");
        return Err(Refusal::new(
            400,
            "InvalidPlacementGroup.Duplicate",
            message,
        ));
    }
    let strategy = form.get("Strategy").unwrap_or("cluster").to_owned();
    let group = PlacementGroup {
        id: id::random("pg"),
        partitions: partitions(form, &strategy)?,
        name: name.clone(),
        strategy,
        tags: tags_of(form, "placement-group"),
    };
    let mut xml = done();
    xml.nest("placementGroup", |xml| render(xml, desk.area, &group));
    desk.area.compute.placement_groups.insert(name, group);
    Ok(xml)
}

fn partitions(form: &Form, strategy: &str) -> Result<Option<u64>, Refusal> {
    let count = number(form, "PartitionCount")?;
    match (strategy, count) {
        ("cluster" | "spread", None) => Ok(None),
        ("partition", None) => Ok(Some(MOST)),
        ("partition", Some(1..=MOST)) => Ok(count),
        ("partition", Some(other)) => Err(invalid("partitionCount", &other.to_string())),
        ("cluster" | "spread", Some(_)) => {
            let message = "partitionCount is only valid with the partition strategy.";
            Err(Refusal::new(400, "InvalidParameterCombination", message))
        }
        (other, _) => Err(invalid("strategy", other)),
    }
}

/// Instances that are not terminated keep a group.
pub(super) fn delete(desk: &mut Desk<'_>) -> Made {
    let name = required(desk.form, "GroupName")?;
    let compute = &mut desk.area.compute;
    if !compute.placement_groups.contains_key(name) {
        return Err(unknown(name));
    }
    let mut instances = compute.instances.values();
    if instances.any(|one| !one.is_terminated() && one.placement.group.as_deref() == Some(name)) {
        let message = format!("The placement group '{name}' is in use and may not be deleted.");
        return Err(Refusal::new(400, "InvalidPlacementGroup.InUse", message));
    }
    compute.placement_groups.remove(name);
    Ok(done())
}

fn unknown(name: &str) -> Refusal {
    let message = format!("The Placement Group '{name}' is unknown.");
    Refusal::new(400, "InvalidPlacementGroup.Unknown", message)
}

pub(super) fn describe(desk: &mut Desk<'_>) -> Made {
    let names = desk.form.list("GroupName");
    let groups = &desk.area.compute.placement_groups;
    if let Some(name) = names.iter().find(|name| !groups.contains_key(*name)) {
        return Err(unknown(name));
    }
    let wanted = groups
        .values()
        .filter(|group| names.is_empty() || names.contains(&group.name));
    let page = select(wanted, desk.form)?;
    Ok(write("placementGroupSet", page, |xml, group| {
        render(xml, desk.area, group)
    }))
}

fn render(xml: &mut Xml, area: &Area, group: &PlacementGroup) {
    let Area {
        account, region, ..
    } = area;
    let arn = format!(
        "arn:{}:ec2:{region}:{account}:placement-group/{}",
        partition(region),
        group.name
    );
    xml.text("groupName", &group.name);
    xml.text("groupId", &group.id);
    xml.text("groupArn", arn);
    xml.text("state", "available");
    xml.text("strategy", &group.strategy);
    xml.number("partitionCount", group.partitions);
    xml.maybe(
        "spreadLevel",
        (group.strategy == "spread").then_some("rack"),
    );
    tags(xml, &group.tags);
}

/// The place of a new instance in the group that the request names.
pub(super) fn seat(
    area: &Area,
    form: &Form,
    zone: &str,
    kind: &InstanceType,
) -> Result<Placement, Refusal> {
    let wanted = number(form, "Placement.PartitionNumber")?;
    let name = form.get("Placement.GroupName").unwrap_or_default();
    if name.is_empty() {
        return match wanted {
            None => Ok(Placement::default()),
            Some(_) => Err(no_partitions()),
        };
    }
    let groups = &area.compute.placement_groups;
    let group = groups.get(name).ok_or_else(|| unknown(name))?;
    let there = area.compute.instances.values().filter(|one| {
        one.occupies() && one.zone == zone && one.placement.group.as_deref() == Some(name)
    });
    let taken: Vec<Option<u64>> = there.map(|one| one.placement.partition).collect();
    has_room(group, kind, taken.len())?;
    Ok(Placement {
        group: Some(name.to_owned()),
        partition: chosen(group, wanted, &taken)?,
    })
}

fn has_room(group: &PlacementGroup, kind: &InstanceType, there: usize) -> Result<(), Refusal> {
    if group.strategy == "cluster" && kind.is_burstable() {
        let message = "Cluster placement groups are not supported by this instance type.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    if group.strategy == "spread" && there as u64 >= MOST {
        let message = "You have reached the maximum number of instances per availability zone in this spread placement group.";
        return Err(Refusal::new(400, "InstanceLimitExceeded", message));
    }
    Ok(())
}

/// The partition that was asked for, or the emptiest.
fn chosen(
    group: &PlacementGroup,
    wanted: Option<u64>,
    taken: &[Option<u64>],
) -> Result<Option<u64>, Refusal> {
    let used = |number: &u64| taken.iter().filter(|one| **one == Some(*number)).count();
    match (group.partitions, wanted) {
        (None, None) => Ok(None),
        (None, Some(_)) => Err(no_partitions()),
        (Some(count), None) => Ok((1..=count).min_by_key(used)),
        (Some(count), Some(number)) if (1..=count).contains(&number) => Ok(Some(number)),
        (Some(_), Some(number)) => Err(invalid("partitionNumber", &number.to_string())),
    }
}

fn no_partitions() -> Refusal {
    let message = "A partition number needs a partition placement group.";
    Refusal::new(400, "InvalidParameterCombination", message)
}

impl Listed for PlacementGroup {
    const ID_PARAMETER: &'static str = "GroupId";
    const NOT_FOUND: &'static str = "InvalidPlacementGroupId.NotFound";
    const NOUN: &'static str = "placement group ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "group-name" => self.name.clone(),
            "strategy" => self.strategy.clone(),
            "state" => "available".to_owned(),
            _ => return None,
        }])
    }
}
