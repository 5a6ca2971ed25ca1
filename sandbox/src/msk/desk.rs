//! What every MSK operation works with: the request's members, and the clusters of the region.

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::cluster::Cluster;
use crate::clock::{Clock, Timestamp};
use crate::faults::Faults;
use crate::gateway::Asked;
use crate::refusal::Refusal;
use crate::world::{Area, World};

/// A handler's answer: the body before nulls are left out.
pub(super) type Answer = Result<Value, Refusal>;

/// The members of a request, wherever they were: path, query string, body.
#[derive(Debug)]
pub(super) struct Ask<'a> {
    pub(super) labels: Vec<String>,
    pub(super) query: Vec<(String, String)>,
    pub(super) body: &'a [u8],
}

impl Ask<'_> {
    /// The ARN in the path.
    pub(super) fn arn(&self) -> &str {
        self.labels.first().map_or("", String::as_str)
    }

    pub(super) fn query(&self, name: &str) -> Option<&str> {
        self.query
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body in its shape. What is missing or of another type is refused, what is unknown is
    /// passed over, as MSK does.
    pub(super) fn body<T: DeserializeOwned>(&self) -> Result<T, Refusal> {
        serde_json::from_slice(self.body).map_err(|error| {
            Refusal::bad_request(format!("Could not parse request body into json: {error}"))
        })
    }
}

/// The region's resources, and the time.
#[derive(Debug)]
pub(super) struct Desk<'a> {
    pub(super) area: &'a mut Area,
    pub(super) clock: Clock,
    pub(super) now: Timestamp,
    pub(super) list_lag: u32,
    faults: &'a Faults,
}

impl<'a> Desk<'a> {
    pub(super) fn open(world: &'a mut World, faults: &'a Faults, asked: &Asked) -> Self {
        let (clock, now, list_lag) = (world.clock, world.now, world.list_lag);
        let area = world.area(&asked.caller.account, &asked.caller.region);
        Self {
            area,
            clock,
            now,
            list_lag,
            faults,
        }
    }

    /// Lets everything happen that is due by the world's clock.
    pub(super) fn catch_up(&mut self) {
        let (faults, now, region) = (self.faults, self.now, &self.area.region);
        for cluster in self.area.clusters.values_mut() {
            let due = cluster
                .transition
                .as_ref()
                .is_some_and(|next| next.due <= now);
            if due && !faults.holds(region, &cluster.name, cluster.state.name()) {
                cluster.look(self.clock, now);
            }
        }
        self.area.clusters.retain(|_, cluster| !cluster.is_gone());
    }

    /// Looks at a cluster, which moves it on; `None` when that was the end of it.
    pub(super) fn look(&mut self, arn: &str) -> Result<&mut Cluster, Refusal> {
        let (clock, now, faults) = (self.clock, self.now, self.faults);
        let region = self.area.region.clone();
        let cluster = self.cluster(arn)?;
        if !faults.holds(&region, &cluster.name, cluster.state.name()) {
            cluster.look(clock, now);
        }
        if cluster.is_gone() {
            self.area.clusters.remove(arn);
        }
        self.cluster(arn)
    }

    /// A cluster as it is.
    pub(super) fn cluster(&mut self, arn: &str) -> Result<&mut Cluster, Refusal> {
        check_arn(arn, "cluster", "clusterArn")?;
        self.area
            .clusters
            .get_mut(arn)
            .ok_or_else(|| no_cluster(arn))
    }
}

fn no_cluster(arn: &str) -> Refusal {
    Refusal::not_found(format!("The cluster {arn} does not exist.")).parameter("clusterArn")
}

/// `arn:PARTITION:kafka:REGION:ACCOUNT:KIND/NAME/UUID`.
pub(super) fn check_arn(arn: &str, kind: &str, parameter: &str) -> Result<(), Refusal> {
    let parts: Vec<&str> = arn.splitn(6, ':').collect();
    let path: Vec<&str> = parts
        .last()
        .map(|path| path.split('/').collect())
        .unwrap_or_default();
    let shaped = matches!(parts[..], ["arn", _, "kafka", _, _, _])
        && matches!(path[..], [first, name, ..] if first == kind && !name.is_empty());
    match shaped && path.len() >= 3 {
        true => Ok(()),
        false => {
            let message = format!("The provided ARN is invalid: {arn}");
            Err(Refusal::bad_request(message).parameter(parameter))
        }
    }
}

/// The name in an ARN, for the call log and for faults.
pub(super) fn name_in(arn: &str) -> &str {
    arn.split('/').nth(1).unwrap_or(arn)
}
