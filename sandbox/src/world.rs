//! All that the sandbox remembers.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::clock::{Clock, Timestamp};
use crate::ec2::{Compute, Network, READY, Vpc};
use crate::msk::{Cluster, Configuration};
use crate::processes::Loopback;
use crate::s3::Bucket;
use crate::sts::Session;

/// The account of every caller who has not assumed a role in another one.
pub const DEFAULT_ACCOUNT: &str = "123456789012";

/// Where every default VPC of AWS has its addresses.
pub(crate) const RANGE: &str = "172.31";

/// N of `127.N.0.0/16`, where they have them on loopback. Below the ranges of sandboxes whose instances listen there.
const LOOPBACK: u8 = 31;

/// Begins the access keys of software on instances; the account follows.
const INSTANCE_KEY: &str = "ASIAINSTANCE";

/// The access key of software on an instance of this account.
pub(crate) fn instance_credentials(account: &str) -> String {
    format!("{INSTANCE_KEY}{account}")
}

/// Everything, in every account and region. This is also the form of the state file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct World {
    pub(crate) clock: Clock,
    pub(crate) now: Timestamp,
    pub(crate) account: String,
    /// After a create, so many list calls do not show the cluster yet.
    pub(crate) list_lag: u32,
    /// After a create in EC2, so many looks at the new id find nothing.
    pub(crate) id_lag: u32,
    /// VM Import can assume its service role.
    pub(crate) import_role: bool,
    /// What instances write to their console at each boot.
    pub(crate) console: String,
    /// By `account/region`.
    pub(crate) areas: BTreeMap<String, Area>,
    /// By name, which no two accounts share.
    pub(crate) buckets: BTreeMap<String, Bucket>,
    /// By access key: who assumed which role.
    pub(crate) sessions: BTreeMap<String, Session>,
    /// Where default VPCs get their ranges while instances are processes.
    #[serde(skip)]
    pub(crate) loopback: Option<Arc<Loopback>>,
    /// Default VPCs are on loopback although nothing listens there.
    #[serde(skip)]
    pub(crate) on_loopback: bool,
}

/// What one account has in one region.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Area {
    pub(crate) account: String,
    pub(crate) region: String,
    pub(crate) network: Network,
    pub(crate) compute: Compute,
    /// By ARN.
    pub(crate) clusters: BTreeMap<String, Cluster>,
    /// By ARN.
    pub(crate) configurations: BTreeMap<String, Configuration>,
}

impl World {
    pub(crate) fn new(clock: Clock, account: &str, list_lag: u32) -> Self {
        Self {
            clock,
            now: Timestamp::wall(),
            account: account.to_owned(),
            list_lag,
            id_lag: 1,
            import_role: true,
            console: READY.to_owned(),
            areas: BTreeMap::new(),
            buckets: BTreeMap::new(),
            sessions: BTreeMap::new(),
            loopback: None,
            on_loopback: false,
        }
    }

    /// With the real clock, time is the wall's; with the fast one it stands still.
    pub(crate) fn catch_up(&mut self) {
        if self.clock == Clock::Real {
            self.now = Timestamp::wall();
        }
    }

    /// The account that an access key belongs to.
    pub(crate) fn account_of<'a>(&'a self, access_key: &'a str) -> &'a str {
        let instance = access_key.strip_prefix(INSTANCE_KEY);
        let session = self
            .sessions
            .get(access_key)
            .map(|one| one.account.as_str());
        instance.or(session).unwrap_or(&self.account)
    }

    /// The region of an account, with its default VPC when nobody has been there before.
    pub(crate) fn area(&mut self, account: &str, region: &str) -> &mut Area {
        let key = format!("{account}/{region}");
        let (console, loopback) = (&self.console, &self.loopback);
        let silent = self.on_loopback.then_some(LOOPBACK);
        self.areas.entry(key).or_insert_with(|| {
            let own = loopback.as_ref().and_then(|loopback| loopback.take());
            let range = own
                .or(silent)
                .map_or_else(|| RANGE.to_owned(), |n| format!("127.{n}"));
            let mut area = Area::new(account, region, &range);
            area.compute.console.clone_from(console);
            area
        })
    }

    /// The ranges of loopback that default VPCs have: N of `127.N.0.0/16`.
    pub(crate) fn loopback_ranges(&self) -> Vec<u8> {
        let vpcs = self
            .areas
            .values()
            .flat_map(|area| area.network.vpcs.values());
        let range = |vpc: &Vpc| {
            vpc.cidr
                .strip_prefix("127.")?
                .strip_suffix(".0.0/16")?
                .parse()
                .ok()
        };
        vpcs.filter(|vpc| vpc.is_default)
            .filter_map(range)
            .collect()
    }

    /// The disks of all accounts and regions that are still needed.
    pub(crate) fn disk_ids(&self) -> BTreeSet<String> {
        let areas = self.areas.values();
        areas
            .flat_map(|area| area.compute.disk_ids())
            .cloned()
            .collect()
    }

    /// Nothing that somebody made is left. A default VPC was made by nobody.
    pub(crate) fn is_empty(&self) -> bool {
        self.buckets.is_empty() && self.areas.values().all(Area::is_empty)
    }
}

impl Area {
    pub(crate) fn new(account: &str, region: &str, range: &str) -> Self {
        Self {
            account: account.to_owned(),
            region: region.to_owned(),
            network: Network::with_default_vpc(account, region, range),
            compute: Compute::default(),
            clusters: BTreeMap::new(),
            configurations: BTreeMap::new(),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.clusters.is_empty()
            && self.configurations.is_empty()
            && self.network.is_untouched()
            && self.compute.is_empty()
    }

    /// An ARN of MSK in this area.
    pub(crate) fn kafka_arn(&self, kind: &str, name: &str, uuid: &str) -> String {
        let partition = partition(&self.region);
        let Self {
            account, region, ..
        } = self;
        format!("arn:{partition}:kafka:{region}:{account}:{kind}/{name}/{uuid}")
    }
}

/// The first part of every ARN in a region.
pub(crate) fn partition(region: &str) -> &'static str {
    match region {
        _ if region.starts_with("cn-") => "aws-cn",
        _ if region.starts_with("us-gov-") => "aws-us-gov",
        _ => "aws",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_region_is_empty_and_keeps_its_default_vpc() {
        let mut first = World::new(Clock::Fast, DEFAULT_ACCOUNT, 1);
        let mut second = World::new(Clock::Fast, DEFAULT_ACCOUNT, 1);
        let vpc = |world: &mut World| {
            world
                .area(DEFAULT_ACCOUNT, "eu-west-1")
                .network
                .vpcs
                .keys()
                .next()
                .cloned()
        };
        assert_eq!(vpc(&mut first), vpc(&mut second));
        assert!(first.is_empty());
    }

    #[test]
    fn default_vpcs_are_aws_s_own_range_or_on_loopback() {
        for (on_loopback, range) in [(false, "172.31.0.0/16"), (true, "127.31.0.0/16")] {
            let mut world = World::new(Clock::Fast, DEFAULT_ACCOUNT, 1);
            world.on_loopback = on_loopback;
            let vpcs = &world.area(DEFAULT_ACCOUNT, "eu-west-1").network.vpcs;
            assert!(vpcs.values().all(|vpc| vpc.cidr == range), "{vpcs:?}");
        }
    }
}
