use super::super::testing::{brokers, stack, with_count, with_size};
use super::*;
use crate::broker::node::Reason;

/// What is done about each broker.
fn works(
    prior: &BrokerStack,
    brokers: &BTreeMap<i64, StackBroker>,
    planned: &BrokerStack,
) -> Vec<(i64, Work)> {
    let brokers = brokers.iter().map(|(id, broker)| (*id, broker)).collect();
    let found = forecast(prior, &brokers, planned);
    found
        .into_iter()
        .map(|(id, forecast)| (id, forecast.work))
        .collect()
}

fn all(work: Work) -> Vec<(i64, Work)> {
    (1..=3).map(|id| (id, work)).collect()
}

#[test]
fn brokers_as_wanted_are_left_alone() {
    let prior = stack(3);
    assert_eq!(works(&prior, &brokers(&prior), &prior), all(Work::Nothing));
}

#[test]
fn what_a_change_does_to_each() {
    let prior = stack(3);
    type Change = fn(&mut BrokerStack);
    let table: [(Change, Work); 7] = [
        (|it| it.ami = "ami-00000002".parse().unwrap(), Work::Restart),
        (
            |it| it.instance_type = "m7g.xlarge".parse().unwrap(),
            Work::Restart,
        ),
        (
            |it| it.key_name = Some("ops".parse().unwrap()),
            Work::Restart,
        ),
        (
            |it| drop(it.properties.insert("a".into(), "b".into())),
            Work::Restart,
        ),
        (|it| *it = with_size(it.clone(), 200), Work::Online),
        (
            |it| it.security_groups = Some(["sg-00000002".parse().unwrap()].into()),
            Work::Online,
        ),
        (|it| it.disable_api_termination = true, Work::Online),
    ];
    for (number, (change, work)) in table.into_iter().enumerate() {
        let mut planned = prior.clone();
        change(&mut planned);
        assert_eq!(
            works(&prior, &brokers(&prior), &planned),
            all(work),
            "{number}"
        );
    }
}

#[test]
fn a_roll_that_stopped_half_way_goes_on_with_the_rest() {
    let mut old = stack(3);
    old.ami = "ami-00000002".parse().unwrap();
    let planned = stack(3);
    let mut found = brokers(&old);
    found.insert(1, brokers(&planned).remove(&1).unwrap());
    let expected = [(1, Work::Nothing), (2, Work::Restart), (3, Work::Restart)];
    assert_eq!(works(&old, &found, &planned), expected);
}

#[test]
fn a_broker_that_is_not_well_is_repaired_whatever_else_changes() {
    let prior = stack(3);
    for (health, work) in [
        ("STOPPED", Work::Repair),
        ("MISSING", Work::Repair),
        ("IMPAIRED", Work::Repair),
        ("INCOMPLETE", Work::Make),
        ("RETIRING", Work::Restart),
        ("OUTDATED", Work::Restart),
    ] {
        let mut found = brokers(&prior);
        found.get_mut(&2).unwrap().health = health.to_owned();
        let done = works(&prior, &found, &prior);
        assert_eq!(
            done,
            [(1, Work::Nothing), (2, work), (3, Work::Nothing)],
            "{health}"
        );
    }
}

#[test]
fn brokers_come_and_go_at_the_upper_end() {
    let prior = stack(3);
    let grown = works(&prior, &brokers(&prior), &with_count(stack(1), 5));
    assert_eq!(grown[3..], [(4, Work::Make), (5, Work::Make)]);
    let shrunk = works(&prior, &brokers(&prior), &with_count(stack(1), 1));
    let expected = [(1, Work::Nothing), (2, Work::Remove), (3, Work::Remove)];
    assert_eq!(shrunk, expected);
}

#[test]
fn an_instance_that_cannot_be_changed_is_launched_anew() {
    let prior = stack(1);
    let planned = BrokerStack {
        iam_instance_profile: Some("broker".parse().unwrap()),
        ..prior.clone()
    };
    let found = brokers(&prior);
    let found = found.iter().map(|(id, broker)| (*id, broker)).collect();
    let forecast = forecast(&prior, &found, &planned);
    let terminates = Step::Terminate(Reason::InstanceProfile);
    assert!(
        forecast[&1].steps.contains(&terminates),
        "{:?}",
        forecast[&1].steps
    );
}
