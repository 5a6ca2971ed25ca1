//! What the admin API and the library do to the world.

use serde_json::{Value, json};

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

    /// What there is, by account and region.
    pub(crate) fn summary(&self) -> Value {
        let areas: Vec<Value> = self.areas.values().map(Area::summary).collect();
        json!({ "now": self.now.iso(), "empty": self.is_empty(), "regions": areas })
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
        json!({
            "account": self.account,
            "region": self.region,
            "empty": self.is_empty(),
            "clusters": clusters,
            "configurations": configurations,
            "vpcs": self.network.vpcs.keys().collect::<Vec<_>>(),
            "subnets": self.network.subnets.keys().collect::<Vec<_>>(),
            "security_groups": self.network.groups.keys().collect::<Vec<_>>(),
        })
    }
}
