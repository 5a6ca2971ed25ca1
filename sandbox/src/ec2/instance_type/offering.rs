//! Where a type is offered.

use super::{InstanceType, all, find};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, select, write};
use crate::ec2::network::Tags;
use crate::ec2::vpc::invalid;
use crate::ec2::zones::zones;

/// Newer and dense types are not everywhere: the last zone of a region goes without these families.
const NOT_IN_THE_LAST_ZONE: [&str; 5] = ["m8g", "i7ie", "is4gen", "d3", "d3en"];

/// Whether a zone, by name or id, has a type.
pub(in crate::ec2) fn is_offered(region: &str, kind: &str, zone: &str) -> bool {
    let zones = zones(region);
    let last = zones.last();
    let there = zones.iter().any(|one| one.name == zone || one.id == zone);
    let in_last = last.is_some_and(|last| last.name == zone || last.id == zone);
    let rare = |kind: &InstanceType| NOT_IN_THE_LAST_ZONE.contains(&kind.family());
    there && find(kind).is_some_and(|kind| !in_last || !rare(kind))
}

struct Offering {
    kind: String,
    location: String,
    tags: Tags,
}

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let region = &desk.area.region;
    let by = desk.form.get("LocationType").unwrap_or("region");
    let locations: Vec<String> = match by {
        "region" => vec![region.clone()],
        "availability-zone" => zones(region).into_iter().map(|zone| zone.name).collect(),
        "availability-zone-id" => zones(region).into_iter().map(|zone| zone.id).collect(),
        other => return Err(invalid("locationType", other)),
    };
    let offered = |kind: &str, location: &str| by == "region" || is_offered(region, kind, location);
    let mut offerings = Vec::new();
    for location in &locations {
        let here = all().iter().filter(|kind| offered(&kind.name, location));
        offerings.extend(here.map(|kind| Offering {
            kind: kind.name.clone(),
            location: location.clone(),
            tags: Tags::new(),
        }));
    }
    let page = select(offerings.iter(), desk.form)?;
    Ok(write("instanceTypeOfferingSet", page, |xml, offering| {
        xml.text("instanceType", &offering.kind);
        xml.text("locationType", by);
        xml.text("location", &offering.location);
    }))
}

impl Listed for Offering {
    /// Offerings have no ids; no client sends this.
    const ID_PARAMETER: &'static str = "InstanceTypeOffering";
    const NOT_FOUND: &'static str = "InvalidParameterValue";
    const NOUN: &'static str = "offering";

    fn id(&self) -> &str {
        &self.kind
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "instance-type" => Some(vec![self.kind.clone()]),
            "location" => Some(vec![self.location.clone()]),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_types_are_missing_in_one_zone() {
        assert!(is_offered("eu-west-1", "m8g.large", "eu-west-1a"));
        assert!(!is_offered("eu-west-1", "m8g.large", "eu-west-1c"));
        assert!(is_offered("eu-west-1", "m7g.large", "euw1-az1"));
        assert!(!is_offered("eu-west-1", "m7g.nano", "eu-west-1a"));
    }
}
