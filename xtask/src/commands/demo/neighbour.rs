//! Somebody who changes the cluster by hand.

use serde_json::{Value, json};

use crate::aws::kafka;
use crate::failure::Failure;

/// A cluster settles after a few looks: each look moves the sandbox's clock for that cluster.
const LOOKS: usize = 50;

/// Sets the monitoring level of a cluster and waits until the cluster has settled.
pub(super) fn change_monitoring(endpoint: &str, name: &str, level: &str) -> Result<(), Failure> {
    let found = kafka(
        endpoint,
        "GET",
        &format!("/api/v2/clusters?clusterNameFilter={name}"),
        None,
    )?;
    let cluster = &found["clusterInfoList"][0];
    let arn = text(cluster, "clusterArn")?;
    let path = format!(
        "/v1/clusters/{}",
        arn.replace(':', "%3A").replace('/', "%2F")
    );
    let change = json!({
        "currentVersion": text(cluster, "currentVersion")?,
        "enhancedMonitoring": level,
    });
    kafka(
        endpoint,
        "PUT",
        &format!("{path}/monitoring"),
        Some(&change),
    )?;
    for _ in 0..LOOKS {
        if kafka(endpoint, "GET", &path, None)?["clusterInfo"]["state"] == "ACTIVE" {
            return Ok(());
        }
    }
    Err(Failure::Unexpected(format!(
        "{arn} stayed in its state for {LOOKS} looks"
    )))
}

/// Fails when a cluster or a configuration is left.
pub(super) fn expect_empty(endpoint: &str) -> Result<(), Failure> {
    let lists = [
        ("/api/v2/clusters", "clusterInfoList"),
        ("/v1/configurations", "configurations"),
    ];
    for (path, list) in lists {
        let answer = kafka(endpoint, "GET", path, None)?;
        if answer[list].as_array().is_none_or(|left| !left.is_empty()) {
            return Err(Failure::Unexpected(format!(
                "{path} is not empty: {answer}"
            )));
        }
    }
    Ok(())
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str, Failure> {
    let missing = || Failure::Unexpected(format!("no {name} in {value}"));
    value[name].as_str().ok_or_else(missing)
}
