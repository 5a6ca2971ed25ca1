use super::*;
use crate::cluster::observed::Observed;
use crate::cluster::testing::*;
use kafkaws_schema::Value;

fn brokers(count: i64) -> (&'static str, Value) {
    (NUMBER_OF_BROKER_NODES, count.into())
}

#[test]
fn the_count_divides_among_the_zones() {
    let two_subnets = (CLIENT_SUBNETS, texts(&["subnet-a", "subnet-b"]));
    let unknown_subnet = Value::set([Value::from("subnet-a"), Value::unknown()]);
    let wrong = Some(NUMBER_OF_BROKER_NODES);
    creates(
        &BROKER_COUNT_MULTIPLE_OF_ZONES,
        &Observed::default(),
        &[
            (&[], None),
            (&[brokers(6)], None),
            (&[brokers(4)], wrong),
            (&[brokers(1)], wrong),
            (&[brokers(0)], wrong),
            (&[brokers(-3)], wrong),
            (&[brokers(3), two_subnets.clone()], wrong),
            (&[brokers(4), two_subnets], None),
            (&[brokers(4), (CLIENT_SUBNETS, Value::unknown())], None),
            (&[brokers(4), (CLIENT_SUBNETS, unknown_subnet)], None),
            (&[brokers(4), (CLIENT_SUBNETS, Value::Null)], None),
            (&[brokers(4), (CLIENT_SUBNETS, texts(&[]))], None),
            (&[(NUMBER_OF_BROKER_NODES, Value::unknown())], None),
        ],
    );
}

#[test]
fn the_advice_names_the_nearest_counts() {
    let planned = cluster(&[brokers(4)]);
    let said = says(
        &BROKER_COUNT_MULTIPLE_OF_ZONES,
        None,
        &planned,
        &Observed::default(),
    )
    .unwrap();
    assert!(
        said.detail.contains("4 brokers in 3 subnets"),
        "{}",
        said.detail
    );
    assert!(
        said.detail.contains("number_of_broker_nodes = 3 or 6"),
        "{}",
        said.detail
    );
}

#[test]
fn the_quota_depends_on_the_metadata_mode() {
    let kraft = (KAFKA_VERSION, Value::from("3.9.x.kraft"));
    let over = Some(NUMBER_OF_BROKER_NODES);
    creates(
        &BROKER_COUNT_QUOTA,
        &Observed::default(),
        &[
            (&[brokers(30)], None),
            (&[brokers(33)], over),
            (&[brokers(60), kraft.clone()], None),
            (&[brokers(63), kraft], over),
            (&[brokers(63), (KAFKA_VERSION, Value::unknown())], None),
        ],
    );
}

#[test]
fn one_broker_in_each_zone_goes_at_a_time() {
    updates(
        &BROKER_REMOVAL_STEP,
        &Observed::default(),
        &[brokers(9)],
        &[
            (&[brokers(6)], None),
            (&[brokers(3)], Some(NUMBER_OF_BROKER_NODES)),
            (&[brokers(12)], None),
            (&[(NUMBER_OF_BROKER_NODES, Value::unknown())], None),
        ],
    );
}

#[test]
fn what_removal_needs() {
    let nothing = Observed::default();
    let less = [brokers(6)];
    let refused = Some(NUMBER_OF_BROKER_NODES);
    let old = [brokers(9), (KAFKA_VERSION, "2.8.0".into())];
    let upgraded = [brokers(6), (KAFKA_VERSION, "3.6.0".into())];
    updates(
        &BROKER_REMOVAL_KAFKA_VERSION,
        &nothing,
        &old,
        &[(&less, refused), (&upgraded, None)],
    );
    updates(
        &BROKER_REMOVAL_KAFKA_VERSION,
        &nothing,
        &[brokers(9)],
        &[(&less, None)],
    );
    let small = [brokers(9), (INSTANCE_TYPE, "kafka.t3.small".into())];
    let moved = [brokers(6), (INSTANCE_TYPE, "kafka.m5.large".into())];
    updates(
        &BROKER_REMOVAL_BROKER_TYPE,
        &nothing,
        &small,
        &[(&less, refused), (&moved, None)],
    );
    updates(
        &BROKER_REMOVAL_EMPTY,
        &nothing,
        &[brokers(9)],
        &[(&less, refused), (&[brokers(12)], None)],
    );
}
