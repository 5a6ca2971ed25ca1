//! The functions as Terraform calls them: by place, with values.

use std::collections::BTreeMap;

use kafkaws_plugin::{Function, FunctionError};
use kafkaws_schema::Value;

use super::*;

fn call<F: Function>(arguments: &[Value]) -> Result<Value, FunctionError> {
    let result = F::call(arguments)?;
    let returns = F::signature().returns;
    assert!(returns.admits(&result), "{result:?} is no {returns:?}");
    Ok(result)
}

fn blamed<F: Function>(arguments: &[Value]) -> (i64, String) {
    let error = call::<F>(arguments).unwrap_err();
    (error.argument.unwrap(), error.text)
}

fn limits(kind: &str, size: i64) -> BTreeMap<String, Value> {
    let found = call::<VolumeLimits>(&[kind.into(), size.into()]).unwrap();
    found.as_object().unwrap().clone()
}

#[test]
fn limits_of_volumes_go_with_the_size() {
    for (kind, size, attribute, expected) in [
        ("gp3", 4, "maximum_iops", Some(3_000)),
        ("gp3", 4, "maximum_throughput", Some(750)),
        ("gp3", 16, "maximum_throughput", Some(2_000)),
        ("gp3", 16, "default_throughput", Some(125)),
        ("io2", 4, "maximum_iops", Some(4_000)),
        ("io2", 4, "maximum_throughput", Some(1_024)),
        ("io2", 4, "default_iops", None),
        ("st1", 2_048, "maximum_throughput", Some(80)),
        ("st1", 2_048, "minimum_throughput", Some(80)),
        ("st1", 2_048, "burst_throughput", Some(500)),
        ("gp2", 100, "maximum_iops", Some(300)),
        ("gp2", 100, "minimum_throughput", None),
    ] {
        let found = limits(kind, size)[attribute].as_i64();
        assert_eq!(found, expected, "{kind} {size} {attribute}");
    }
    assert_eq!(limits("st1", 125)["bootable"], false.into());
}

#[test]
fn a_volume_that_cannot_be_is_blamed_on_its_argument() {
    for (kind, size, place, told) in [
        ("gp4", 1, 0, "Write one of gp3,"),
        ("st1", 124, 1, "A st1 volume has 125 to 16384 GiB, not 124."),
        ("gp3", -1, 1, "not -1"),
    ] {
        let (argument, text) = blamed::<VolumeLimits>(&[kind.into(), size.into()]);
        assert_eq!(argument, place);
        assert!(text.contains(told), "{text}");
    }
}

#[test]
fn brokers_by_zone() {
    let zones = || Value::set(["b-az2".into(), "a-az1".into()]);
    let ids = Value::list([4.into(), 1.into(), 2.into()]);
    let found = call::<AzDistribution>(&[ids, zones()]).unwrap();
    let expected = Value::map([
        ("a-az1", Value::list([2.into(), 4.into()])),
        ("b-az2", Value::list([1.into()])),
    ]);
    assert!(found.same(&expected), "{found:?}");
    let twice = Value::list([1.into(), 1.into()]);
    assert_eq!(blamed::<AzDistribution>(&[twice, zones()]).0, 0);
    let none = Value::set([]);
    assert_eq!(
        blamed::<AzDistribution>(&[Value::list([1.into()]), none]).0,
        1
    );
    let (place, text) = blamed::<AzDistribution>(&[Value::list([Value::Null]), zones()]);
    assert_eq!(place, 0);
    assert!(text.starts_with("at [0]"), "{text}");
}

#[test]
fn partitions_of_a_broker_type() {
    let recommended = |name: &str| call::<RecommendedPartitions>(&[name.into()]);
    assert_eq!(recommended("kafka.m7g.2xlarge").unwrap(), 2_000.into());
    assert_eq!(recommended("express.m7g.16xlarge").unwrap(), 20_000.into());
    for (name, told) in [
        ("m7g.large", "must begin with"),
        ("kafka.x9g.large", "no recommendation"),
    ] {
        let (place, text) = blamed::<RecommendedPartitions>(&[name.into()]);
        assert!(place == 0 && text.contains(told), "{text}");
    }
}

#[test]
fn properties_there_and_back() {
    let pairs = Value::map([("num.partitions", "3".into()), ("a.b", "c:\\d".into())]);
    let text = call::<ServerPropertiesEncode>(std::slice::from_ref(&pairs)).unwrap();
    assert_eq!(text.as_str(), Some("a.b=c:\\\\d\nnum.partitions=3\n"));
    let back = call::<ServerPropertiesDecode>(&[text]).unwrap();
    assert!(back.same(&pairs), "{back:?}");
    let (place, text) = blamed::<ServerPropertiesDecode>(&["x=1\n{}".into()]);
    assert!(place == 0 && text.starts_with("line 2"), "{text}");
    let null = Value::map([("a", Value::Null)]);
    let (place, text) = blamed::<ServerPropertiesEncode>(&[null]);
    assert!(place == 0 && text.contains("[\"a\"]"), "{text}");
}
