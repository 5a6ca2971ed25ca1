use super::*;
use crate::broker::observed::Observed;
use crate::broker::testing::*;

const WRONG: &[&str] = &["private_ip"];

fn ip(address: impl Into<Value>) -> [(&'static str, Value); 1] {
    [(PRIVATE_IP, address.into())]
}

fn ips(pairs: &[(&str, &str)]) -> [(&'static str, Value); 1] {
    [(PRIVATE_IPS, properties(pairs))]
}

/// 10.0.1.77 is somebody's, and broker 2 is to be in `subnet-b`.
fn with_neighbour() -> Observed {
    let mut observed = seen();
    let subnet = observed.subnets.get_mut("subnet-a").unwrap();
    let neighbour = Ipv4Addr::new(10, 0, 1, 77);
    subnet.taken.insert(neighbour, "eni-neighbour".into());
    observed.placement.insert(2, "subnet-b".into());
    observed
}

#[test]
fn in_the_subnet() {
    let other = [(SUBNET, Value::from("subnet-x"))];
    let rows: &[Row<'_>] = &[
        (&ip("10.0.1.10"), &[]),
        (&ip("10.0.2.10"), WRONG),
        (&ip(Value::unknown()), &[]),
        (&ip(Value::Null), &[]),
        (&ip("no address"), &[]),
        (&other, &[]),
    ];
    creates(&PRIVATE_IP_OUTSIDE_SUBNET, &with_neighbour(), rows);
    creates(
        &PRIVATE_IP_OUTSIDE_SUBNET,
        &Observed::default(),
        &[(&ip("10.0.2.10"), &[])],
    );
    let moved: &[Row<'_>] = &[(&[(SUBNET, "subnet-b".into())], WRONG)];
    updates(&PRIVATE_IP_OUTSIDE_SUBNET, &with_neighbour(), &[], moved);
}

#[test]
fn in_the_subnet_of_the_broker_of_a_stack() {
    let rows: &[Row<'_>] = &[
        (&ips(&[("1", "10.0.3.9"), ("2", "10.0.2.9")]), &[]),
        (&ips(&[("1", "10.0.4.9")]), &["private_ips[\"1\"]"]),
        (&ips(&[("2", "10.0.1.9")]), &["private_ips[\"2\"]"]),
        (&[(PRIVATE_IPS, Value::unknown())], &[]),
    ];
    creates_stack(&PRIVATE_IP_OUTSIDE_SUBNET, &with_neighbour(), rows);
}

#[test]
fn only_an_address_that_is_new_is_judged() {
    let prior = stack(&ips(&[("1", "10.9.9.9")]));
    let planned = stack(&ips(&[("1", "10.9.9.9"), ("3", "10.9.9.8")]));
    let said = says(&PRIVATE_IP_OUTSIDE_SUBNET, Some(&prior), &planned, &seen());
    assert_eq!(paths(&said), ["private_ips[\"3\"]"]);
}

#[test]
fn not_one_that_aws_keeps() {
    let rows: &[Row<'_>] = &[
        (&ip("10.0.1.0"), WRONG),
        (&ip("10.0.1.1"), WRONG),
        (&ip("10.0.1.3"), WRONG),
        (&ip("10.0.1.4"), &[]),
        (&ip("10.0.1.254"), &[]),
        (&ip("10.0.1.255"), WRONG),
        (&ip("10.0.2.1"), &[]),
    ];
    creates(&PRIVATE_IP_RESERVED, &with_neighbour(), rows);
    let of_stack = ips(&[("2", "10.0.2.2")]);
    let rows: &[Row<'_>] = &[(&of_stack, &["private_ips[\"2\"]"])];
    creates_stack(&PRIVATE_IP_RESERVED, &with_neighbour(), rows);
}

#[test]
fn free() {
    let rows: &[Row<'_>] = &[(&ip("10.0.1.77"), WRONG), (&ip("10.0.1.78"), &[])];
    creates(&PRIVATE_IP_TAKEN, &with_neighbour(), rows);
    let of_stack = ips(&[("1", "10.0.1.77")]);
    let rows: &[Row<'_>] = &[(&of_stack, &["private_ips[\"1\"]"])];
    creates_stack(&PRIVATE_IP_TAKEN, &with_neighbour(), rows);
    let said = says(
        &PRIVATE_IP_TAKEN,
        None,
        &broker(&ip("10.0.1.77")),
        &with_neighbour(),
    );
    assert!(
        said[0]
            .detail
            .contains("10.0.1.77 belongs to eni-neighbour")
    );
}

#[test]
fn each_broker_its_own() {
    let twice = ips(&[("1", "10.0.1.9"), ("2", "10.0.1.9"), ("3", "10.0.1.8")]);
    let rows: &[Row<'_>] = &[
        (&twice, &["private_ips[\"2\"]"]),
        (&ips(&[("1", "10.0.1.9"), ("2", "10.0.2.9")]), &[]),
    ];
    creates_stack(&PRIVATE_IP_REPEATED, &seen(), rows);
}
