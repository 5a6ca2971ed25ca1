//! What the admin API and the library do to the world.

use serde_json::{Value, json};

use crate::ec2::{InstanceEvent, MeddleError, VolumeEvent};
use crate::msk::{Cluster, DriftError, Event};
use crate::world::{Area, World};

/// Where a cluster is; what is left out need not be known while the name is unique.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// A region, such as `eu-west-1`.
    pub region: Option<String>,
    /// An account, 12 digits.
    pub account: Option<String>,
}

impl Place {
    fn is(&self, area: &Area) -> bool {
        let region = self
            .region
            .as_ref()
            .is_none_or(|region| *region == area.region);
        region
            && self
                .account
                .as_ref()
                .is_none_or(|account| *account == area.account)
    }
}

impl World {
    /// Moves the world's time: transitions, cool-downs and quotas.
    pub(crate) fn advance(&mut self, seconds: u64) {
        self.now = self.now.after_seconds(seconds);
    }

    pub(crate) fn cluster(&self, place: &Place, name: &str) -> Result<&Cluster, DriftError> {
        let areas = self.areas.values().filter(|area| place.is(area));
        let mut found = areas
            .flat_map(|area| area.clusters.values())
            .filter(|cluster| cluster.name == name);
        match (found.next(), found.next()) {
            (Some(one), None) => Ok(one),
            (Some(_), Some(_)) => Err(DriftError::Ambiguous(name.to_owned())),
            (None, _) => Err(DriftError::NoCluster(name.to_owned())),
        }
    }

    pub(crate) fn cluster_mut(
        &mut self,
        place: &Place,
        name: &str,
    ) -> Result<&mut Cluster, DriftError> {
        let arn = self.cluster(place, name)?.arn.clone();
        let clusters = self.areas.values_mut().map(|area| &mut area.clusters);
        clusters
            .filter_map(|clusters| clusters.get_mut(&arn))
            .next()
            .ok_or_else(|| DriftError::NoCluster(name.to_owned()))
    }

    pub(crate) fn happen(
        &mut self,
        place: &Place,
        name: &str,
        event: Event,
    ) -> Result<(), DriftError> {
        let now = self.now;
        self.cluster_mut(place, name)?.happen(event, now)
    }

    pub(crate) fn drift(
        &mut self,
        place: &Place,
        name: &str,
        patch: Value,
    ) -> Result<(), DriftError> {
        self.cluster_mut(place, name)?.drift(patch)
    }

    /// Something happens to an instance, named by id or by `Name` tag.
    pub(crate) fn befall(
        &mut self,
        place: &Place,
        name: &str,
        event: InstanceEvent,
    ) -> Result<(), MeddleError> {
        let now = self.now;
        let there = |area: &mut Area| area.instance_named(name).is_some();
        self.area_with(place, "instance", name, there)?
            .befall(name, event, now);
        Ok(())
    }

    /// Something happens to a volume, named by id or by `Name` tag.
    pub(crate) fn befall_volume(
        &mut self,
        place: &Place,
        name: &str,
        event: VolumeEvent,
    ) -> Result<(), MeddleError> {
        let now = self.now;
        let there = |area: &mut Area| area.volume_named(name).is_some();
        self.area_with(place, "volume", name, there)?
            .befall_volume(name, event, now);
        Ok(())
    }

    /// The one area that has it.
    pub(crate) fn area_with(
        &mut self,
        place: &Place,
        kind: &'static str,
        name: &str,
        there: impl Fn(&mut Area) -> bool,
    ) -> Result<&mut Area, MeddleError> {
        let areas = self.areas.values_mut().filter(|area| place.is(area));
        let mut found: Vec<&mut Area> = areas
            .filter_map(|area| there(area).then_some(area))
            .collect();
        match (found.pop(), found.is_empty()) {
            (Some(area), true) => Ok(area),
            (Some(_), false) => Err(MeddleError::Ambiguous(kind, name.to_owned())),
            (None, _) => Err(MeddleError::Nothing(kind, name.to_owned())),
        }
    }

    /// The areas of a place, at least one.
    pub(crate) fn areas_of(&mut self, place: &Place) -> Result<Vec<&mut Area>, MeddleError> {
        let areas: Vec<&mut Area> = self
            .areas
            .values_mut()
            .filter(|area| place.is(area))
            .collect();
        match areas.is_empty() {
            false => Ok(areas),
            true => Err(MeddleError::NoRegion(
                place.region.clone().unwrap_or_default(),
            )),
        }
    }

    /// How many instances of a type a zone can run; `None` for any number.
    pub(crate) fn set_capacity(&mut self, kind: &str, zone: &str, count: Option<u32>) {
        let region = zone
            .trim_end_matches(|c: char| c.is_ascii_lowercase())
            .to_owned();
        let account = self.account.clone();
        let capacity = &mut self.area(&account, &region).compute.capacity;
        let key = format!("{kind}/{zone}");
        match count {
            Some(count) => drop(capacity.insert(key, count)),
            None => drop(capacity.remove(&key)),
        }
    }

    /// What is there to be seen on a console after each boot, in every region.
    pub(crate) fn set_console(&mut self, text: &str) {
        self.console = text.to_owned();
        let areas = self.areas.values_mut();
        areas.for_each(|area| area.compute.console = text.to_owned());
    }

    /// What there is, by account and region.
    pub(crate) fn summary(&self) -> Value {
        let areas: Vec<Value> = self.areas.values().map(Area::summary).collect();
        let buckets: Vec<&String> = self.buckets.keys().collect();
        json!({
            "now": self.now.iso(),
            "empty": self.is_empty(),
            "buckets": buckets,
            "regions": areas,
        })
    }
}

impl Area {
    fn summary(&self) -> Value {
        let clusters: serde_json::Map<String, Value> = self
            .clusters
            .values()
            .map(|cluster| (cluster.name.clone(), cluster.state.name().into()))
            .collect();
        let configurations: Vec<&str> = self
            .configurations
            .values()
            .map(|configuration| configuration.name())
            .collect();
        let mut summary = json!({
            "account": self.account,
            "region": self.region,
            "empty": self.is_empty(),
            "clusters": clusters,
            "configurations": configurations,
            "vpcs": self.network.vpcs.keys().collect::<Vec<_>>(),
            "subnets": self.network.subnets.keys().collect::<Vec<_>>(),
            "security_groups": self.network.groups.keys().collect::<Vec<_>>(),
        });
        if let (Value::Object(all), Value::Object(computers)) = (&mut summary, self.computers()) {
            all.extend(computers);
        }
        summary
    }
}
