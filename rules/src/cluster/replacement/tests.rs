use super::*;
use crate::cluster::testing::{Edits, cluster, texts};

fn paths(before: Edits<'_>, after: Edits<'_>) -> Vec<String> {
    let all: Vec<_> = before.iter().chain(after).cloned().collect();
    let replacements = would_replace(&cluster(before), &cluster(&all));
    replacements
        .into_iter()
        .map(|replacement| replacement.path.to_string())
        .collect()
}

fn to(attribute: &'static str, text: &str) -> [(&'static str, Value); 1] {
    [(attribute, text.into())]
}

#[test]
fn what_a_running_cluster_keeps() {
    assert_eq!(paths(&[], &[]), [""; 0]);
    assert_eq!(paths(&[], &to(CLUSTER_NAME, "payments")), [CLUSTER_NAME]);
    assert_eq!(
        paths(&[], &[(CLIENT_SUBNETS, texts(&["subnet-a"]))]),
        [CLIENT_SUBNETS]
    );
    assert_eq!(
        paths(&[], &[(SECURITY_GROUPS, texts(&["sg-2"]))]),
        [SECURITY_GROUPS]
    );
    assert_eq!(paths(&[], &to(KMS_KEY, "arn:other")), [KMS_KEY]);
    assert_eq!(paths(&[], &[(IN_CLUSTER, false.into())]), [IN_CLUSTER]);
    assert_eq!(
        paths(&[], &to(INSTANCE_TYPE, "express.m7g.large")),
        [INSTANCE_TYPE]
    );
    assert_eq!(paths(&[], &to(INSTANCE_TYPE, "kafka.m5.4xlarge")), [""; 0]);
}

#[test]
fn the_order_of_a_set_is_no_change() {
    assert_eq!(
        paths(
            &[],
            &[(CLIENT_SUBNETS, texts(&["subnet-c", "subnet-b", "subnet-a"]))]
        ),
        [""; 0]
    );
}

#[test]
fn versions_only_go_forward() {
    let from = |text: &'static str| to(KAFKA_VERSION, text);
    for (before, after, replaced) in [
        ("3.9.x", "3.10.x", false),
        ("3.10.x", "3.9.x", true),
        ("3.6.0", "3.5.1", true),
        ("3.9.x", "3.9.x.kraft", false),
        ("3.9.x.kraft", "3.9.x", true),
        ("3.7.x.kraft", "3.9.x", true),
        ("4.0.x", "3.9.x", true),
    ] {
        let found = paths(&from(before), &from(after));
        assert_eq!(
            found,
            vec![KAFKA_VERSION; usize::from(replaced)],
            "{before} {after}"
        );
    }
}

#[test]
fn records_stay_tiered() {
    let tiered = to(STORAGE_MODE, "TIERED");
    assert_eq!(paths(&tiered, &to(STORAGE_MODE, "LOCAL")), [STORAGE_MODE]);
    assert_eq!(paths(&tiered, &[(STORAGE_MODE, Value::Null)]), [""; 0]);
    assert_eq!(paths(&to(STORAGE_MODE, "LOCAL"), &tiered), [""; 0]);
}

#[test]
fn what_is_unknown_or_absent_is_not_judged() {
    for change in IRREVERSIBLE {
        for value in [Value::unknown(), Value::Null] {
            assert_eq!(
                paths(&[], &[(change.attribute, value)]),
                [""; 0],
                "{}",
                change.attribute
            );
        }
    }
    let half_known = Value::set([Value::from("subnet-a"), Value::unknown()]);
    assert_eq!(paths(&[], &[(CLIENT_SUBNETS, half_known)]), [""; 0]);
    assert_eq!(would_replace(&Value::Null, &cluster(&[])), []);
    assert_eq!(would_replace(&cluster(&[]), &Value::Null), []);
}

#[test]
fn a_refusal_names_the_way_out() {
    let refused = refuse(&cluster(&[]), &cluster(&to(KAFKA_VERSION, "3.5.1")));
    let said = refused.iter().next().unwrap();
    assert!(said.is_error());
    assert_eq!(said.summary, "A cluster cannot be downgraded");
    for part in [
        "From Kafka 3.6.0 to 3.5.1.",
        "allow_replacement = true",
        "terraform destroy -refresh=false",
    ] {
        assert!(said.detail.contains(part), "{part}: {}", said.detail);
    }
}
