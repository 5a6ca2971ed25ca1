use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::replacement::would_replace;
use crate::cluster::testing::*;
use crate::field::path;
use crate::report::DESTROY_HINT;
use kafkaws_schema::{Number, Value};
use proptest::prelude::*;

fn judged(prior: Option<&Value>, planned: &Value, levels: &Levels) -> Diagnostics {
    judge(&Case::new(prior, planned, &Observed::default()), levels)
}

#[test]
fn sound_clusters_are_not_judged_wrong() {
    for planned in [cluster(&[]), express(&[])] {
        assert_eq!(
            judged(None, &planned, &Levels::default()),
            Diagnostics::new()
        );
    }
}

/// The snippet of the operator's guide: six attributes, everything else left to AWS.
#[test]
fn the_guides_cluster_is_sound_while_most_of_it_is_unknown() {
    let mut planned = Value::object([] as [(&str, Value); 0]);
    for (attribute, value) in [
        (KAFKA_VERSION, "3.6.0".into()),
        (NUMBER_OF_BROKER_NODES, Value::from(3)),
        (INSTANCE_TYPE, "kafka.m7g.large".into()),
        (CLIENT_SUBNETS, Value::unknown()),
        (VOLUME_SIZE, 500.into()),
        (STORAGE_MODE, "TIERED".into()),
        ("client_authentication", Value::unknown()),
    ] {
        planned.put(&path(attribute), value);
    }
    assert_eq!(
        judged(None, &planned, &Levels::default()),
        Diagnostics::new()
    );
}

#[test]
fn a_diagnostic_has_numbers_reason_advice_and_the_way_to_change_it() {
    let planned = cluster(&[(NUMBER_OF_BROKER_NODES, 4.into())]);
    let said = judged(None, &planned, &Levels::default());
    let said: Vec<_> = said.iter().collect();
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].is_error());
    assert_eq!(said[0].path, Some(path(NUMBER_OF_BROKER_NODES)));
    for part in [
        "4 brokers in 3 subnets",
        "AWS places the same number",
        "number_of_broker_nodes = 3 or 6",
        "Rule `broker-count-multiple-of-zones`; set rules = { \
             \"broker-count-multiple-of-zones\" = \"warn\" }",
        "https://",
    ] {
        assert!(said[0].detail.contains(part), "{part}: {}", said[0].detail);
    }
    assert!(
        !said[0].detail.contains(DESTROY_HINT),
        "there is nothing to destroy"
    );
}

#[test]
fn an_error_about_a_running_cluster_names_the_way_to_destroy_it() {
    let (prior, planned) = (cluster(&[]), cluster(&[(NUMBER_OF_BROKER_NODES, 4.into())]));
    let said = judged(Some(&prior), &planned, &Levels::default());
    assert!(said.iter().all(|said| said.detail.ends_with(DESTROY_HINT)) && said.has_errors());
}

#[test]
fn levels_are_obeyed() {
    let planned = cluster(&[(NUMBER_OF_BROKER_NODES, 4.into())]);
    let at = |level| Levels::parse([("broker-count-multiple-of-zones", level)]).unwrap();
    let warned = judged(None, &planned, &at("warn"));
    assert!(!warned.is_empty() && !warned.has_errors());
    assert!(warned.iter().all(|said| said.detail.contains("\"off\" }")));
    assert_eq!(judged(None, &planned, &at("off")), Diagnostics::new());
}

#[test]
fn a_destroy_is_never_judged() {
    let prior = cluster(&[(NUMBER_OF_BROKER_NODES, 4.into())]);
    assert_eq!(
        judged(Some(&prior), &Value::Null, &Levels::default()),
        Diagnostics::new()
    );
}

/// Anything that may stand where a rule expects something.
fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        Just(Value::unknown()),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-20i64..20_000).prop_map(Value::from),
        Just(Value::Number(Number::parse("0.5").unwrap())),
        Just(Value::Number(Number::parse("1e400").unwrap())),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("TIERED"),
            Just("LOCAL"),
            Just("3.5.1"),
            Just("3.9.x.kraft"),
            Just("kafka.t3.small"),
            Just("kafka.m5.4xlarge"),
            Just("express.m7g.large"),
            Just("PLAINTEXT"),
            Just("TLS_PLAINTEXT"),
            Just("SERVICE_PROVIDED_EIPS"),
            Just("min.insync.replicas=-9223372036854775808"),
        ]
        .prop_map(Value::from),
    ];
    leaf.prop_recursive(2, 6, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::set),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::List),
            inner.prop_map(|value| Value::object([("type", value)])),
        ]
    })
}

/// A cluster whose attributes may each be anything.
fn any_cluster() -> impl Strategy<Value = Value> {
    let edit = (
        proptest::sample::select(crate::cluster::attributes::ALL),
        any_value(),
    );
    proptest::collection::vec(edit, 0..10).prop_map(|edits| cluster(&edits))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1024))]

    #[test]
    fn no_value_makes_a_rule_panic(
        prior in proptest::option::of(any_cluster()),
        planned in any_cluster(),
        held in proptest::option::of(any::<u32>()),
        size in proptest::option::of(any::<i64>()),
    ) {
        let observed = Observed {
            partitions_per_broker: held,
            volume_size: size,
            ..Observed::default()
        };
        let case = Case::new(prior.as_ref(), &planned, &observed);
        for said in judge(&case, &Levels::default()).iter() {
            prop_assert!(said.path.is_some() && !said.detail.is_empty());
        }
        let _ = would_replace(prior.as_ref().unwrap_or(&Value::Null), &planned);
    }

    #[test]
    fn what_does_not_change_is_never_judged(state in any_cluster(), held in any::<u32>()) {
        prop_assume!(state.is_wholly_known());
        let observed = Observed { partitions_per_broker: Some(held), ..Observed::default() };
        let said = judge(&Case::new(Some(&state), &state, &observed), &Levels::default());
        prop_assert_eq!(said, Diagnostics::new());
    }

    #[test]
    fn a_value_that_is_no_object_is_no_cluster(value in any_value()) {
        let _ = judged(None, &value, &Levels::default());
    }
}
