//! Several changes at once, and changes that AWS refuses late.

use std::time::{Duration, Instant};

use kafkaws_sandbox::{Event, FaultAction, FaultRule};
use serde_json::{Value as Json, json};

use crate::config::cluster;
use crate::scene::{Scene, at, get};

/// Nearly everything that AWS changes by an update of its own.
fn everything() -> Json {
    json!({
        "kafka_version": "3.7.x",
        "number_of_broker_nodes": 6,
        "storage_mode": "TIERED",
        "enhanced_monitoring": "PER_BROKER",
        "server_properties": "num.io.threads = 16\n",
        "client_authentication": { "sasl": { "iam": true } },
        "tags": { "team": "streaming" },
        "broker_node_group_info": {
            "instance_type": "kafka.m7g.xlarge",
            "storage_info": { "ebs_storage_info": { "volume_size": 300 } },
            "connectivity_info": {
                "vpc_connectivity": { "client_authentication": { "sasl": { "iam": true } } },
            },
        },
    })
}

/// TPA #25061: the second change of an apply failed with "The version of the cluster isn't current".
#[tokio::test]
async fn pain_10_every_change_in_one_apply_names_the_current_version() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene.sandbox.forget_calls();
    let stored = scene.apply(Some(&stored), &cluster(everything())).await;
    assert_eq!(
        scene.mutations(),
        [
            "CreateConfiguration",
            "UpdateMonitoring",
            "UpdateBrokerType",
            "UpdateClusterKafkaVersion",
            "UpdateStorage",
            "UpdateBrokerStorage",
            "UpdateBrokerCount",
            "UpdateSecurity",
            "UpdateConnectivity",
            "TagResource",
        ]
    );
    let refused = scene.sandbox.calls().only(|call| call.code.is_some());
    assert!(refused.is_empty(), "{:?}", refused.as_slice());
    scene.destroyed(&stored).await;
}

/// AWS changes a cluster whenever it likes: a version that moved between our look and our call is looked at again.
#[tokio::test]
async fn pain_10_a_version_that_moves_meanwhile_is_read_again() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let config = cluster(json!({ "enhanced_monitoring": "PER_BROKER" }));
    let planned = scene.planned(&stored, &config).await;
    // The call waits long enough for somebody else to change the cluster first.
    let delay = FaultAction::Delay {
        milliseconds: 2_000,
    };
    scene.fault("UpdateMonitoring", Some(1), delay);
    scene.sandbox.forget_calls();
    let meddle = async {
        scene.called("DescribeClusterV2", 1).await;
        tokio::time::sleep(Duration::from_millis(200)).await;
        scene.drift(json!({ "enhancedMonitoring": "DEFAULT" }));
    };
    let (outcome, ()) = tokio::join!(scene.harness.apply(&planned), meddle);
    let stored = outcome.unwrap();
    assert_eq!(scene.mutations(), ["UpdateMonitoring", "UpdateMonitoring"]);
    scene.quiet(&stored, &config).await;
}

/// TPA #17332: AWS refuses an upgrade of brokers with too many partitions, and the provider tried for two hours.
#[tokio::test]
async fn pain_11_too_many_partitions_are_refused_in_the_plan() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene
        .sandbox
        .world()
        .set_partitions("orders", 1600)
        .unwrap();
    for (patch, path) in [
        (json!({ "kafka_version": "3.7.x" }), "kafka_version"),
        (
            json!({ "server_properties": "num.io.threads = 16\n" }),
            "server_properties",
        ),
    ] {
        let planned = scene.plan(Some(&stored), &cluster(patch)).await;
        assert!(planned.diagnostics.has_errors(), "{path}");
        let told = at(&planned.diagnostics, path);
        assert!(told[0].contains("1600"), "{told:?}");
    }
}

/// A larger size is the way out, and is never blocked; together with it, the upgrade goes through.
#[tokio::test]
async fn pain_11_a_larger_size_is_never_blocked() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene
        .sandbox
        .world()
        .set_partitions("orders", 1600)
        .unwrap();
    let size = |version: &str| {
        cluster(json!({
            "kafka_version": version,
            "broker_node_group_info": { "instance_type": "kafka.m5.4xlarge" },
        }))
    };
    let stored = scene.apply(Some(&stored), &size("3.6.0")).await;
    scene.apply(Some(&stored), &size("3.7.x")).await;
}

/// Metrics that cannot be read warn, and stop nothing; what AWS then refuses fails at once, in its words.
#[tokio::test]
async fn pain_11_a_refusal_of_aws_fails_at_once_with_its_text() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    scene
        .sandbox
        .world()
        .set_partitions("orders", 1600)
        .unwrap();
    scene.sandbox.add_fault(FaultRule {
        service: Some("monitoring".to_owned()),
        action: FaultAction::Deny,
        ..FaultRule::default()
    });
    let planned = scene
        .planned(&stored, &cluster(json!({ "kafka_version": "3.7.x" })))
        .await;
    let warned = planned
        .diagnostics
        .iter()
        .any(|said| said.summary.contains("partitions per broker"));
    assert!(warned, "{:#?}", planned.diagnostics);
    let began = Instant::now();
    let outcome = scene.harness.apply(&planned).await;
    assert!(began.elapsed() < Duration::from_secs(20));
    let text = "The number of partitions per broker is above the recommended limit";
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains(text));
    assert!(told, "{:#?}", outcome.diagnostics);
    // The state says what there is: nothing changed.
    let kept = outcome.stored.unwrap();
    assert_eq!(get(&kept.value, "kafka_version").as_str(), Some("3.6.0"));
}

/// An operation that AWS accepted and then gave up on is an error with AWS's reason, and the next plan shows what is missing.
#[tokio::test]
async fn pain_11_an_operation_that_fails_says_why() {
    let (scene, stored) = Scene::applied(&cluster(json!({}))).await;
    let config = cluster(json!({ "kafka_version": "3.7.x" }));
    scene.happen(Event::Doom {
        code: "InternalFailure".to_owned(),
        message: "a broker did not come back".to_owned(),
    });
    let outcome = scene.try_apply(Some(&stored), &config).await;
    let told = outcome
        .diagnostics
        .iter()
        .any(|said| said.detail.contains("a broker did not come back"));
    assert!(told, "{:#?}", outcome.diagnostics);
    let kept = outcome.stored.unwrap();
    assert!(!kept.tainted);
    scene.apply(Some(&kept), &config).await;
}
