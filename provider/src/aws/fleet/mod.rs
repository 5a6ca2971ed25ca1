//! Brokers' instances, interfaces and volumes, read together.
//!
//! Terraform reads every broker of a walk by itself. Three calls with a filter on our tag return all of them, a thousand
//! per page, and one call per hundred instances says how they are, so the first read lists and the others take theirs from
//! what is there.

mod assemble;
mod convert;
mod describe;
mod identity;
mod seen;

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_ec2::types::{InstanceStatus, VolumeModification};
use tokio::sync::Mutex;

use super::clock::{Clock, RealClock};
use super::connection::Connection;
use super::error::AwsError;
use describe::{Scope, Telling, allowed};

pub(crate) use identity::{Identity, VOLUME};
pub(crate) use seen::{
    Attachment, Power, RootTask, Seen, SeenInstance, SeenInterface, SeenVolume, TaskState, Trouble,
    VolumeState,
};

/// How long a listing is believed. A walk is a process of its own and usually shorter; under a debugger one process serves
/// many.
const FRESH: Duration = Duration::from_secs(60);

/// The brokers of one Region and account.
#[derive(Debug)]
pub(crate) struct Fleet {
    connection: Arc<Connection>,
    clock: Arc<dyn Clock>,
    /// Counts mutations. A listing belongs to the number it was begun under.
    mutations: AtomicU64,
    listing: Mutex<Option<Listing>>,
}

/// What a walk has listed.
#[derive(Debug)]
struct Listing {
    found: HashMap<Identity, Arc<Seen>>,
    mutations: u64,
    begun: Instant,
    /// Whoever may not list may not list for the rest of the walk.
    denied: Option<AwsError>,
}

impl Fleet {
    /// Reads nothing yet.
    pub(crate) fn new(connection: Arc<Connection>) -> Self {
        Self {
            connection,
            clock: Arc::new(RealClock),
            mutations: AtomicU64::new(0),
            listing: Mutex::default(),
        }
    }

    /// A broker as refresh needs it, from the walk's listing where possible. `None`: a look at this broker alone finds
    /// nothing that is its own.
    ///
    /// Lists lag behind, so a listing that lacks the broker, its interface or its instance is not believed.
    ///
    /// # Errors
    ///
    /// What AWS says, unless a second way worked.
    pub(crate) async fn find(&self, identity: &Identity) -> Result<Option<Arc<Seen>>, AwsError> {
        match self.listed(|found| found.get(identity).cloned()).await {
            Ok(Some(seen)) if seen.interface.is_some() && seen.living().is_some() => Ok(Some(seen)),
            Ok(_) => self.find_fresh(identity).await,
            Err(error) if error.is_denied() => self.find_fresh(identity).await,
            Err(error) => Err(error),
        }
    }

    /// The brokers of a cluster that the walk's listing has, by id. Who may not list gets none.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn of_cluster(
        &self,
        cluster: &str,
    ) -> Result<BTreeMap<i64, Arc<Seen>>, AwsError> {
        let there = |found: &HashMap<Identity, Arc<Seen>>| {
            let brokers = found
                .iter()
                .filter(|(identity, seen)| identity.cluster == cluster && !seen.is_nothing());
            brokers
                .map(|(identity, seen)| (identity.broker_id, Arc::clone(seen)))
                .collect()
        };
        match self.listed(there).await {
            Err(error) if error.is_denied() => Ok(BTreeMap::new()),
            answer => answer,
        }
    }

    async fn find_fresh(&self, identity: &Identity) -> Result<Option<Arc<Seen>>, AwsError> {
        let seen = self.look(identity).await?;
        Ok((!seen.is_nothing()).then(|| Arc::new(seen)))
    }

    /// A broker as it is now, past the listing.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn look(&self, identity: &Identity) -> Result<Seen, AwsError> {
        let parts = describe::parts(&self.connection, Scope::One(identity)).await?;
        let mut seen = assemble::assemble(parts)
            .remove(identity)
            .unwrap_or_default();
        self.ask_health(&mut [&mut seen]).await?;
        Ok(seen)
    }

    /// A broker as it is now, with what only those who change it need to know: modifications under way, replacements of
    /// the root volume, protection. Who may not look at these goes without.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn look_closely(&self, identity: &Identity) -> Result<Seen, AwsError> {
        let mut seen = self.look(identity).await?;
        self.look_closer(&mut seen).await?;
        Ok(seen)
    }

    /// What [`Fleet::look_closely`] finds beyond [`Fleet::look`]; what AWS says against it.
    pub(crate) async fn look_closer(&self, seen: &mut Seen) -> Result<(), AwsError> {
        let volumes: Vec<String> = seen
            .volumes
            .values()
            .map(|volume| volume.id.clone())
            .collect();
        let modifications = describe::modifications(&self.connection, &volumes).await;
        for modification in allowed(modifications)?.unwrap_or_default() {
            let mut all = seen.volumes.values_mut();
            if let Some(volume) = all.find(|one| modification.volume_id() == Some(&one.id)) {
                convert::modification(volume, &modification);
            }
        }
        let Some(id) = seen.living().map(|instance| instance.id.clone()) else {
            return Ok(());
        };
        let tasks = allowed(describe::root_tasks(&self.connection, &id).await)?;
        seen.root_task = tasks.and_then(convert::root_task);
        if let Some(instance) = &mut seen.instance {
            instance.protected = allowed(describe::protection(&self.connection, &id).await)?;
        }
        Ok(())
    }

    /// The last modification of each volume that was ever modified.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn modifications(
        &self,
        ids: &[String],
    ) -> Result<Vec<VolumeModification>, AwsError> {
        describe::modifications(&self.connection, ids).await
    }

    /// How the last modification of a volume stands, in words; `None`: there was none, or nobody may look.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn last_modification(
        &self,
        volume_id: &str,
    ) -> Result<Option<String>, AwsError> {
        let found = describe::modifications(&self.connection, &[volume_id.to_owned()]).await;
        Ok(allowed(found)?.and_then(|found| found.first().map(convert::told)))
    }

    /// The interface that has an address, unless it is this broker's own.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn holder(
        &self,
        subnet_id: &str,
        address: Ipv4Addr,
        but: &Identity,
    ) -> Result<Option<String>, AwsError> {
        let found = describe::interfaces_at(&self.connection, subnet_id, address).await?;
        let found = found.into_iter().map(convert::interface);
        let mut others = found.filter(|one| Identity::of(&one.tags).as_ref() != Some(but));
        Ok(others.next().map(|one| one.id))
    }

    /// How these instances are, also those that do not run: one that is not running could not be told from one that EC2
    /// forgot otherwise.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn statuses(&self, ids: &[String]) -> Result<Vec<InstanceStatus>, AwsError> {
        describe::statuses(&self.connection, ids, Telling::All).await
    }

    /// The user data of an instance, before base64.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub(crate) async fn user_data(&self, instance_id: &str) -> Result<Vec<u8>, AwsError> {
        describe::user_data(&self.connection, instance_id).await
    }

    /// Does what changes a broker: what was listed until it has ended says nothing about what is there now.
    pub(crate) async fn changing<T>(&self, change: impl Future<Output = T>) -> T {
        self.invalidate();
        let done = change.await;
        self.invalidate();
        done
    }

    /// What was listed until now is not believed any more.
    pub(crate) fn invalidate(&self) {
        self.mutations.fetch_add(1, Ordering::AcqRel);
    }

    /// Whoever holds the lock lists for everybody: the others wait and find theirs.
    async fn listed<T: Default>(
        &self,
        take: impl FnOnce(&HashMap<Identity, Arc<Seen>>) -> T,
    ) -> Result<T, AwsError> {
        let mut listing = self.listing.lock().await;
        let mutations = self.mutations.load(Ordering::Acquire);
        let now = self.clock.now();
        let good =
            |old: &Listing| old.mutations == mutations && now.duration_since(old.begun) < FRESH;
        if !listing.as_ref().is_some_and(good) {
            *listing = Some(self.list(mutations, now).await?);
        }
        match listing.as_ref() {
            Some(Listing {
                denied: Some(error),
                ..
            }) => Err(error.clone()),
            Some(listing) => Ok(take(&listing.found)),
            None => Ok(T::default()),
        }
    }

    async fn list(&self, mutations: u64, begun: Instant) -> Result<Listing, AwsError> {
        let (parts, denied) = match describe::parts(&self.connection, Scope::All).await {
            Ok(parts) => (parts, None),
            Err(error) if error.is_denied() => (describe::Parts::default(), Some(error)),
            Err(error) => return Err(error),
        };
        let mut found = assemble::assemble(parts);
        self.ask_health(&mut found.values_mut().collect::<Vec<_>>())
            .await?;
        Ok(Listing {
            found: found
                .into_iter()
                .map(|(identity, seen)| (identity, Arc::new(seen)))
                .collect(),
            mutations,
            begun,
            denied,
        })
    }

    /// Health is worth knowing and not worth a broken plan: who may not ask is told so.
    async fn ask_health(&self, brokers: &mut [&mut Seen]) -> Result<(), AwsError> {
        let ids = assemble::running(brokers.iter().map(|seen| &**seen));
        match describe::statuses(&self.connection, &ids, Telling::Running).await {
            Ok(statuses) => assemble::note(brokers.iter_mut().map(|seen| &mut **seen), &statuses),
            Err(error) if error.is_denied() => {
                brokers
                    .iter_mut()
                    .for_each(|seen| seen.blind = Some(error.clone()));
            }
            // An instance that ended since the list was made: the next walk has its new state.
            Err(error) if error.is_missing() => tracing::warn!(%error, "health is not known"),
            Err(error) => return Err(error),
        }
        Ok(())
    }
}
