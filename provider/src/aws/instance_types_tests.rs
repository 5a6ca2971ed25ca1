//! Facts about instance types, of a sandbox and of answers that lack something.

use kafkaws_catalog::InstanceType;

use super::super::sandbox_tests::{configure, sandbox};
use super::*;

/// The catalogue was made from the same source that the sandbox answers from.
#[tokio::test]
async fn ec2_and_the_catalogue_say_the_same() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    for name in [
        "m7g.2xlarge",
        "m7i.large",
        "i3en.6xlarge",
        "t3.medium",
        "m8g.large",
    ] {
        let told = cloud.instance_types().facts(name).await.unwrap();
        let zones = told.zones.clone().unwrap();
        // The last zone of the region goes without the newest types.
        let expected = if name == "m8g.large" { 2 } else { 3 };
        assert_eq!(zones.len(), expected, "{name}: {zones:?}");
        let known = broker::InstanceType {
            zones: Some(zones),
            ena_required: Some(true),
            ..InstanceType::named(name).unwrap().into()
        };
        assert_eq!(told, known, "{name}");
    }
}

#[tokio::test]
async fn a_type_that_the_region_lacks_is_offered_nowhere() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    let facts = cloud.instance_types().facts("x99.large").await.unwrap();
    let nowhere = broker::InstanceType {
        name: "x99.large".into(),
        zones: Some(BTreeSet::new()),
        ..broker::InstanceType::default()
    };
    assert_eq!(facts, nowhere);
}

#[tokio::test]
async fn each_is_asked_for_once() {
    let sandbox = sandbox().await;
    let cloud = configure(&sandbox, []).await.unwrap();
    let types = cloud.instance_types();
    let (one, other) = tokio::join!(types.facts("m7g.large"), types.facts("m7g.large"));
    assert_eq!(one.unwrap(), other.unwrap());
    let _again = types.facts("m7g.large").await.unwrap();
    assert_eq!(sandbox.calls().count("DescribeInstanceTypes"), 1);
    assert_eq!(sandbox.calls().count("DescribeInstanceTypeOfferings"), 1);
}

#[test]
fn what_ec2_leaves_out_is_not_known() {
    let offer = |info: InstanceTypeInfo| Offer {
        info,
        zone_ids: BTreeSet::new(),
    };
    let told = facts("old.large", &offer(InstanceTypeInfo::builder().build()));
    let nothing = broker::InstanceType {
        name: "old.large".into(),
        zones: Some(BTreeSet::new()),
        ..broker::InstanceType::default()
    };
    assert_eq!(told, nothing);
    let store = |supported| {
        let info = InstanceTypeInfo::builder().instance_storage_supported(supported);
        facts("a.b", &offer(info.build())).instance_store_gb
    };
    assert_eq!((store(false), store(true)), (Some(0), None));
}
