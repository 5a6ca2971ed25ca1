//! One model, as an author writes it: the table it becomes, and reading and writing.

use crate::cluster::{Cluster, Monitoring, SCHEMA, Version};
use kafkaws_schema::{Attr, Changes, Model, Path, Presence, Problem, Replace, Rule, Shape, Value};

fn minimal() -> Value {
    Value::object([
        ("name", "orders".into()),
        ("kafka_version", "3.9.0".into()),
        (
            "brokers",
            Value::object([("count", 3.into()), ("subnets", Value::set(["a".into()]))]),
        ),
        ("type", "DEFAULT".into()),
        (
            "sasl",
            Value::object([("iam", true.into()), ("scram", false.into())]),
        ),
    ])
}

#[test]
fn attributes_keep_declaration_order() {
    let names: Vec<_> = SCHEMA
        .attributes()
        .map(|attribute| attribute.name)
        .collect();
    let expected = [
        "name",
        "kafka_version",
        "brokers",
        "kms_key_arn",
        "type",
        "sasl",
        "storage",
        "listeners",
        "users",
        "tags",
        "arn",
        "endpoints",
        "revision",
    ];
    assert_eq!(names, expected);
}

#[test]
fn the_type_says_presence_rule_and_shape() {
    let name = SCHEMA.find("name").unwrap();
    assert!(matches!(name.presence, Presence::Required));
    assert!(matches!(name.replace, Replace::OnChange));
    assert_eq!(name.rule, Rule::Text("1 to 64 letters, digits and hyphens"));
    assert_eq!(name.doc, "Name of the cluster,\nunique within the account.");

    let kms = SCHEMA.find("kms_key_arn").unwrap();
    assert!(matches!(kms.presence, Presence::OptionalComputed));

    let tags = SCHEMA.find("tags").unwrap();
    assert!(matches!(tags.presence, Presence::Optional));
    assert!(matches!(tags.shape, Shape::Map(Shape::String)));
    assert_eq!(tags.deprecated, Some("use labels"));

    let kind = SCHEMA.find("type").unwrap();
    assert_eq!(kind.choices[1].name, "PER_BROKER");
    let Presence::Default(default) = kind.presence else {
        panic!("no default")
    };
    assert_eq!(default(), "DEFAULT".into());
}

#[test]
fn outputs_say_when_they_change() {
    let changes = |name| match SCHEMA.find(name).unwrap().presence {
        Presence::Computed(changes) => changes,
        other => panic!("{other:?}"),
    };
    assert_eq!(changes("arn"), Changes::Stable);
    assert_eq!(changes("endpoints"), Changes::With(&["brokers", "type"]));
    assert_eq!(changes("revision"), Changes::Volatile);
}

#[test]
fn reads_what_it_writes() {
    let cluster = <Cluster as Model>::read(&minimal()).unwrap();
    assert_eq!(cluster.brokers.count.get(), 3);
    assert_eq!(cluster.brokers.size, None);
    assert_eq!(cluster.r#type, Monitoring::Default);
    assert_eq!(
        <Cluster as Model>::read(&Model::write(&cluster)).unwrap(),
        cluster
    );
}

#[test]
fn unknown_is_none_only_where_aws_chooses() {
    let mut value = minimal();
    value.put(&"kms_key_arn".into(), Value::unknown());
    value.put(&Path::of(&["brokers", "size"]), Value::unknown());
    assert_eq!(<Cluster as Model>::read(&value).unwrap().kms_key_arn, None);
    value.put(&"tags".into(), Value::unknown());
    assert_eq!(
        <Cluster as Model>::read(&value).unwrap_err().path,
        Path::from("tags")
    );
}

#[test]
fn a_problem_says_where() {
    let mut value = minimal();
    value.put(&Path::of(&["brokers", "count"]), 61.into());
    let Problem { path, message } = <Cluster as Model>::read(&value).unwrap_err();
    assert_eq!(path, Path::of(&["brokers", "count"]));
    assert_eq!(message, "61 is not accepted: it must be between 1 and 60");
}

#[test]
fn a_downgrade_is_decided_by_version_not_by_text() {
    let Replace::When(downgrade) = SCHEMA.find("kafka_version").unwrap().replace else {
        panic!("no function")
    };
    assert!(!downgrade(&"3.9.0".into(), &"3.10.0".into()));
    assert!(downgrade(&"3.10.0".into(), &"3.9.0".into()));
}

#[test]
fn parsed_text_keeps_its_spelling() {
    let version: Version = "03.9.0".parse().unwrap();
    assert_eq!(version, "3.9.0".parse().unwrap());
    assert_eq!(version.write(), "03.9.0".into());
}

#[test]
fn a_choice_names_all_choices() {
    let message = "BROKER".parse::<Monitoring>().unwrap_err().message;
    assert_eq!(
        message,
        r#""BROKER" is not accepted: it must be one of "DEFAULT", "PER_BROKER""#
    );
    assert_eq!(Monitoring::ALL.len(), 2);
}
