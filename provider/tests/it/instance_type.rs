//! The data source of instance types.

use kafkaws_schema::{Diagnostics, Number, Path, Value};
use serde_json::json;

use crate::config::value;
use crate::scene::{Scene, get};

async fn read(scene: &Scene, name: &str) -> Result<Value, Diagnostics> {
    let config = value(&json!({ "instance_type": name }));
    scene.harness.read_data("instance_type", &config).await
}

fn number(value: &Value, path: &str) -> String {
    match get(value, path) {
        Value::Number(number) => number.text().to_owned(),
        other => panic!("{path} is {other:?}"),
    }
}

fn texts(value: &Value, path: &str) -> Vec<String> {
    let items = get(value, path).as_list().unwrap().iter();
    items
        .map(|item| item.as_str().unwrap().to_owned())
        .collect()
}

#[tokio::test]
async fn what_ec2_says_of_a_type() {
    let scene = Scene::new().await;
    let found = read(&scene, "m7g.2xlarge").await.unwrap();
    let figures = [
        ("vcpus", "8"),
        ("memory_mib", "32768"),
        ("ebs.baseline_bandwidth_mbps", "2500"),
        ("ebs.maximum_bandwidth_mbps", "10000"),
        ("ebs.baseline_throughput_mib_per_second", "298.02"),
        ("ebs.baseline_iops", "12000"),
        ("ebs.maximum_iops", "40000"),
        ("network.baseline_gbps", "3.75"),
        ("network.peak_gbps", "15"),
    ];
    for (path, expected) in figures {
        let (found, expected) = (number(&found, path), Number::parse(expected).unwrap());
        assert_eq!(Number::parse(&found).unwrap(), expected, "{path}");
    }
    assert_eq!(
        get(&found, "network.performance").as_str(),
        Some("Up to 15 Gigabit")
    );
    assert_eq!(
        get(&found, "attachments.shared_with_interfaces").as_bool(),
        Some(true)
    );
    assert_eq!(get(&found, "hypervisor").as_str(), Some("nitro"));
    assert_eq!(get(&found, "burstable").as_bool(), Some(false));
    assert!(get(&found, "instance_store").is_null());
    assert_eq!(texts(&found, "architectures"), ["arm64"]);
    assert_eq!(texts(&found, "boot_modes"), ["uefi"]);
}

/// The last zone of a region, by name, goes without the newest types. Names follow ids, which are in
/// another order.
#[tokio::test]
async fn where_it_is_offered() {
    let scene = Scene::new().await;
    let zones = |found: &Value| {
        let ids = texts(found, "availability_zone_ids");
        ids.into_iter()
            .zip(texts(found, "availability_zones"))
            .collect::<Vec<_>>()
    };
    let common = zones(&read(&scene, "m7g.large").await.unwrap());
    let ids: Vec<_> = common.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["euw1-az1", "euw1-az2", "euw1-az3"]);
    let mut rare = zones(&read(&scene, "m8g.large").await.unwrap());
    let mut expected = common;
    expected.retain(|(_, name)| name != "eu-west-1c");
    assert_eq!(rare, expected);
    rare.sort_by(|(_, a), (_, b)| a.cmp(b));
    let names: Vec<_> = rare.iter().map(|(_, name)| name.as_str()).collect();
    assert_eq!(names, ["eu-west-1a", "eu-west-1b"]);
}

#[tokio::test]
async fn local_disks() {
    let scene = Scene::new().await;
    let found = read(&scene, "i3en.6xlarge").await.unwrap();
    assert_eq!(number(&found, "instance_store.total_gb"), "15000");
    assert_eq!(get(&found, "instance_store.nvme").as_bool(), Some(true));
    let disks = get(&found, "instance_store.disks").as_list().unwrap();
    let disk = &disks[0];
    assert_eq!(disks.len(), 1);
    assert_eq!(disk.attribute("disk_count").as_i64(), Some(2));
    assert_eq!(disk.attribute("size_gb").as_i64(), Some(7500));
    assert_eq!(disk.attribute("medium").as_str(), Some("ssd"));
}

#[tokio::test]
async fn an_unknown_type_is_told_with_those_that_look_like_it() {
    let scene = Scene::new().await;
    for (name, text) in [
        ("m7g.2xlarg", "Did you mean m7g.2xlarge"),
        ("zzzz99zzzz.zzzzzzzzzz", "describe-instance-type-offerings"),
    ] {
        let said = read(&scene, name).await.unwrap_err();
        let said: Vec<_> = said.iter().collect();
        assert_eq!(said.len(), 1);
        assert_eq!(said[0].path, Some(Path::from("instance_type")));
        assert!(said[0].detail.contains(text), "{}", said[0].detail);
        assert!(
            said[0].detail.contains("in eu-west-1"),
            "{}",
            said[0].detail
        );
    }
}

/// Two reads of a type ask once.
#[tokio::test]
async fn each_type_is_asked_for_once() {
    let scene = Scene::new().await;
    let (one, other) = tokio::join!(read(&scene, "m7g.large"), read(&scene, "m7g.large"));
    assert_eq!(one.unwrap(), other.unwrap());
    let calls = scene.sandbox.calls();
    for operation in [
        "DescribeInstanceTypes",
        "DescribeInstanceTypeOfferings",
        "DescribeAvailabilityZones",
    ] {
        assert_eq!(calls.count(operation), 1, "{operation}");
    }
}

#[tokio::test]
async fn a_name_that_is_none_is_refused_before_anybody_is_asked() {
    let scene = Scene::new().await;
    let said = read(&scene, "m7g.*").await.unwrap_err();
    assert!(said.has_errors(), "{said:?}");
    assert_eq!(scene.sandbox.calls().count("DescribeInstanceTypes"), 0);
}
