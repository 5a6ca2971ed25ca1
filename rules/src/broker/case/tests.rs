use super::*;
use crate::broker::testing::*;

#[test]
fn figures_come_from_ec2_and_else_from_the_catalogue() {
    let planned = broker(&[]);
    let mut observed = seen();
    let case = Case::new(None, &planned, &observed);
    assert!(case.instance_type().unwrap().zones.is_some());
    let nothing = Observed::default();
    let case = Case::new(None, &planned, &nothing);
    let known = case.instance_type().unwrap();
    assert_eq!(
        (known.zones.as_ref(), known.instance_store_gb),
        (None, Some(0))
    );
    observed.instance_type.as_mut().unwrap().name = "r7g.large".into();
    let case = Case::new(None, &planned, &observed);
    assert!(
        case.instance_type().unwrap().zones.is_none(),
        "another type"
    );
    let planned = broker(&[(INSTANCE_TYPE, "x99.large".into())]);
    assert_eq!(Case::new(None, &planned, &nothing).instance_type(), None);
}

#[test]
fn subnets_of_a_broker_and_of_a_stack() {
    let nothing = Observed::default();
    let (one, many) = (broker(&[]), stack(&[]));
    assert_eq!(
        Case::new(None, &one, &nothing).subnets(),
        Some(vec!["subnet-a"])
    );
    let subnets = Case::new(None, &many, &nothing).subnets();
    assert_eq!(subnets.map(|subnets| subnets.len()), Some(3));
    let later = broker(&[(SUBNET, Value::unknown())]);
    assert_eq!(Case::new(None, &later, &nothing).subnets(), None);
    let later = stack(&[(SUBNETS, Value::list([Value::from("a"), Value::unknown()]))]);
    assert_eq!(Case::new(None, &later, &nothing).subnets(), None);
}

#[test]
fn properties_that_are_not_set_are_told_from_those_that_are_not_known() {
    let nothing = Observed::default();
    let property = |planned: &Value| {
        let case = Case::new(None, planned, &nothing);
        case.property("num.partitions").number_or(7)
    };
    let set = |value: Value| broker(&[(PROPERTIES, Value::map([("num.partitions", value)]))]);
    assert_eq!(property(&set("3".into())), Some(3));
    assert_eq!(property(&set(Value::unknown())), None);
    assert_eq!(property(&set(Value::Null)), Some(7));
    assert_eq!(property(&broker(&[(PROPERTIES, Value::unknown())])), None);
    assert_eq!(property(&broker(&[(PROPERTIES, Value::Null)])), Some(7));
}
