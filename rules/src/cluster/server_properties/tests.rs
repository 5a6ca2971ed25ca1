use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

/// Judges new clusters by their text alone.
fn texts_say(rule: &Rule, rows: &[(&str, bool)]) {
    for (text, wrong) in rows {
        let edits = [(SERVER_PROPERTIES, Value::from(*text))];
        let expected = wrong.then_some(SERVER_PROPERTIES);
        creates(rule, &Observed::default(), &[(&edits, expected)]);
    }
    let unknown = [(SERVER_PROPERTIES, Value::unknown())];
    creates(rule, &Observed::default(), &[(&unknown, None), (&[], None)]);
}

#[test]
fn one_owner() {
    let text = || (SERVER_PROPERTIES, Value::from("num.partitions=3"));
    let arn = |value: Value| (CONFIGURATION_ARN, value);
    creates(
        &SERVER_PROPERTIES_CONFLICT,
        &Observed::default(),
        &[
            (&[text()], None),
            (&[arn("arn".into())], None),
            (&[text(), arn("arn".into())], Some(SERVER_PROPERTIES)),
            (&[text(), arn(Value::unknown())], Some(SERVER_PROPERTIES)),
            (&[text(), ("configuration_info", Value::unknown())], None),
            (
                &[arn("arn".into()), (SERVER_PROPERTIES, Value::unknown())],
                None,
            ),
        ],
    );
}

#[test]
fn the_format() {
    let rows = [
        ("num.partitions=3", false),
        ("{\"a\": 1}", true),
        ("a.b=\\u12", true),
        ("", false),
    ];
    texts_say(&SERVER_PROPERTIES_SYNTAX, &rows);
    let huge = "a.b=1\n".repeat(100_000);
    texts_say(&SERVER_PROPERTIES_SYNTAX, &[(&huge, true)]);
    let planned = cluster(&[(SERVER_PROPERTIES, "a.b=1\n= 2".into())]);
    let said = says(
        &SERVER_PROPERTIES_SYNTAX,
        None,
        &planned,
        &Observed::default(),
    )
    .unwrap();
    assert!(
        said.detail.starts_with("Line 2: \"\" is not the name"),
        "{}",
        said.detail
    );
}

#[test]
fn lines_that_say_nothing() {
    texts_say(
        &SERVER_PROPERTIES_REPEATED,
        &[("a.b=1\nc.d=1", false), ("a.b=1\na.b=1", true)],
    );
    texts_say(
        &SERVER_PROPERTIES_EMPTY,
        &[("a.b=1", false), ("a.b=", true), ("a.b", true)],
    );
}

#[test]
fn what_msk_sets_itself() {
    let rows = [
        ("listeners=PLAINTEXT://:9092", true),
        ("advertised.listeners=PLAINTEXT://a:1", false),
    ];
    texts_say(&SERVER_PROPERTIES_MANAGED, &rows);
}

#[test]
fn ranges_of_msk() {
    let rows = [
        ("replica.lag.time.max.ms=9999", true),
        ("replica.lag.time.max.ms=10000", false),
        ("replica.lag.time.max.ms=30001", true),
        ("zookeeper.session.timeout.ms=5999", true),
        ("zookeeper.session.timeout.ms=18000", false),
        ("replica.lag.time.max.ms=soon", false),
    ];
    texts_say(&SERVER_PROPERTIES_RANGE, &rows);
}

#[test]
fn good_practice() {
    let rows = |name: &str| {
        [
            (format!("{name}=true"), true),
            (format!("{name} = FALSE"), false),
        ]
    };
    for (rule, name) in [
        (&UNCLEAN_LEADER_ELECTION, "unclean.leader.election.enable"),
        (&AUTO_CREATE_TOPICS, "auto.create.topics.enable"),
    ] {
        let rows = rows(name);
        let rows: Vec<_> = rows
            .iter()
            .map(|(text, wrong)| (text.as_str(), *wrong))
            .collect();
        texts_say(rule, &rows);
        assert_eq!(rule.default_level, Level::Warn);
    }
}

/// The configuration of a resource of its own is judged when the cluster takes a new revision.
#[test]
fn the_attached_configuration_counts_when_it_changes() {
    let revision = |number: i64| {
        [
            (CONFIGURATION_ARN, "arn".into()),
            (CONFIGURATION_REVISION, number.into()),
        ]
    };
    let seen = configured("unclean.leader.election.enable=true");
    let rows: &[Row<'_>] = &[
        (&revision(3), Some(SERVER_PROPERTIES)),
        (&revision(2), None),
    ];
    updates(&UNCLEAN_LEADER_ELECTION, &seen, &revision(2), rows);
    updates(
        &UNCLEAN_LEADER_ELECTION,
        &Observed::default(),
        &revision(2),
        &[(&revision(3), None)],
    );
}
