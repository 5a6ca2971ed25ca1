use super::*;
use crate::cluster::testing::*;

fn changed(attribute: &str, before: Value, after: Value) -> bool {
    let (prior, planned) = (
        cluster(&[(attribute, before)]),
        cluster(&[(attribute, after)]),
    );
    Case::new(Some(&prior), &planned, &Observed::default()).changed(attribute)
}

#[test]
fn what_counts_as_a_change() {
    let (on, off) = (Value::from(true), Value::from(false));
    assert!(changed(IAM, on.clone(), off.clone()));
    assert!(!changed(IAM, on.clone(), on.clone()));
    assert!(
        !changed(IAM, Value::Null, off.clone()),
        "what AWS does anyway"
    );
    assert!(!changed(IN_CLUSTER, on.clone(), Value::Null));
    assert!(changed(IN_CLUSTER, Value::Null, off));
    assert!(changed(KAFKA_VERSION, Value::Null, "3.6.0".into()));
    assert!(changed(IAM, on.clone(), Value::unknown()));
    assert!(!changed(
        VOLUME_SIZE,
        100.into(),
        Value::Number(kafkaws_schema::Number::parse("1e2").unwrap())
    ));
    assert!(!changed(
        CLIENT_SUBNETS,
        texts(&["a", "b"]),
        texts(&["b", "a"])
    ));
    let planned = cluster(&[]);
    assert!(Case::new(None, &planned, &Observed::default()).changed(IAM));
    assert!(Case::new(Some(&Value::Null), &planned, &Observed::default()).creates());
}

#[test]
fn absence_is_what_aws_makes_of_it() {
    let nothing = Value::object([] as [(&str, Value); 0]);
    let observed = Observed::default();
    let case = Case::new(None, &nothing, &observed);
    assert_eq!(case.text(STORAGE_MODE), Some("LOCAL"));
    assert_eq!(case.flag(IN_CLUSTER), Some(true));
    assert_eq!(case.flag(UNAUTHENTICATED), None);
    assert_eq!(case.texts(CERTIFICATE_AUTHORITIES), Some(vec![]));
    assert_eq!(case.zones(), None);
    assert_eq!(case.number(VOLUME_SIZE), None);
}

#[test]
fn where_a_property_comes_from() {
    let observed = configured("a.b=attached");
    let property = |edits: Edits<'_>, prior: Option<&Value>| {
        let planned = cluster(edits);
        let case = Case::new(prior, &planned, &observed);
        case.property("a.b") == Setting::Set("attached")
            || case.property("a.b") == Setting::Set("written")
    };
    let running = cluster(&[]);
    let written = [(SERVER_PROPERTIES, Value::from("a.b=written"))];
    assert!(property(&written, None));
    assert!(
        !property(&[], None),
        "a new cluster without a configuration has MSK's"
    );
    assert!(
        property(&[], Some(&running)),
        "nothing planned leaves what is attached"
    );
    assert!(property(&[(CONFIGURATION_ARN, "arn".into())], None));
    assert!(!property(
        &[(SERVER_PROPERTIES, Value::unknown())],
        Some(&running)
    ));
    assert!(!property(
        &[(SERVER_PROPERTIES, Value::from("c.d=1"))],
        Some(&running)
    ));
    let next_revision = [
        (CONFIGURATION_ARN, Value::from("arn")),
        (CONFIGURATION_REVISION, Value::unknown()),
    ];
    assert!(
        !property(&next_revision, Some(&running)),
        "nobody can have read it yet"
    );
}
