//! Asking Kafka: who is there, and which partitions have all their replicas.

use std::collections::BTreeSet;
use std::sync::{Mutex, PoisonError};

use kafkaws_health::{Access, ClusterView, Endpoint, Partition, Tls, cluster};

use super::closed::Closed;
use super::subject::{Subject, kafka_id};
use super::watch::{Ended, Trouble, Watch};

/// How Kafka is reached.
#[derive(Clone, Debug)]
pub struct KafkaAccess {
    /// Where to ask instead of the brokers' own addresses. Empty: there.
    pub bootstrap: Vec<Endpoint>,
    /// Of a listener with TLS.
    pub tls: Option<Tls>,
}

impl KafkaAccess {
    /// Whether nobody but the brokers themselves can be asked.
    pub(super) fn asks_only_members(&self) -> bool {
        self.bootstrap.is_empty()
    }

    /// Access to the cluster, of which these are members.
    pub fn of_cluster(&self, members: &[Subject]) -> Access {
        if self.bootstrap.is_empty() {
            self.access(members.iter().map(|member| member.endpoint.clone()))
        } else {
            self.access(self.bootstrap.iter().cloned())
        }
    }

    fn access(&self, endpoints: impl IntoIterator<Item = Endpoint>) -> Access {
        let access = Access::plain(endpoints);
        match &self.tls {
            Some(tls) => access.with_tls(tls.clone()),
            None => access,
        }
    }
}

/// Waits until the cluster is well enough to lose a broker for a while. Returns the brokers it lists.
pub(super) async fn before(
    watch: &Watch,
    access: &KafkaAccess,
    members: &[Subject],
    broken: &BTreeSet<i64>,
) -> Result<BTreeSet<i32>, Closed> {
    let access = access.of_cluster(members);
    let broken = kafka_ids(broken);
    // Asked once without patience: whoever runs where Kafka cannot be reached should not wait to be told.
    let first = cluster(&access).await;
    let first = first.map_err(|error| unreachable(&access, &error.to_string()))?;
    let seen = Mutex::new(listed(&first));
    let look = || async {
        Ok(match cluster(&access).await {
            Ok(view) => {
                *seen.lock().unwrap_or_else(PoisonError::into_inner) = listed(&view);
                trouble_of(&view, &broken)
            }
            Err(error) => Some(format!("Kafka does not answer: {error}")),
        })
    };
    watch.until_well(look).await.map_err(Ended::unfit)?;
    Ok(seen.into_inner().unwrap_or_else(PoisonError::into_inner))
}

fn unreachable(access: &Access, reason: &str) -> Closed {
    let asked: Vec<String> = access.endpoints().iter().map(Endpoint::to_string).collect();
    Closed::Unreachable {
        asked: asked.join(", "),
        reason: reason.to_owned(),
    }
}

/// Waits until a broker serves, and the cluster has everybody and everything back.
pub(super) async fn after(
    watch: &Watch,
    access: &KafkaAccess,
    subject: &Subject,
    asked: &[Subject],
    listed_before: &BTreeSet<i32>,
    broken: &BTreeSet<i64>,
) -> Result<(), Closed> {
    let broken = kafka_ids(broken);
    let mut expected: BTreeSet<i32> = listed_before.difference(&broken).copied().collect();
    if !access.asks_only_members() {
        expected.insert(subject.kafka_id());
    }
    let look = || async { Ok(trouble_after(access, subject, asked, &expected, &broken).await) };
    let ended = watch.until_well(look).await;
    ended.map_err(|ended| ended.unwell(subject.broker_id))
}

/// The broker itself is asked where the brokers' own addresses are: behind a bootstrap address it is known to serve by being
/// listed.
async fn trouble_after(
    access: &KafkaAccess,
    subject: &Subject,
    asked: &[Subject],
    expected: &BTreeSet<i32>,
    broken: &BTreeSet<i32>,
) -> Trouble {
    if access.asks_only_members() {
        let own = access.access([subject.endpoint.clone()]);
        let id = subject.broker_id;
        match cluster(&own).await {
            Err(error) => return Some(format!("broker {id} does not answer: {error}")),
            Ok(view) if !lists_itself(&view, subject) => {
                return Some(format!(
                    "broker {id} answers, and has not joined the cluster"
                ));
            }
            Ok(_) => {}
        }
    }
    match cluster(&access.of_cluster(asked)).await {
        Ok(view) => missing(&view, expected).or_else(|| trouble_of(&view, broken)),
        Err(error) => Some(format!("Kafka does not answer: {error}")),
    }
}

/// By its id; or by its address, since there are brokers over shared storage that all go by one id.
fn lists_itself(view: &ClusterView, subject: &Subject) -> bool {
    view.brokers.contains_key(&subject.kafka_id())
        || view
            .brokers
            .values()
            .any(|endpoint| *endpoint == subject.endpoint)
}

/// What is wrong with the partitions, apart from what brokers lack that are to be repaired.
fn trouble_of(view: &ClusterView, broken: &BTreeSet<i32>) -> Trouble {
    if let Some(topic) = view.topic_errors.first() {
        return Some(format!(
            "the brokers do not say how topic {:?} is (Kafka's error code {})",
            topic.topic, topic.error_code
        ));
    }
    let mut others = view
        .under_replicated()
        .filter(|partition| !ClusterView::lacks_only(partition, broken));
    let first = others.next()?;
    let more = match others.count() {
        0 => String::new(),
        more => format!(", and {more} more partitions are not in order"),
    };
    Some(format!("{}{more}", lack(first)))
}

fn lack(partition: &Partition) -> String {
    let name = format!("partition {}-{}", partition.topic, partition.index);
    let missing: Vec<String> = partition.missing().map(|id| id.to_string()).collect();
    if missing.is_empty() {
        format!("{name} has no leader")
    } else {
        format!("{name} is not in sync on broker {}", missing.join(", "))
    }
}

/// The brokers that are expected and not there.
fn missing(view: &ClusterView, expected: &BTreeSet<i32>) -> Trouble {
    let missing: Vec<String> = expected
        .iter()
        .filter(|id| !view.brokers.contains_key(id))
        .map(i32::to_string)
        .collect();
    (!missing.is_empty())
        .then(|| format!("the cluster does not list broker {}", missing.join(", ")))
}

fn listed(view: &ClusterView) -> BTreeSet<i32> {
    view.brokers.keys().copied().collect()
}

fn kafka_ids(ids: &BTreeSet<i64>) -> BTreeSet<i32> {
    ids.iter().map(|id| kafka_id(*id)).collect()
}

#[cfg(test)]
#[path = "kafka_tests.rs"]
mod tests;
