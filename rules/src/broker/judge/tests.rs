use super::*;
use crate::broker::attributes::ALL;
use crate::broker::observed::{Modification, ModificationState, Observed, Volume};
use crate::broker::testing::*;
use crate::report::DESTROY_HINT;
use kafkaws_schema::{Number, Value};
use proptest::prelude::*;
use std::time::Duration;

fn judged(prior: Option<&Value>, planned: &Value, observed: &Observed) -> Diagnostics {
    judge(&Case::new(prior, planned, observed), &Levels::default())
}

#[test]
fn sound_brokers_are_not_judged_wrong() {
    for planned in [broker(&[]), stack(&[])] {
        for observed in [Observed::default(), seen()] {
            let said = judged(None, &planned, &observed);
            assert_eq!(said, Diagnostics::new(), "{said:#?}");
        }
    }
}

#[test]
fn an_error_about_a_broker_that_runs_names_the_way_to_destroy_it() {
    let small = one_volume(&[("size", 100.into())]);
    let (prior, planned) = (broker(&[]), broker(&small));
    let said = judged(Some(&prior), &planned, &seen());
    assert!(said.has_errors());
    assert!(said.iter().all(|said| said.detail.ends_with(DESTROY_HINT)));
}

#[test]
fn a_destroy_is_never_judged() {
    let prior = broker(&[]);
    assert_eq!(
        judged(Some(&prior), &Value::Null, &seen()),
        Diagnostics::new()
    );
}

/// Words that rules look for, so that chance finds them.
fn any_word() -> impl Strategy<Value = Value> {
    let words = [
        "gp3",
        "io2",
        "st1",
        "m7g.large",
        "d3.xlarge",
        "10.0.1.3",
        "10.0.1.256",
        "255.255.255.255",
        "data",
        "PLAINTEXT",
        "9223372036854775807",
        "${file:a:b}",
        "-----BEGIN PRIVATE KEY-----",
    ];
    proptest::sample::select(words.to_vec()).prop_map(Value::from)
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(Value::unknown()),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-20i64..20_000).prop_map(Value::from),
        Just(Value::Number(Number::parse("1e400").unwrap())),
        "\\PC{0,12}".prop_map(Value::from),
        any_word(),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        let names = proptest::sample::select(vec![
            "name",
            "type",
            "size",
            "iops",
            "throughput",
            "port",
            "broker.id",
            "1",
            "default.replication.factor",
            "min.insync.replicas",
            "ssl.key.password",
        ]);
        let members = proptest::collection::btree_map(names, inner.clone(), 0..5);
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::set),
            proptest::collection::vec(inner, 0..4).prop_map(Value::List),
            members.clone().prop_map(Value::object),
            members.prop_map(Value::map),
        ]
    })
}

/// A broker or a stack whose attributes may each be anything.
fn any_planned() -> impl Strategy<Value = Value> {
    let edit = (proptest::sample::select(ALL), any_value());
    let edits = proptest::collection::vec(edit, 0..6);
    (any::<bool>(), edits).prop_map(|(one, edits)| if one { broker(&edits) } else { stack(&edits) })
}

fn any_observed() -> impl Strategy<Value = Observed> {
    let numbers = proptest::option::of(any::<i64>());
    let age = any::<u64>().prop_map(Duration::from_secs);
    (any::<i64>(), numbers, age, "[0-9./]{0,20}").prop_map(|(id, number, age, cidr)| {
        let mut observed = seen();
        observed
            .subnets
            .entry("subnet-a".into())
            .or_default()
            .cidr_block = Some(cidr);
        observed.others.insert(id, "euw1-az1".into());
        observed.volumes = vec![Volume {
            broker_id: id,
            name: "data".into(),
            size: number,
            iops: number,
            modification: Some(Modification {
                state: ModificationState::Optimizing,
                progress: number,
                age: Some(age),
            }),
            modifications: Some(vec![age; 4]),
            ..Volume::default()
        }];
        observed
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_value_makes_a_rule_panic(
        prior in proptest::option::of(any_planned()),
        planned in any_planned(),
        observed in any_observed(),
    ) {
        for said in judged(prior.as_ref(), &planned, &observed).iter() {
            prop_assert!(said.path.is_some() && !said.detail.is_empty());
        }
    }

    #[test]
    fn what_does_not_change_is_never_judged(state in any_planned(), observed in any_observed()) {
        prop_assume!(state.is_wholly_known());
        prop_assert_eq!(judged(Some(&state), &state, &observed), Diagnostics::new());
    }

    #[test]
    fn a_value_that_is_no_object_is_no_broker(value in any_value(), observed in any_observed()) {
        let _ = judged(None, &value, &observed);
    }
}
