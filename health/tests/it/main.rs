//! The probe against fake brokers, over real sockets.
#![expect(clippy::unwrap_used, reason = "steps of tests")]

mod faults;
mod metadata;
mod tls;

use std::time::Duration;

use kafkaws_health::testing::FakeCluster;
use kafkaws_health::{Access, Cause, answers, cluster};

/// The only failure of asking for the cluster.
async fn cause(access: &Access) -> Cause {
    let mut error = cluster(access).await.unwrap_err();
    assert_eq!(error.failures.len(), 1, "{error}");
    error.failures.remove(0).cause
}

/// The only failure of asking broker 1 whether it serves.
async fn cause_of_one(fake: &FakeCluster, access: &Access) -> Cause {
    let endpoint = fake.endpoint(1).unwrap();
    let mut error = answers(&endpoint, access).await.unwrap_err();
    assert_eq!(error.failures.len(), 1, "{error}");
    error.failures.remove(0).cause
}

/// Long enough for any answer on the loopback address, short enough to wait for where none comes.
const SHORT: Duration = Duration::from_millis(300);
