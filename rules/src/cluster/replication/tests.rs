use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

fn text(text: &str) -> (&'static str, Value) {
    (SERVER_PROPERTIES, text.into())
}

/// Judges clusters of three brokers in three zones, or two in two, by their properties.
fn properties_say(rule: &Rule, rows: &[(i64, &str, bool)]) {
    for (zones, properties, wrong) in rows {
        let subnets = ["subnet-a", "subnet-b", "subnet-c"];
        let subnets = texts(&subnets[..usize::try_from(*zones).unwrap()]);
        let edits = [
            text(properties),
            (NUMBER_OF_BROKER_NODES, (*zones).into()),
            (CLIENT_SUBNETS, subnets),
        ];
        creates(
            rule,
            &Observed::default(),
            &[(&edits, wrong.then_some(SERVER_PROPERTIES))],
        );
    }
    let unknown = [(SERVER_PROPERTIES, Value::unknown())];
    creates(rule, &Observed::default(), &[(&unknown, None), (&[], None)]);
}

#[test]
fn no_more_replicas_than_brokers() {
    let rows = [
        (3, "default.replication.factor=3", false),
        (3, "default.replication.factor=4", true),
        (2, "default.replication.factor=3", true),
        (2, "offsets.topic.replication.factor=3", true),
        (2, "transaction.state.log.replication.factor=3", true),
        (2, "default.replication.factor=2", false),
        (3, "default.replication.factor=many", false),
    ];
    properties_say(&REPLICATION_FACTOR_BROKERS, &rows);
}

/// Taking brokers away wakes the rule as well.
#[test]
fn a_smaller_cluster_wakes_it() {
    let before = [
        text("default.replication.factor=6"),
        (NUMBER_OF_BROKER_NODES, Value::from(6)),
    ];
    let rows: &[Row<'_>] = &[
        (
            &[(NUMBER_OF_BROKER_NODES, Value::from(3))],
            Some(SERVER_PROPERTIES),
        ),
        (&[], None),
    ];
    updates(
        &REPLICATION_FACTOR_BROKERS,
        &Observed::default(),
        &before,
        rows,
    );
}

#[test]
fn a_copy_in_every_zone() {
    let rows = [
        (3, "default.replication.factor=3", false),
        (3, "default.replication.factor=2", true),
        (2, "default.replication.factor=2", false),
        (2, "default.replication.factor=1", true),
        (3, "num.partitions=2", false),
    ];
    properties_say(&REPLICATION_FACTOR_ZONES, &rows);
}

#[test]
fn no_more_in_sync_than_there_are() {
    let rows = [
        (
            3,
            "default.replication.factor=3\nmin.insync.replicas=2",
            false,
        ),
        (
            2,
            "default.replication.factor=2\nmin.insync.replicas=1",
            false,
        ),
        (3, "min.insync.replicas=4", true),
        (3, "min.insync.replicas=3", false),
        (2, "min.insync.replicas=3", true),
        (3, "default.replication.factor=1", true),
        (
            3,
            "default.replication.factor=1\nmin.insync.replicas=1",
            false,
        ),
        (
            3,
            "transaction.state.log.min.isr=3\ntransaction.state.log.replication.factor=2",
            true,
        ),
    ];
    properties_say(&MIN_ISR_ABOVE_REPLICATION_FACTOR, &rows);
}

#[test]
fn a_broker_may_restart() {
    let rows = [
        (
            3,
            "default.replication.factor=3\nmin.insync.replicas=2",
            false,
        ),
        (
            3,
            "default.replication.factor=3\nmin.insync.replicas=3",
            true,
        ),
        (3, "min.insync.replicas=3", true),
        (3, "default.replication.factor=2", true),
        (
            2,
            "default.replication.factor=2\nmin.insync.replicas=2",
            true,
        ),
        (
            2,
            "default.replication.factor=2\nmin.insync.replicas=1",
            false,
        ),
        (
            3,
            "default.replication.factor=1\nmin.insync.replicas=1",
            false,
        ),
        (3, "min.insync.replicas=4", false),
    ];
    properties_say(&MIN_ISR_HEADROOM, &rows);
}

#[test]
fn unknown_zones_are_not_judged() {
    let edits = [
        text("min.insync.replicas=9"),
        (CLIENT_SUBNETS, Value::unknown()),
    ];
    creates(
        &MIN_ISR_ABOVE_REPLICATION_FACTOR,
        &Observed::default(),
        &[(&edits, None)],
    );
}
