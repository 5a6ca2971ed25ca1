//! A create and an update that take as many calls as any, to be disturbed at each of them.

use kafkaws_plugin::testing::Stored;
use kafkaws_schema::Value;
use serde_json::json;

use crate::config::cluster;
use crate::death::{Call, numbered};
use crate::scene::Scene;

/// From nothing or from a cluster that is there, to what `config` says.
pub(super) struct Change {
    first: Option<Value>,
    pub(super) config: Value,
}

impl Change {
    /// A create with everything that comes after CreateClusterV2.
    pub(super) fn create() -> Self {
        Self {
            first: None,
            config: small(),
        }
    }

    /// An update of nearly everything.
    pub(super) fn update() -> Self {
        Self {
            first: Some(small()),
            config: large(),
        }
    }

    /// The world before it. The call log begins here.
    pub(super) async fn begin(&self) -> (Scene, Option<Stored>) {
        let scene = Scene::new().await;
        let prior = match &self.first {
            Some(first) => Some(scene.apply(None, first).await),
            None => None,
        };
        scene.sandbox.forget_calls();
        (scene, prior)
    }

    /// The calls that change something when nothing disturbs it.
    pub(super) async fn calls(&self) -> Vec<Call> {
        let (scene, prior) = self.begin().await;
        scene.apply(prior.as_ref(), &self.config).await;
        numbered(scene.mutations())
    }
}

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
