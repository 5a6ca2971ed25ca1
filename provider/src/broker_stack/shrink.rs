//! Whether brokers may go: only when Kafka says that they hold nothing.

use kafkaws_health::{ClusterView, cluster};
use kafkaws_schema::{Diagnostic, Path};

use super::model::BrokerStack;
use crate::broker::gate::{KafkaAccess, Subject, kafka_id};

/// How many partitions a refusal names.
const NAMED: usize = 5;

/// Refuses to remove brokers that hold partitions, that the cluster does not list, or about which nobody can be asked.
///
/// # Errors
///
/// The refusal. With `allow_unverified` there is none.
pub(super) async fn verify(
    stack: &BrokerStack,
    members: &[Subject],
    leaving: &[i64],
) -> Result<(), Diagnostic> {
    if leaving.is_empty() || stack.allow_unverified {
        return Ok(());
    }
    let access = KafkaAccess::of(&stack.health_check, &stack.listeners)?;
    let refused = match cluster(&access.of_cluster(members)).await {
        Ok(view) => leaving.iter().find_map(|id| objection(&view, *id)),
        Err(error) => Some(format!(
            "Kafka could not be asked whether they hold partitions: {error}"
        )),
    };
    let at = Path::root().attribute("number_of_broker_nodes");
    refused.map_or(Ok(()), |why| Err(refusal(leaving, &why).at(at)))
}

/// Why a broker may not go.
fn objection(view: &ClusterView, broker_id: i64) -> Option<String> {
    if !view.brokers.contains_key(&kafka_id(broker_id)) {
        return Some(format!(
            "The cluster does not list broker {broker_id}, so what it holds is not known"
        ));
    }
    holdings(view, broker_id)
}

/// What a broker holds, or why that is not known.
pub(super) fn holdings(view: &ClusterView, broker_id: i64) -> Option<String> {
    if let Some(topic) = view.topic_errors.first() {
        return Some(format!(
            "Kafka does not say who has the partitions of topic {:?} (error code {})",
            topic.topic, topic.error_code
        ));
    }
    let held: Vec<String> = view
        .held_by(kafka_id(broker_id))
        .map(|partition| format!("{}-{}", partition.topic, partition.index))
        .collect();
    let more = match held.len().saturating_sub(NAMED) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let named = held
        .iter()
        .take(NAMED)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    (!held.is_empty()).then(|| format!("Broker {broker_id} holds partitions: {named}{more}"))
}

pub(super) fn refusal(leaving: &[i64], why: &str) -> Diagnostic {
    let ids: Vec<String> = leaving.iter().map(i64::to_string).collect();
    Diagnostic::error(
        format!("Brokers {} are not removed", ids.join(", ")),
        format!(
            "{why}.\n\nMove their partitions to the others (kafka-reassign-partitions.sh, or Cruise Control) and apply again. Where \
             Kafka cannot be asked from here, say in health_check.bootstrap_brokers where to ask. allow_unverified = true removes \
             them all the same: what only they hold is lost."
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use kafkaws_health::{Endpoint, Partition};

    use super::*;

    fn view(brokers: &[i32], replicas: &[i32], partitions: i32) -> ClusterView {
        let partition = |index| Partition {
            topic: Arc::from("orders"),
            index,
            leader: replicas.first().copied(),
            replicas: replicas.to_vec(),
            isr: replicas.to_vec(),
            offline: Vec::new(),
            error_code: 0,
        };
        ClusterView {
            brokers: brokers
                .iter()
                .map(|id| (*id, Endpoint::new("b", 9092)))
                .collect(),
            partitions: (0..partitions).map(partition).collect(),
            ..ClusterView::default()
        }
    }

    #[test]
    fn only_a_listed_broker_that_holds_nothing_may_go() {
        let table = [
            (view(&[1, 2, 3], &[1, 2], 9), None),
            (view(&[1, 2, 3], &[1, 3], 2), Some("orders-0, orders-1")),
            (view(&[1, 2, 3], &[3], 7), Some("orders-4 and 2 more")),
            (view(&[1, 2], &[1, 2], 1), Some("does not list broker 3")),
        ];
        for (view, expected) in table {
            let said = objection(&view, 3);
            assert_eq!(said.is_some(), expected.is_some(), "{said:?}");
            let words = expected.unwrap_or_default();
            assert!(said.unwrap_or_default().contains(words), "{words}");
        }
    }

    #[test]
    fn what_kafka_does_not_say_is_a_reason_to_stay() {
        let mut view = view(&[3], &[], 0);
        view.topic_errors.push(kafkaws_health::TopicError {
            topic: "secret".into(),
            error_code: 29,
        });
        assert!(objection(&view, 3).unwrap().contains("secret"));
    }
}
