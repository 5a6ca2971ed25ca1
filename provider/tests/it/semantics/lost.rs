//! The answer of every call that changes something is lost once: the work is done, and nobody is told.

use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::FaultAction;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::scene::{Scene, provider};

fn small() -> Value {
    cluster(json!({
        "server_properties": "num.io.threads = 8\n",
        "client_authentication": { "sasl": { "iam": true } },
        "zookeeper_access": { "enabled": false },
        "broker_node_group_info": {
            "connectivity_info": { "public_access": { "type": "SERVICE_PROVIDED_EIPS" } },
        },
        "tags": { "team": "streaming", "old": "yes" },
    }))
}

/// Every attribute that an update changes, changed.
fn large() -> Value {
    cluster(json!({
        "kafka_version": "3.7.x",
        "number_of_broker_nodes": 6,
        "storage_mode": "TIERED",
        "enhanced_monitoring": "PER_BROKER",
        "server_properties": "num.io.threads = 16\n",
        "client_authentication": { "sasl": { "iam": true, "scram": true } },
        "zookeeper_access": { "enabled": true },
        "broker_node_group_info": {
            "instance_type": "kafka.m7g.xlarge",
            "storage_info": { "ebs_storage_info": { "volume_size": 300 } },
        },
        "tags": { "team": "payments" },
    }))
}

/// The calls of an apply that change something, each with its number among those of its name.
fn numbered(operations: &[String]) -> Vec<(String, u64)> {
    let mut steps: Vec<(String, u64)> = Vec::new();
    for operation in operations {
        let before = steps.iter().filter(|(name, _)| name == operation).count();
        steps.push((operation.clone(), u64::try_from(before + 1).unwrap()));
    }
    steps
}

async fn once(change: &Change) -> Vec<(String, u64)> {
    let (scene, prior) = change.begin().await;
    scene.apply(prior.as_ref(), &change.config).await;
    numbered(&scene.mutations())
}

struct Change {
    first: Option<Value>,
    config: Value,
}

impl Change {
    async fn begin(&self) -> (Scene, Option<Stored>) {
        let scene = Scene::new().await;
        let prior = match &self.first {
            Some(first) => Some(scene.apply(None, first).await),
            None => None,
        };
        scene.sandbox.forget_calls();
        (scene, prior)
    }

    /// The apply, or the next one, converges; the cluster is the same one; nothing is left over.
    async fn converges_without(&self, operation: &str, nth: u64) {
        let (scene, prior) = self.begin().await;
        scene.fault(operation, Some(nth), FaultAction::LoseResponse);
        let outcome = scene.try_apply(prior.as_ref(), &self.config).await;
        let struck = scene
            .sandbox
            .calls()
            .only(|call| call.fault.is_some())
            .len();
        assert_eq!(struck, 1, "{operation} {nth} was not lost");
        let kept = outcome.stored.filter(|kept| !kept.tainted);
        let harness = provider(&scene.sandbox, json!({})).await;
        let scene = Scene { harness, ..scene };
        let kept = kept.or(prior);
        let stored = scene.apply(kept.as_ref(), &self.config).await;
        scene.destroyed(&stored).await;
    }

    async fn converges_without_any(&self) {
        let steps = once(self).await;
        assert!(steps.len() >= 5, "{steps:?}");
        let lost = steps
            .iter()
            .map(|(operation, nth)| self.converges_without(operation, *nth));
        futures::future::join_all(lost).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_create_survives_the_loss_of_any_answer() {
    let (first, config) = (None, small());
    Change { first, config }.converges_without_any().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_update_survives_the_loss_of_any_answer() {
    let (first, config) = (Some(small()), large());
    Change { first, config }.converges_without_any().await;
}

/// A lost answer costs no second apply where looking again tells what happened.
#[tokio::test]
async fn a_lost_answer_to_the_create_is_found_in_the_same_apply() {
    let scene = Scene::new().await;
    scene.fault("CreateClusterV2", Some(1), FaultAction::LoseResponse);
    let stored = scene.apply(None, &small()).await;
    scene.destroyed(&stored).await;
}

#[tokio::test]
async fn a_destroy_survives_the_loss_of_any_answer() {
    for operation in ["DeleteCluster", "DeleteConfiguration"] {
        let scene = Scene::new().await;
        let stored = scene.apply(None, &small()).await;
        scene.fault(operation, Some(1), FaultAction::LoseResponse);
        scene.destroyed(&stored).await;
    }
}
