use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::{
    Row, cluster, creates as standard, express as an_express_cluster, says, texts,
};
use kafkaws_schema::Value;

/// Judges new Express clusters.
fn creates(rule: &Rule, rows: &[Row<'_>]) {
    for (edits, expected) in rows {
        let planned = an_express_cluster(edits);
        let said = says(rule, None, &planned, &Observed::default());
        let path = said.and_then(|said| said.path).map(|path| path.to_string());
        assert_eq!(path.as_deref(), *expected, "{}: {edits:?}", rule.id);
        assert_eq!(
            says(rule, Some(&planned), &planned, &Observed::default()),
            None
        );
    }
}

#[test]
fn three_zones_and_three_brokers() {
    let two = || (CLIENT_SUBNETS, texts(&["subnet-a", "subnet-b"]));
    let unknown = (CLIENT_SUBNETS, Value::unknown());
    creates(
        &EXPRESS_ZONES,
        &[
            (&[], None),
            (&[two()], Some(CLIENT_SUBNETS)),
            (&[unknown], None),
        ],
    );
    standard(&EXPRESS_ZONES, &Observed::default(), &[(&[two()], None)]);
    let brokers = |count: i64| [(NUMBER_OF_BROKER_NODES, count.into())];
    let rows: &[Row<'_>] = &[
        (&brokers(2), Some(NUMBER_OF_BROKER_NODES)),
        (&brokers(3), None),
        (&brokers(9), None),
    ];
    creates(&EXPRESS_BROKER_COUNT, rows);
    standard(
        &EXPRESS_BROKER_COUNT,
        &Observed::default(),
        &[(&brokers(2), None)],
    );
}

#[test]
fn no_volumes_and_no_tiers() {
    let size = "broker_node_group_info.storage_info.ebs_storage_info.volume_size";
    let rows: &[Row<'_>] = &[
        (&[], None),
        (&[(size, 100.into())], Some(STORAGE_INFO)),
        (&[(size, Value::Null)], None),
        (&[(STORAGE_INFO, Value::unknown())], None),
    ];
    creates(&EXPRESS_STORAGE_INFO, rows);
    standard(&EXPRESS_STORAGE_INFO, &Observed::default(), &[(&[], None)]);
    let rows: &[Row<'_>] = &[
        (&[], None),
        (&[(STORAGE_MODE, "TIERED".into())], Some(STORAGE_MODE)),
        (&[(STORAGE_MODE, "LOCAL".into())], Some(STORAGE_MODE)),
        (&[(STORAGE_MODE, Value::unknown())], None),
    ];
    creates(&EXPRESS_STORAGE_MODE, rows);
}

#[test]
fn versions() {
    let version = |text: &str| [(KAFKA_VERSION, text.into())];
    let rows: &[Row<'_>] = &[
        (&version("3.6.0"), None),
        (&version("3.5.1"), Some(KAFKA_VERSION)),
        (&version("3.7.x"), Some(KAFKA_VERSION)),
        (&version("3.8.x.kraft"), Some(KAFKA_VERSION)),
        (&version("3.9.x.kraft"), None),
        (&version("4.2.x"), None),
    ];
    creates(&EXPRESS_KAFKA_VERSION, rows);
    standard(
        &EXPRESS_KAFKA_VERSION,
        &Observed::default(),
        &[(&version("3.5.1"), None)],
    );
}

#[test]
fn properties_that_express_fixes() {
    let text = |text: &str| [(SERVER_PROPERTIES, text.into())];
    let rows: &[Row<'_>] = &[
        (&text("min.insync.replicas=1"), Some(SERVER_PROPERTIES)),
        (&text("num.partitions=1"), None),
        (&[(SERVER_PROPERTIES, Value::unknown())], None),
    ];
    creates(&EXPRESS_READ_ONLY_PROPERTIES, rows);
    let min_isr = text("min.insync.replicas=1");
    standard(
        &EXPRESS_READ_ONLY_PROPERTIES,
        &Observed::default(),
        &[(&min_isr, None)],
    );
}

#[test]
fn rebalancing_belongs_to_express() {
    let status = || [(REBALANCING, "PAUSED".into())];
    creates(&REBALANCING_BROKER_TYPE, &[(&status(), None), (&[], None)]);
    let unknown = [("rebalancing", Value::unknown())];
    let rows: &[Row<'_>] = &[
        (&status(), Some(REBALANCING)),
        (&unknown, None),
        (&[], None),
    ];
    standard(&REBALANCING_BROKER_TYPE, &Observed::default(), rows);
    assert!(cluster(&[]).attribute("rebalancing").is_null());
}
