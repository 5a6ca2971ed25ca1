//! A refresh of everything costs as many calls as there are pages.

use futures::future::join_all;
use kafkaws_plugin::testing::Stored;
use serde_json::json;

use super::stage::{Stage, ids};

/// 27 stacks of six brokers.
#[tokio::test(flavor = "multi_thread")]
async fn a_refresh_of_162_brokers_takes_at_most_ten_calls() {
    let stage = Stage::new().await;
    let configs: Vec<_> = (0..27)
        .map(|number| {
            stage.config(json!({
                "cluster_name": format!("cluster-{number}"),
                "number_of_broker_nodes": 6,
            }))
        })
        .collect();
    let made = join_all(configs.iter().map(|config| stage.try_apply(None, config))).await;
    let made: Vec<Stored> = made.into_iter().map(|outcome| outcome.unwrap()).collect();
    let stage = stage.another().await;
    stage.sandbox.forget_calls();
    let read = join_all(made.iter().map(|stored| stage.refresh(stored))).await;
    let calls = stage.sandbox.calls();
    assert!(calls.len() <= 10, "{:?}", calls.operations());
    for (read, made) in read.into_iter().zip(&made) {
        let read = read.unwrap();
        assert_eq!(ids(&read).len(), 6);
        assert!(read.value.same(&made.value), "{read:#?}");
    }
}
