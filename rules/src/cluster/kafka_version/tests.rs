use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

fn version(text: &str) -> (&'static str, Value) {
    (KAFKA_VERSION, text.into())
}

fn broker(text: &str) -> (&'static str, Value) {
    (INSTANCE_TYPE, text.into())
}

fn listed(active: &[&str], deprecated: &[&str]) -> Observed {
    let status = |texts: &[&str], active| -> Vec<(KafkaVersion, bool)> {
        texts
            .iter()
            .map(|text| (text.parse().unwrap(), active))
            .collect()
    };
    let all = status(active, true)
        .into_iter()
        .chain(status(deprecated, false))
        .collect();
    Observed {
        kafka_versions: Some(all),
        ..Observed::default()
    }
}

#[test]
fn brokers_and_the_versions_they_run() {
    creates(
        &KAFKA_VERSION_BROKER_TYPE,
        &Observed::default(),
        &[
            (&[version("3.2.0")], Some(KAFKA_VERSION)),
            (&[version("2.8.2.tiered")], None),
            (&[version("3.3.2")], None),
            (&[version("3.2.0"), broker("kafka.m5.large")], None),
            (
                &[version("3.9.x.kraft"), broker("kafka.t3.small")],
                Some(INSTANCE_TYPE),
            ),
            (
                &[version("4.0.x"), broker("kafka.t3.small")],
                Some(INSTANCE_TYPE),
            ),
            (&[version("3.9.x"), broker("kafka.t3.small")], None),
            (&[version("3.2.0"), broker("kafka.m99.large")], None),
            (&[version("3.2.0"), (INSTANCE_TYPE, Value::unknown())], None),
            (&[version("3.5.1"), broker("express.m7g.large")], None),
        ],
    );
}

#[test]
fn what_aws_offers() {
    let known = listed(&["3.6.0", "3.9.x"], &["3.4.0"]);
    let missing = Some(KAFKA_VERSION);
    let rows: &[Row<'_>] = &[
        (&[], None),
        (&[version("3.4.0")], None),
        (&[version("3.10.0")], missing),
    ];
    creates(&KAFKA_VERSION_OFFERED, &known, rows);
    creates(
        &KAFKA_VERSION_OFFERED,
        &Observed::default(),
        &[(&[version("3.10.0")], None)],
    );
    updates(
        &KAFKA_VERSION_OFFERED,
        &known,
        &[],
        &[(&[version("3.10.0")], None)],
    );
    creates(
        &KAFKA_VERSION_DEPRECATED,
        &known,
        &[
            (&[version("3.4.0")], missing),
            (&[], None),
            (&[version("3.10.0")], None),
        ],
    );
}

#[test]
fn the_advice_names_what_is_offered() {
    let planned = cluster(&[version("3.4.0")]);
    let said = says(
        &KAFKA_VERSION_DEPRECATED,
        None,
        &planned,
        &listed(&["3.10.x", "3.9.x", "3.3.2"], &["3.4.0"]),
    );
    assert!(
        said.unwrap().detail.contains("\"3.9.x\", \"3.10.x\"."),
        "newer ones, in order"
    );
}

#[test]
fn upgrades_go_where_aws_says() {
    let compatible = |texts: &[&str]| {
        let targets = texts.iter().map(|text| text.parse().unwrap()).collect();
        Observed {
            compatible_versions: Some(targets),
            ..Observed::default()
        }
    };
    let rule = &KAFKA_VERSION_UPGRADE_PATH;
    let rows: &[Row<'_>] = &[
        (&[version("3.9.x")], None),
        (&[version("4.0.x")], Some(KAFKA_VERSION)),
        (&[version("3.5.1")], None),
        (&[(KAFKA_VERSION, Value::unknown())], None),
        (&[], None),
    ];
    updates(rule, &compatible(&["3.7.x", "3.9.x"]), &[], rows);
    updates(
        rule,
        &compatible(&[]),
        &[],
        &[(&[version("3.9.x")], Some(KAFKA_VERSION))],
    );
    updates(
        rule,
        &Observed::default(),
        &[],
        &[(&[version("4.0.x")], None)],
    );
}
