//! Two stacks of one cluster: how brokers move to other hardware.

use serde_json::json;

use super::stage::{STACK, Stage, fake, ids, kafka, texts};

#[tokio::test]
async fn green_beside_blue_and_blue_removed() {
    let cluster = fake((1..=3).chain(1001..=1003)).await;
    let check = kafka(&cluster);
    let (stage, blue) = Stage::applied(json!({ "health_check": check })).await;
    let patch = json!({
        "broker_ids": { "first": 1001, "last": 2000 },
        "instance_type": "m7g.xlarge",
        "health_check": check,
    });
    let config = stage.config(patch);
    let green = stage.apply(None, &config).await;
    assert_eq!(ids(&green), [1001, 1002, 1003]);
    assert_eq!(
        green.value.attribute("id").as_str(),
        Some("orders/1001-2000")
    );
    // Neither sees the other's brokers.
    stage
        .harness
        .assert_quiet(
            STACK,
            &blue,
            &stage.config(json!({ "health_check": check })),
        )
        .await;
    let gone = stage.harness.destroy(STACK, &blue).await;
    assert!(gone.diagnostics.is_empty(), "{:#?}", gone.diagnostics);
    let left = stage.refresh(&green).await.unwrap();
    assert_eq!(texts(&left, "health"), ["OK"; 3]);
    stage.destroyed(&left).await;
}
