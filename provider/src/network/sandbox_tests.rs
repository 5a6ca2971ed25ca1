//! The data source against a sandbox.

use super::*;
use crate::config::Environment;
use crate::config::testing::{block, endpoints};
use kafkaws_plugin::{Cx, DataSource};
use kafkaws_sandbox::Sandbox;
use kafkaws_schema::{Model, Path, Value};
use std::sync::Arc;

async fn read(sandbox: &Sandbox, region: &str, inputs: Network) -> Result<Found, Diagnostics> {
    let written = [
        ("endpoints", endpoints(&sandbox.url())),
        ("region", Value::from(region)),
        ("access_key", "AKIDTEST".into()),
        ("secret_key", "secret".into()),
    ];
    let cloud = Cloud::configure(&block(written), Environment::default()).await?;
    let cx = Cx::new(Some(Arc::new(cloud)), Default::default());
    NetworkDataSource::read(&cx, inputs).await
}

#[tokio::test]
async fn the_default_vpc_in_three_zones() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let network = read(&sandbox, "eu-west-1", Network::default())
        .await
        .unwrap();
    let found = &network.found;
    assert!(network.vpc_id.starts_with("vpc-"));
    assert_eq!(found.zone_ids, ["euw1-az1", "euw1-az2", "euw1-az3"]);
    let ids: Vec<_> = found
        .subnets
        .iter()
        .map(|subnet| subnet.id.clone())
        .collect();
    assert_eq!(found.subnet_ids, ids);
    assert!(
        found.subnets.iter().all(|subnet| subnet.public),
        "as in every default VPC"
    );
    assert_eq!(found.security_group_ids.len(), 1);
    assert_eq!(found.security_group_ids[0], found.default_security_group_id);
    let again = read(&sandbox, "eu-west-1", Network::default())
        .await
        .unwrap();
    assert_eq!(again.write(), network.write(), "the same in every run");
}

#[tokio::test]
async fn two_zones_where_there_are_two() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let network = read(&sandbox, "us-west-1", Network::default())
        .await
        .unwrap();
    assert_eq!(network.found.zone_ids.len(), 2);
    let inputs = Network {
        availability_zone_count: Some(3.try_into().unwrap()),
        ..Network::default()
    };
    let error = read(&sandbox, "us-west-1", inputs).await.unwrap_err();
    let error = error.iter().next().unwrap();
    assert_eq!(error.path, Some(Path::from("availability_zone_count")));
}

#[tokio::test]
async fn the_vpc_found_is_the_vpc_read() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let default = read(&sandbox, "eu-west-1", Network::default())
        .await
        .unwrap();
    let vpc_id = Some(default.vpc_id.parse().unwrap());
    let excluded_zone_ids = Some(vec!["euw1-az2".parse().unwrap()]);
    let inputs = Network {
        vpc_id,
        excluded_zone_ids,
        ..Network::default()
    };
    let named = read(&sandbox, "eu-west-1", inputs).await.unwrap();
    assert_eq!(named.vpc_id, default.vpc_id);
    assert_eq!(named.found.zone_ids, ["euw1-az1", "euw1-az3"]);
    assert_eq!(
        named.write().attribute("vpc_id"),
        &Value::from(default.vpc_id)
    );
}

#[tokio::test]
async fn what_is_not_there_is_told_at_its_attribute() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let no_vpc = Network {
        vpc_id: Some("vpc-0123456789abcdef0".parse().unwrap()),
        ..Network::default()
    };
    let tags = Some([("tier".to_string(), "kafka".to_string())].into());
    let no_subnet = Network {
        tags,
        ..Network::default()
    };
    for (inputs, attribute) in [(no_vpc, "vpc_id"), (no_subnet, "tags")] {
        let error = read(&sandbox, "eu-west-1", inputs).await.unwrap_err();
        let error = error.iter().next().unwrap();
        assert_eq!(error.path, Some(Path::from(attribute)), "{}", error.detail);
    }
}
