//! Reading MSK clusters: as many as there are, in one call per page.
//!
//! Terraform reads every resource of a walk by itself, ten at a time. ListClustersV2 returns whole
//! clusters, a hundred per page, so the first read fetches pages until it finds its cluster and the
//! others take theirs from what is there.

use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use aws_sdk_kafka::types::Cluster;
use tokio::sync::Mutex;

use super::clock::{Clock, RealClock};
use super::connection::Connection;
use super::error::AwsError;

/// How long a listing is believed. A walk is a process of its own and usually shorter; under a
/// debugger one process serves many.
const FRESH: Duration = Duration::from_secs(60);
/// The most that ListClustersV2 returns at once.
const PAGE: i32 = 100;
const LIST: &str = "kafka:ListClustersV2";
const DESCRIBE: &str = "kafka:DescribeClusterV2";

/// A page of clusters, and where the next one begins.
#[derive(Debug, Default)]
pub struct Page {
    /// The clusters.
    pub clusters: Vec<Cluster>,
    /// `None`: this was the last page.
    pub next: Option<String>,
}

/// The calls that clusters are read with.
pub trait ClusterApi: Send + Sync {
    /// ListClustersV2: one page, of clusters whose name begins with `name`.
    fn list(
        &self,
        name: Option<&str>,
        token: Option<&str>,
    ) -> impl Future<Output = Result<Page, AwsError>> + Send;

    /// DescribeClusterV2.
    fn describe(&self, arn: &str) -> impl Future<Output = Result<Cluster, AwsError>> + Send;
}

impl ClusterApi for Arc<Connection> {
    async fn list(&self, name: Option<&str>, token: Option<&str>) -> Result<Page, AwsError> {
        let call = self.kafka().await?.list_clusters_v2().max_results(PAGE);
        let call = call.set_cluster_name_filter(name.map(String::from));
        let call = call.set_next_token(token.map(String::from));
        let page = call.send().await.map_err(AwsError::during(LIST))?;
        Ok(Page {
            clusters: page.cluster_info_list.unwrap_or_default(),
            next: page.next_token.filter(|token| !token.is_empty()),
        })
    }

    async fn describe(&self, arn: &str) -> Result<Cluster, AwsError> {
        let call = self
            .kafka()
            .await?
            .describe_cluster_v2()
            .cluster_arn(arn)
            .send();
        let answer = call.await.map_err(AwsError::during(DESCRIBE))?;
        answer.cluster_info.ok_or_else(|| {
            let message = "MSK answered without a cluster.";
            AwsError::new(DESCRIBE, super::error::AwsErrorKind::Other, message)
        })
    }
}

/// Clusters of one region and account.
#[derive(Debug)]
pub struct Clusters<A> {
    api: A,
    clock: Arc<dyn Clock>,
    /// Counts mutations. A listing belongs to the number it was begun under.
    mutations: AtomicU64,
    listing: Mutex<Listing>,
}

/// What the walk has listed so far.
#[derive(Debug, Default)]
struct Listing {
    found: HashMap<String, Arc<Cluster>>,
    progress: Progress,
    mutations: u64,
    begun: Option<Instant>,
}

#[derive(Debug, Default)]
enum Progress {
    #[default]
    Begin,
    At(String),
    End,
}

impl<A: ClusterApi> Clusters<A> {
    /// Reads nothing yet.
    pub fn new(api: A) -> Self {
        Self::on(Arc::new(RealClock), api)
    }

    /// On any clock.
    pub fn on(clock: Arc<dyn Clock>, api: A) -> Self {
        Self {
            api,
            clock,
            mutations: AtomicU64::new(0),
            listing: Mutex::default(),
        }
    }

    /// A cluster as refresh needs it, from the walk's listing where possible.
    ///
    /// A list lags behind and some policies allow Describe alone, so what the listing does not have
    /// is described. `None`: DescribeClusterV2 says that it does not exist.
    ///
    /// # Errors
    ///
    /// What AWS says, unless a second way worked.
    pub async fn find(&self, arn: &str) -> Result<Option<Arc<Cluster>>, AwsError> {
        match self.listed(arn).await {
            Ok(Some(cluster)) => Ok(Some(cluster)),
            Ok(None) => self.describe_fresh(arn).await,
            Err(error) if error.is_denied() => self.describe_fresh(arn).await,
            Err(error) => Err(error),
        }
    }

    /// A cluster as it is now, past the listing. `None`: it does not exist.
    ///
    /// Waiters and updates use this: CurrentVersion and state in a listing may be a minute old.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub async fn describe_fresh(&self, arn: &str) -> Result<Option<Arc<Cluster>>, AwsError> {
        match self.api.describe(arn).await {
            Ok(cluster) => Ok(Some(Arc::new(cluster))),
            Err(error) if error.is_missing() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The cluster of that name as it is now. Names are unique per account and region.
    ///
    /// # Errors
    ///
    /// What AWS says.
    pub async fn find_by_name(&self, name: &str) -> Result<Option<Arc<Cluster>>, AwsError> {
        let mut token = None;
        loop {
            // The filter is a prefix: "orders" also lists "orders-eu".
            let page = self.api.list(Some(name), token.as_deref()).await?;
            let named = |cluster: &Cluster| cluster.cluster_name() == Some(name);
            if let Some(cluster) = page.clusters.into_iter().find(named) {
                return Ok(Some(Arc::new(cluster)));
            }
            match page.next {
                Some(next) => token = Some(next),
                None => return Ok(None),
            }
        }
    }

    /// To be called before and after every call that changes a cluster: what was listed before
    /// says nothing about what is there now.
    pub fn invalidate(&self) {
        self.mutations.fetch_add(1, Ordering::AcqRel);
    }

    /// Whoever holds the lock lists for everybody: the others wait and find theirs.
    async fn listed(&self, arn: &str) -> Result<Option<Arc<Cluster>>, AwsError> {
        let mut listing = self.listing.lock().await;
        self.start_over_if_stale(&mut listing);
        loop {
            if let Some(cluster) = listing.found.get(arn) {
                return Ok(Some(cluster.clone()));
            }
            let page = match &listing.progress {
                Progress::End => return Ok(None),
                Progress::Begin => self.api.list(None, None).await,
                Progress::At(token) => self.api.list(None, Some(token)).await,
            };
            match page {
                Ok(page) => listing.take(page),
                Err(error) => return listing.give_up(error),
            }
        }
    }

    fn start_over_if_stale(&self, listing: &mut Listing) {
        let mutations = self.mutations.load(Ordering::Acquire);
        let now = self.clock.now();
        let fresh = listing
            .begun
            .is_some_and(|begun| now.duration_since(begun) < FRESH);
        if listing.mutations != mutations || !fresh {
            *listing = Listing {
                mutations,
                begun: Some(now),
                ..Listing::default()
            };
        }
    }
}

impl Listing {
    fn take(&mut self, page: Page) {
        for cluster in page.clusters {
            if let Some(arn) = cluster.cluster_arn().map(String::from) {
                self.found.insert(arn, Arc::new(cluster));
            }
        }
        self.progress = page.next.map_or(Progress::End, Progress::At);
    }

    /// Who may not list now may not list for the rest of the walk: asking 27 times is 27 refusals.
    fn give_up<T>(&mut self, error: AwsError) -> Result<T, AwsError> {
        if error.is_denied() {
            self.progress = Progress::End;
        }
        Err(error)
    }
}

#[cfg(test)]
#[path = "clusters_tests.rs"]
mod tests;
