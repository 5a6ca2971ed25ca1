//! Whether a whole stack may go. One that is all there is of its cluster may: whoever destroys it wants the cluster gone. One
//! beside others may only when Kafka says that it holds nothing, or the others would lose what only its brokers have.

use std::collections::BTreeSet;

use kafkaws_health::{ClusterView, cluster};
use kafkaws_schema::{Diagnostic, Path};

use super::model::BrokerStack;
use super::shrink::{holdings, refusal};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::broker::gate::{KafkaAccess, Subject, kafka_id};
use crate::broker::health_check::Probe;

/// Refuses to remove a stack that others of its cluster would miss, or that nobody can be asked about while there are others.
///
/// # Errors
///
/// The refusal. With `allow_unverified` there is none.
pub(super) async fn verify(
    stack: &BrokerStack,
    members: &[Subject],
    leaving: &BTreeSet<i64>,
    others: &BTreeSet<i64>,
) -> Result<(), Diagnostic> {
    // Where Kafka cannot be reached by choice, EC2 alone says whether there are others.
    let asks = !others.is_empty() || stack.health_check.probe == Probe::Kafka;
    if stack.allow_unverified || leaving.is_empty() || !asks {
        return Ok(());
    }
    let access = KafkaAccess::of(&stack.health_check, &stack.listeners)?;
    let refused = match cluster(&access.of_cluster(members)).await {
        Ok(view) if others.is_empty() && !has_strangers(&view, members, leaving) => None,
        Ok(view) => leaving.iter().find_map(|id| holdings(&view, *id)),
        // All that is known of the cluster goes, and most likely it is down already.
        Err(_) if others.is_empty() => None,
        Err(error) => Some(format!(
            "{} of the same cluster stay, and Kafka could not be asked whether these hold partitions: {error}",
            brokers(others)
        )),
    };
    let ids: Vec<i64> = leaving.iter().copied().collect();
    let at = Path::root().attribute("allow_unverified");
    refused.map_or(Ok(()), |why| Err(refusal(&ids, &why).at(at)))
}

/// The brokers of the same cluster that EC2 runs besides, looked at anew: this decides what is removed.
pub(super) async fn others(
    cloud: &Cloud,
    stack: &BrokerStack,
    leaving: &BTreeSet<i64>,
) -> Result<BTreeSet<i64>, AwsError> {
    cloud.fleet().invalidate();
    let there = cloud.fleet().of_cluster(&stack.cluster_name).await?;
    let others = there
        .into_iter()
        .filter(|(id, seen)| !leaving.contains(id) && seen.living().is_some());
    Ok(others.map(|(id, _)| id).collect())
}

/// Brokers that EC2 does not know as ours: in another account, or not made by Terraform. Brokers over shared storage may all go
/// by one id, and are known by their addresses.
fn has_strangers(view: &ClusterView, members: &[Subject], leaving: &BTreeSet<i64>) -> bool {
    let ours: BTreeSet<i32> = leaving.iter().map(|id| kafka_id(*id)).collect();
    view.brokers.iter().any(|(id, endpoint)| {
        !ours.contains(id) && !members.iter().any(|member| member.endpoint == *endpoint)
    })
}

fn brokers(ids: &BTreeSet<i64>) -> String {
    let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
    match ids.as_slice() {
        [one] => format!("Broker {one}"),
        many => format!("Brokers {}", many.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use kafkaws_health::Endpoint;

    use super::*;

    fn member(broker_id: i64) -> Subject {
        Subject {
            cluster: "orders".to_owned(),
            broker_id,
            instance_id: format!("i-{broker_id}"),
            endpoint: Endpoint::new(format!("10.0.0.{broker_id}"), 9092),
            boot_hash: String::new(),
        }
    }

    #[test]
    fn strangers_are_known_by_neither_id_nor_address() {
        let listing = |brokers: &[(i32, &str)]| ClusterView {
            brokers: brokers
                .iter()
                .map(|(id, host)| (*id, Endpoint::new(*host, 9092)))
                .collect(),
            ..ClusterView::default()
        };
        let members = [member(1), member(2)];
        let leaving = BTreeSet::from([1, 2, 3]);
        let table = [
            (listing(&[]), false),
            (listing(&[(1, "b1.example.com"), (2, "10.0.0.2")]), false),
            (listing(&[(111, "10.0.0.2")]), false),
            // It is down, and so no member; its id says that it is ours.
            (listing(&[(1, "10.0.0.1"), (3, "10.0.0.3")]), false),
            (listing(&[(1, "10.0.0.1"), (1001, "10.0.0.9")]), true),
            (listing(&[(111, "10.0.0.9")]), true),
        ];
        for (view, expected) in table {
            let strangers = has_strangers(&view, &members, &leaving);
            assert_eq!(strangers, expected, "{:?}", view.brokers);
        }
    }
}
