use std::sync::Arc;

use super::*;

fn view(brokers: &[i32], partitions: &[(&[i32], &[i32])]) -> ClusterView {
    let partition = |(index, (replicas, isr)): (usize, &(&[i32], &[i32]))| Partition {
        topic: Arc::from("orders"),
        index: i32::try_from(index).unwrap(),
        leader: isr.first().copied(),
        replicas: replicas.to_vec(),
        isr: isr.to_vec(),
        offline: Vec::new(),
        error_code: 0,
    };
    ClusterView {
        brokers: brokers
            .iter()
            .map(|id| (*id, Endpoint::new(format!("b-{id}"), 9092)))
            .collect(),
        partitions: partitions.iter().enumerate().map(partition).collect(),
        ..ClusterView::default()
    }
}

#[test]
fn a_partition_out_of_sync_closes_the_gate_unless_only_the_broken_are_missing() {
    let view = view(&[1, 3], &[(&[1, 2, 3], &[1, 3]), (&[3, 1, 2], &[3, 1])]);
    let said = trouble_of(&view, &BTreeSet::new()).unwrap();
    assert!(
        said.contains("orders-0") && said.contains("broker 2") && said.contains("1 more"),
        "{said}"
    );
    assert_eq!(trouble_of(&view, &BTreeSet::from([2])), None);
    assert!(trouble_of(&view, &BTreeSet::from([3])).is_some());
}

#[test]
fn a_partition_without_a_leader_is_told_as_such() {
    let view = view(&[1], &[(&[], &[])]);
    let said = trouble_of(&view, &BTreeSet::from([1])).unwrap();
    assert!(said.contains("no leader"), "{said}");
}

#[test]
fn a_topic_that_nobody_tells_of_is_trouble() {
    let mut view = view(&[1], &[]);
    view.topic_errors.push(kafkaws_health::TopicError {
        topic: "orders".into(),
        error_code: 29,
    });
    assert!(trouble_of(&view, &BTreeSet::new()).unwrap().contains("29"));
}

#[test]
fn everybody_who_was_there_is_to_be_there_again() {
    let view = view(&[1, 3], &[]);
    assert_eq!(missing(&view, &BTreeSet::from([1, 3])), None);
    let said = missing(&view, &BTreeSet::from([1, 2, 3, 4])).unwrap();
    assert!(said.ends_with("broker 2, 4"), "{said}");
}
