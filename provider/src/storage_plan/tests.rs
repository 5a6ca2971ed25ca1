//! The data source as Terraform reads it: by its schema, defaults included.

use kafkaws_plugin::testing::Harness;
use kafkaws_schema::{Diagnostics, Path, Value};

use crate::config::Environment;
use crate::provider::Kafkaws;

async fn read(inputs: Value) -> Result<Value, Diagnostics> {
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    harness.read_data("storage_plan", &inputs).await
}

fn inputs(more: &[(&'static str, Value)]) -> Value {
    let base = [
        ("ingress_mib_per_second", 60.into()),
        ("brokers", 6.into()),
        ("retention_hours", 24.into()),
        ("instance_type", "m7g.2xlarge".into()),
    ];
    Value::object(base.into_iter().chain(more.iter().cloned()))
}

/// It is pure: an unconfigured provider plans as well.
#[tokio::test]
async fn a_plan_by_hand() {
    let plan = read(inputs(&[])).await.unwrap();
    let number = |path: &[&str]| plan.get(&Path::of(path)).and_then(Value::as_i64);
    // 60 MiB/s, three copies and a quarter on top, over six brokers.
    let written = plan.get(&Path::of(&["per_broker", "write_mib_per_second"]));
    assert!(
        written
            .unwrap()
            .same(&Value::Number("37.5".parse().unwrap()))
    );
    assert_eq!(number(&["per_broker", "data_gib"]), Some(3_723));
    assert_eq!(number(&["recommended", "size"]), Some(3_723));
    assert_eq!(number(&["recommended", "volume_count"]), Some(1));
    assert_eq!(number(&["recommended", "iops"]), Some(3_000));
    let recommended = plan.attribute("recommended");
    assert_eq!(recommended.attribute("type"), &"gp3".into());
    assert_eq!(
        recommended.attribute("limited_by"),
        &"INSTANCE_EBS_BANDWIDTH".into()
    );
    assert_eq!(recommended.attribute("monthly_price"), &Value::Null);
    let options = plan.attribute("options").as_list().unwrap();
    assert_eq!(options.len(), 3);
    assert_eq!(&options[0], recommended);
    assert_eq!(options[1].attribute("throughput"), &Value::Null);
}

#[tokio::test]
async fn prices_rank() {
    let price = |gib: &str| {
        let gib = Value::Number(gib.parse().unwrap());
        let none = ("iops_month", Value::Null);
        Value::object([
            ("gib_month", gib),
            none,
            ("mib_per_second_month", Value::Null),
        ])
    };
    let prices = [
        ("gp3", price("0.08")),
        ("st1", price("0.045")),
        ("io2", price("0.125")),
    ];
    let plan = read(inputs(&[("prices", Value::object(prices))]))
        .await
        .unwrap();
    let recommended = plan.attribute("recommended");
    assert_eq!(recommended.attribute("type"), &"st1".into());
    // 3723 GiB on six brokers.
    let price = Value::Number("1005.21".parse().unwrap());
    assert!(recommended.attribute("monthly_price").same(&price));
}

#[tokio::test]
async fn what_cannot_be_planned_is_told_at_its_attribute() {
    for (attribute, value, blamed, told) in [
        (
            "ingress_mib_per_second",
            0.into(),
            "ingress_mib_per_second",
            "more than 0",
        ),
        (
            "ingress_mib_per_second",
            10_000.into(),
            "instance_type",
            "brokers of this one",
        ),
        (
            "instance_type",
            "x99.large".into(),
            "instance_type",
            "ebs_bandwidth_mbps",
        ),
        (
            "instance_type",
            Value::Null,
            "ebs_bandwidth_mbps",
            "Give instance_type",
        ),
        ("brokers", 2.into(), "brokers", "Plan 3 brokers or more"),
    ] {
        let errors = read(inputs(&[(attribute, value)])).await.unwrap_err();
        let error = errors.iter().next().unwrap();
        assert_eq!(error.path, Some(Path::from(blamed)), "{}", error.detail);
        assert!(error.detail.contains(told), "{}", error.detail);
    }
}
