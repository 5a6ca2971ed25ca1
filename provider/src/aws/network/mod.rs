//! Networks that brokers live in: VPCs, subnets, zones, security groups.

mod error;
mod read;
mod subnet;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use kafkaws_catalog::msk::TWO_ZONE_REGION;
use tokio::sync::{Mutex, OnceCell};

use super::connection::Connection;
use super::error::AwsError;

pub use error::NetworkError;
pub use subnet::{Selection, Subnet, Vpc};

/// The networks of one region and account. What names the default VPC is asked once per process.
#[derive(Debug)]
pub struct Network {
    connection: Arc<Connection>,
    default_vpc: OnceCell<Vpc>,
    default_subnets: OnceCell<Vec<Subnet>>,
    by_id: Mutex<HashMap<Vec<String>, Vec<Subnet>>>,
    zones: OnceCell<BTreeMap<String, String>>,
}

impl Network {
    /// Asks nothing yet.
    pub fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            default_vpc: OnceCell::new(),
            default_subnets: OnceCell::new(),
            by_id: Mutex::default(),
            zones: OnceCell::new(),
        }
    }

    /// The default VPC.
    ///
    /// # Errors
    ///
    /// [`NetworkError::NoDefaultVpc`], or what AWS says.
    pub async fn default_vpc(&self) -> Result<&Vpc, NetworkError> {
        self.default_vpc
            .get_or_try_init(|| read::default_vpc(&self.connection))
            .await
    }

    /// The VPC of that id.
    ///
    /// # Errors
    ///
    /// [`NetworkError::NoSuchVpc`], or what AWS says.
    pub async fn vpc(&self, id: &str) -> Result<Vpc, NetworkError> {
        read::vpc(&self.connection, id).await
    }

    /// The subnets of a VPC that `selection` takes, one per zone.
    ///
    /// # Errors
    ///
    /// [`NetworkError::NoSubnet`], [`NetworkError::TooFewZones`], or what AWS says.
    pub async fn choose(
        &self,
        vpc: &Vpc,
        selection: &Selection,
    ) -> Result<Vec<Subnet>, NetworkError> {
        let all = read::subnets_of(&self.connection, &vpc.id, &selection.tags).await?;
        subnet::one_per_zone(&vpc.id, all, selection)
    }

    /// `zones` subnets of the default VPC, each in another zone, in the order of the zones' ids.
    ///
    /// # Errors
    ///
    /// As [`Network::default_vpc`] and [`Network::choose`].
    pub async fn default_subnets(&self, zones: usize) -> Result<Vec<Subnet>, NetworkError> {
        let vpc = self.default_vpc().await?;
        let read = || read::subnets_of(&self.connection, &vpc.id, &[]);
        let all = self.default_subnets.get_or_try_init(read).await?;
        let selection = Selection {
            zones: Some(zones),
            ..Selection::default()
        };
        subnet::one_per_zone(&vpc.id, all.clone(), &selection)
    }

    /// The subnets of these ids, in the order of their zones' ids. The clusters of a configuration
    /// mostly share their subnets, which never move: each set is asked for once.
    ///
    /// # Errors
    ///
    /// What AWS says; [`Missing`](super::error::AwsErrorKind::Missing) when an id names none.
    pub async fn subnets_by_id(&self, ids: &[String]) -> Result<Vec<Subnet>, AwsError> {
        // Held while asking, so that plans that run side by side ask once.
        let mut known = self.by_id.lock().await;
        if let Some(subnets) = known.get(ids) {
            return Ok(subnets.clone());
        }
        let subnets = read::subnets_by_id(&self.connection, ids).await?;
        known.insert(ids.to_vec(), subnets.clone());
        Ok(subnets)
    }

    /// The zones that the account can use, name by id. Asked once per process.
    ///
    /// # Errors
    ///
    /// What AWS says; it is asked again the next time.
    pub async fn zones(&self) -> Result<&BTreeMap<String, String>, AwsError> {
        self.zones
            .get_or_try_init(|| read::zones(&self.connection))
            .await
    }

    /// How many zones a cluster spans unless the user says otherwise: three, and two in us-west-1,
    /// which has no more for MSK.
    ///
    /// # Errors
    ///
    /// Without a region.
    pub async fn usual_zones(&self) -> Result<usize, AwsError> {
        Ok(if self.connection.region().await? == TWO_ZONE_REGION {
            2
        } else {
            3
        })
    }

    /// The id of the security group that every VPC has and that cannot be deleted.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub async fn default_security_group(&self, vpc_id: &str) -> Result<String, AwsError> {
        read::default_security_group(&self.connection, vpc_id).await
    }

    /// The ids of those subnets of a VPC whose route table leads to an internet gateway, which is
    /// what MSK demands for public access.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub async fn public_subnets(
        &self,
        vpc_id: &str,
        ids: &[String],
    ) -> Result<BTreeSet<String>, AwsError> {
        read::public_subnets(&self.connection, vpc_id, ids).await
    }
}
