//! Clusters to judge in tests.

use crate::cluster::Rule;
use crate::cluster::case::Case;
use crate::cluster::judge::judge_one;
use crate::cluster::observed::{Observed, Subnet};
use crate::field::path;
use crate::properties;
use crate::rule::Level;
use kafkaws_schema::{Diagnostic, Value};

pub(crate) use crate::cluster::attributes::*;

/// Attributes set on top of [`cluster`], by dotted path.
pub(crate) type Edits<'e> = &'e [(&'e str, Value)];

/// A cluster that no rule objects to: three brokers on three zones, everything known.
pub(crate) fn cluster(edits: Edits<'_>) -> Value {
    let mut cluster = Value::object([] as [(&str, Value); 0]);
    let usual = [
        (CLUSTER_NAME, Value::from("orders")),
        (KAFKA_VERSION, Value::from("3.6.0")),
        (NUMBER_OF_BROKER_NODES, Value::from(3)),
        (STORAGE_MODE, Value::from("LOCAL")),
        (INSTANCE_TYPE, Value::from("kafka.m7g.large")),
        (CLIENT_SUBNETS, texts(&["subnet-a", "subnet-b", "subnet-c"])),
        (SECURITY_GROUPS, texts(&["sg-1"])),
        (VOLUME_SIZE, Value::from(100)),
        (THROUGHPUT_ENABLED, Value::from(false)),
        (PUBLIC_ACCESS, Value::from("DISABLED")),
        (UNAUTHENTICATED, Value::from(false)),
        (IAM, Value::from(true)),
        (SCRAM, Value::from(false)),
        (CERTIFICATE_AUTHORITIES, texts(&[])),
        (
            KMS_KEY,
            Value::from("arn:aws:kms:us-east-1:111122223333:key/a"),
        ),
        (CLIENT_BROKER, Value::from("TLS")),
        (IN_CLUSTER, Value::from(true)),
        (CLOUDWATCH_LOGS, Value::from(false)),
        (FIREHOSE, Value::from(false)),
        (S3, Value::from(false)),
        (JMX_EXPORTER, Value::from(false)),
        (NODE_EXPORTER, Value::from(false)),
        (SERVER_PROPERTIES, Value::Null),
        ("configuration_info", Value::Null),
        ("rebalancing", Value::Null),
        ("zookeeper_access", Value::Null),
    ];
    for (attribute, value) in usual.iter().chain(edits) {
        cluster.put(&path(attribute), value.clone());
    }
    cluster
}

/// An Express cluster that no rule objects to.
pub(crate) fn express(edits: Edits<'_>) -> Value {
    let usual = [
        (INSTANCE_TYPE, Value::from("express.m7g.large")),
        (STORAGE_INFO, Value::Null),
        (STORAGE_MODE, Value::Null),
    ];
    let all: Vec<_> = usual.iter().chain(edits).cloned().collect();
    cluster(&all)
}

pub(crate) fn texts(items: &[&str]) -> Value {
    Value::set(items.iter().map(|item| Value::from(*item)))
}

/// What AWS says of a cluster whose attached configuration has these properties.
pub(crate) fn configured(text: &str) -> Observed {
    let configuration = Some(properties::read(text).unwrap().properties);
    Observed {
        configuration,
        ..Observed::default()
    }
}

/// What AWS says of subnets: id, zone id, whether public.
pub(crate) fn placed(subnets: &[(&str, &str, bool)]) -> Observed {
    let of = |(id, zone, public): &(&str, &str, bool)| {
        (
            (*id).to_owned(),
            Subnet {
                zone_id: Some((*zone).to_owned()),
                public: Some(*public),
            },
        )
    };
    Observed {
        subnets: subnets.iter().map(of).collect(),
        ..Observed::default()
    }
}

/// One judgement, with the machinery around the rule.
pub(crate) fn says(
    rule: &Rule,
    prior: Option<&Value>,
    planned: &Value,
    observed: &Observed,
) -> Option<Diagnostic> {
    judge_one(rule, &Case::new(prior, planned, observed), Level::Error)
}

/// One row of a table of cases: what is set on top of [`cluster`], and the attribute of the
/// violation.
pub(crate) type Row<'r> = (Edits<'r>, Option<&'r str>);

/// Judges new clusters. A violation that nothing wakes must be silent, so each row whose values are
/// known is also judged as an update that changes nothing.
pub(crate) fn creates(rule: &Rule, observed: &Observed, rows: &[Row<'_>]) {
    for (edits, expected) in rows {
        let planned = cluster(edits);
        let said = says(rule, None, &planned, observed);
        assert_path(rule, &said, *expected, &planned);
        let update = planned.is_wholly_known().then_some(&planned);
        let unchanged = update.and_then(|prior| says(rule, Some(prior), &planned, observed));
        assert_eq!(
            unchanged, None,
            "{}: speaks about what is not changing",
            rule.id
        );
    }
}

/// Judges updates of [`cluster`] with `before` set, to the same with each row's edits.
pub(crate) fn updates(rule: &Rule, observed: &Observed, before: Edits<'_>, rows: &[Row<'_>]) {
    let prior = cluster(before);
    for (edits, expected) in rows {
        let all: Vec<_> = before.iter().chain(*edits).cloned().collect();
        let planned = cluster(&all);
        let said = says(rule, Some(&prior), &planned, observed);
        assert_path(rule, &said, *expected, &planned);
    }
}

fn assert_path(rule: &Rule, said: &Option<Diagnostic>, expected: Option<&str>, planned: &Value) {
    let found = said
        .as_ref()
        .and_then(|said| said.path.as_ref())
        .map(ToString::to_string);
    assert_eq!(
        found.as_deref(),
        expected,
        "{}: {said:?} of {planned:?}",
        rule.id
    );
}
