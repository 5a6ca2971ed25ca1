use super::super::clock::testing::FakeClock;
use super::super::error::AwsErrorKind;
use super::*;
use futures::future::join_all;
use std::sync::Mutex as StdMutex;

/// An API of `names`, in pages of `page`, that counts its calls.
#[derive(Debug)]
struct Counting {
    names: StdMutex<Vec<String>>,
    page: usize,
    refuse_lists: Option<AwsErrorKind>,
    lists: AtomicU64,
    describes: AtomicU64,
}

impl Counting {
    fn of(count: usize, page: usize) -> Arc<Self> {
        Arc::new(Self {
            names: StdMutex::new((0..count).map(|number| format!("c{number:03}")).collect()),
            page,
            refuse_lists: None,
            lists: AtomicU64::new(0),
            describes: AtomicU64::new(0),
        })
    }

    fn refusing_lists(count: usize, kind: AwsErrorKind) -> Arc<Self> {
        let api = Self::of(count, 100);
        Arc::new(Self {
            refuse_lists: Some(kind),
            ..Arc::into_inner(api).unwrap()
        })
    }

    fn calls(&self) -> (u64, u64) {
        (
            self.lists.load(Ordering::Relaxed),
            self.describes.load(Ordering::Relaxed),
        )
    }
}

fn cluster(name: &str) -> Cluster {
    Cluster::builder()
        .cluster_name(name)
        .cluster_arn(arn(name))
        .build()
}

fn arn(name: &str) -> String {
    format!("arn:aws:kafka:eu-west-1:123456789012:cluster/{name}/1")
}

impl ClusterApi for Arc<Counting> {
    async fn list(&self, name: Option<&str>, token: Option<&str>) -> Result<Page, AwsError> {
        self.lists.fetch_add(1, Ordering::Relaxed);
        tokio::task::yield_now().await;
        if let Some(kind) = &self.refuse_lists {
            return Err(AwsError::new(LIST, kind.clone(), "no"));
        }
        let names = self.names.lock().unwrap().clone();
        let begin: usize = token.map_or(0, |token| token.parse().unwrap());
        let matching: Vec<_> = names
            .iter()
            .filter(|known| known.starts_with(name.unwrap_or_default()))
            .collect();
        let end = matching.len().min(begin + self.page);
        let clusters = matching[begin..end]
            .iter()
            .map(|name| cluster(name))
            .collect();
        Ok(Page {
            clusters,
            next: (end < matching.len()).then(|| end.to_string()),
        })
    }

    async fn describe(&self, wanted: &str) -> Result<Cluster, AwsError> {
        self.describes.fetch_add(1, Ordering::Relaxed);
        let names = self.names.lock().unwrap();
        let found = names
            .iter()
            .find(|name| arn(name) == wanted)
            .map(|name| cluster(name));
        found.ok_or_else(|| AwsError::new(DESCRIBE, AwsErrorKind::Missing, "no such cluster"))
    }
}

#[tokio::test]
async fn twenty_seven_clusters_cost_one_page() {
    let api = Counting::of(27, 100);
    let clusters = Clusters::new(api.clone());
    let reads = (0..27).map(|number| {
        let clusters = &clusters;
        async move {
            clusters
                .find(&arn(&format!("c{number:03}")))
                .await
                .unwrap()
                .unwrap()
        }
    });
    let found = join_all(reads).await;
    assert_eq!(found.len(), 27);
    assert_eq!(found[13].cluster_name(), Some("c013"));
    assert_eq!(api.calls(), (1, 0));
}

#[tokio::test]
async fn no_more_pages_than_the_reads_need() {
    let api = Counting::of(300, 100);
    let clusters = Clusters::new(api.clone());
    clusters.find(&arn("c005")).await.unwrap().unwrap();
    assert_eq!(api.calls(), (1, 0));
    clusters.find(&arn("c299")).await.unwrap().unwrap();
    assert_eq!(api.calls(), (3, 0));
    clusters.find(&arn("c150")).await.unwrap().unwrap();
    assert_eq!(api.calls(), (3, 0));
}

#[tokio::test]
async fn a_miss_is_described_and_only_that_says_gone() {
    let api = Counting::of(2, 100);
    let clusters = Clusters::new(api.clone());
    clusters.find(&arn("c000")).await.unwrap().unwrap();
    api.names.lock().unwrap().push("late".into());
    assert!(
        clusters.find(&arn("late")).await.unwrap().is_some(),
        "the list lags behind"
    );
    assert!(clusters.find(&arn("gone")).await.unwrap().is_none());
    assert_eq!(api.calls(), (1, 2));
}

#[tokio::test]
async fn who_may_not_list_describes_and_is_refused_once() {
    let api = Counting::refusing_lists(3, AwsErrorKind::Denied);
    let clusters = Clusters::new(api.clone());
    for name in ["c000", "c001", "c002"] {
        assert!(clusters.find(&arn(name)).await.unwrap().is_some());
    }
    assert_eq!(api.calls(), (1, 3));
}

#[tokio::test]
async fn an_error_that_may_pass_is_no_answer() {
    for kind in [
        AwsErrorKind::Throttled,
        AwsErrorKind::NotAws,
        AwsErrorKind::Unreachable,
    ] {
        let api = Counting::refusing_lists(1, kind.clone());
        let clusters = Clusters::new(api.clone());
        assert_eq!(clusters.find(&arn("c000")).await.unwrap_err().kind, kind);
        assert_eq!(api.calls(), (1, 0));
    }
}

#[tokio::test]
async fn a_mutation_ends_the_listing() {
    let api = Counting::of(3, 100);
    let clusters = Clusters::new(api.clone());
    clusters.find(&arn("c000")).await.unwrap();
    clusters.invalidate();
    clusters.find(&arn("c001")).await.unwrap();
    clusters.find(&arn("c002")).await.unwrap();
    assert_eq!(api.calls(), (2, 0));
}

#[tokio::test]
async fn a_listing_is_not_believed_for_ever() {
    let api = Counting::of(3, 100);
    let clock = Arc::new(FakeClock::new());
    let clusters = Clusters::on(clock.clone(), api.clone());
    clusters.find(&arn("c000")).await.unwrap();
    clock.sleep(FRESH).await;
    clusters.find(&arn("c001")).await.unwrap();
    assert_eq!(api.calls(), (2, 0));
}

#[tokio::test]
async fn what_is_fresh_goes_past_the_listing() {
    let api = Counting::of(1, 100);
    let clusters = Clusters::new(api.clone());
    clusters.find(&arn("c000")).await.unwrap();
    clusters
        .describe_fresh(&arn("c000"))
        .await
        .unwrap()
        .unwrap();
    assert_eq!(api.calls(), (1, 1));
}

#[tokio::test]
async fn a_name_is_not_a_prefix() {
    let api = Counting::of(0, 1);
    api.names
        .lock()
        .unwrap()
        .extend(["orders-eu", "orders"].map(String::from));
    let clusters = Clusters::new(api.clone());
    let found = clusters.find_by_name("orders").await.unwrap().unwrap();
    assert_eq!(found.cluster_name(), Some("orders"));
    assert!(clusters.find_by_name("order").await.unwrap().is_none());
}
