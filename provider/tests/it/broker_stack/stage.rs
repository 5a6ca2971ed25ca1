//! A world for brokers: images and subnets to make them of, and a fake Kafka where one is asked.

use std::sync::Arc;

use aws_sdk_ec2::config::{BehaviorVersion, Credentials, Region};
use kafkaws_health::testing::{FakeCluster, World};
use kafkaws_plugin::testing::{Harness, Outcome, Planned, Stored};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_sandbox::{FaultRule, InstanceEvent, Sandbox};
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::value;
use crate::scene::{assert_empty, mutations, provider, refusal};
use crate::terraform;

pub(super) const STACK: &str = "broker_stack";

/// What a broker's boot agent says. The sandbox begins with it.
pub(super) const READY: &str = "kafkaws-boot: ready cluster={user_data.cluster} \
    broker={user_data.broker_id} boot_hash={boot_hash} boot_id={boot_id}\n";

/// A sandbox, a provider, and what AWS has for everybody.
pub(super) struct Stage {
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) harness: Harness<Kafkaws>,
    /// Two releases of an image.
    pub(super) images: [String; 2],
    /// One per zone, `eu-west-1a` first.
    pub(super) subnets: Vec<String>,
}

impl Stage {
    pub(super) async fn new() -> Self {
        let sandbox = Arc::new(Sandbox::builder().on_loopback().start().await.unwrap());
        let harness = configured(&sandbox).await;
        let ec2 = ec2(&sandbox);
        Self {
            images: images(&ec2).await,
            subnets: subnets(&ec2).await,
            harness,
            sandbox,
        }
    }

    /// Another process of the plugin on the same world.
    pub(super) async fn another(self) -> Self {
        let harness = configured(&self.sandbox).await;
        Self { harness, ..self }
    }

    /// A stack of three brokers, changed by `patch`. Nothing of it outlives a destroy.
    pub(super) fn config(&self, patch: Json) -> Value {
        let mut base = json!({
            "cluster_name": "orders",
            "number_of_broker_nodes": 3,
            "subnet_ids": self.subnets,
            "ami": self.images[0],
            "instance_type": "m7g.large",
            "volumes": [{ "name": "data", "size": 100 }],
            "delete_volumes_on_destroy": true,
        });
        for (key, item) in patch.as_object().into_iter().flatten() {
            base[key] = item.clone();
        }
        value(&base)
    }

    /// A stack that is applied, and quiet.
    pub(super) async fn applied(patch: Json) -> (Self, Stored) {
        let stage = Self::new().await;
        let config = stage.config(patch);
        let stored = stage.apply(None, &config).await;
        (stage, stored)
    }

    /// `terraform plan`: refresh and plan.
    pub(super) async fn plan(&self, prior: Option<&Stored>, config: &Value) -> Planned {
        terraform::plan(&self.harness, STACK, prior, config).await
    }

    pub(super) async fn refresh(&self, stored: &Stored) -> Option<Stored> {
        terraform::refresh(&self.harness, STACK, stored).await
    }

    /// `terraform apply`: refresh, plan, apply.
    pub(super) async fn try_apply(&self, prior: Option<&Stored>, config: &Value) -> Outcome {
        terraform::apply(&self.harness, STACK, prior, config).await
    }

    /// `terraform apply` that must work, and leave nothing to do.
    pub(super) async fn apply(&self, prior: Option<&Stored>, config: &Value) -> Stored {
        let stored = self.try_apply(prior, config).await.unwrap();
        self.harness.assert_quiet(STACK, &stored, config).await;
        stored
    }

    /// `terraform destroy`, after which nothing may be left.
    pub(super) async fn destroyed(&self, stored: &Stored) {
        let said = terraform::destroy(&self.harness, STACK, stored).await;
        assert!(said.is_empty(), "{said:#?}");
        self.empty();
    }

    #[track_caller]
    pub(super) fn empty(&self) {
        assert_empty(&self.sandbox);
    }

    /// Something happens to the instance of a broker.
    pub(super) fn befall(&self, stored: &Stored, broker: i64, event: InstanceEvent) {
        let instance = text(stored, broker, "instance_id");
        self.sandbox.world().befall(&instance, event).unwrap();
    }

    pub(super) fn fault(&self, rule: FaultRule) {
        self.sandbox.add_fault(rule);
    }

    /// A refusal of an operation of EC2, at its `nth` call.
    pub(super) fn refuse(&self, operation: &str, nth: u64, code: &str, status: u16) {
        self.fault(FaultRule {
            service: Some("ec2".to_owned()),
            operation: Some(operation.to_owned()),
            nth: Some(nth),
            action: refusal(code, status, "the test says no"),
            ..FaultRule::default()
        });
    }

    /// Calls that change something, by operation.
    pub(super) fn mutations(&self) -> Vec<String> {
        mutations(&self.sandbox)
    }
}

/// A provider for this world.
pub(super) async fn configured(sandbox: &Sandbox) -> Harness<Kafkaws> {
    provider(sandbox, json!({})).await
}

/// A health check that asks this Kafka, and does not wait long.
pub(super) fn kafka(cluster: &FakeCluster) -> Json {
    let all: Vec<String> = cluster
        .endpoints()
        .iter()
        .map(ToString::to_string)
        .collect();
    json!({ "probe": "kafka", "bootstrap_brokers": all, "timeout": "2s" })
}

/// A Kafka of these brokers, with a topic that the first of them hold.
pub(super) async fn fake(brokers: impl IntoIterator<Item = i32>) -> FakeCluster {
    FakeCluster::start(World::of(brokers)).await.unwrap()
}

fn ec2(sandbox: &Sandbox) -> aws_sdk_ec2::Client {
    let config = aws_sdk_ec2::Config::builder()
        .behavior_version(BehaviorVersion::latest())
        .endpoint_url(sandbox.url())
        .region(Region::from_static("eu-west-1"))
        .credentials_provider(Credentials::new("AKIDTEST", "secret", None, None, "test"))
        .http_client(aws_smithy_http_client::Builder::new().build_http());
    aws_sdk_ec2::Client::from_conf(config.build())
}

async fn images(ec2: &aws_sdk_ec2::Client) -> [String; 2] {
    let found = ec2.describe_images().owners("amazon").send().await.unwrap();
    let mut arm: Vec<_> = found
        .images()
        .iter()
        .filter(|image| image.name().is_some_and(|name| name.ends_with("arm64")))
        .map(|image| {
            (
                image.name().unwrap().to_owned(),
                image.image_id().unwrap().to_owned(),
            )
        })
        .collect();
    arm.sort();
    let ids: Vec<String> = arm.into_iter().map(|(_, id)| id).collect();
    ids.try_into().unwrap()
}

async fn subnets(ec2: &aws_sdk_ec2::Client) -> Vec<String> {
    let found = ec2.describe_subnets().send().await.unwrap();
    let mut subnets: Vec<_> = found
        .subnets()
        .iter()
        .map(|it| {
            (
                it.availability_zone().unwrap().to_owned(),
                it.subnet_id().unwrap().to_owned(),
            )
        })
        .collect();
    subnets.sort();
    subnets.into_iter().map(|(_, id)| id).collect()
}

/// A broker's entry.
#[track_caller]
pub(super) fn broker(stored: &Stored, id: i64) -> &Value {
    let brokers = stored.value.attribute("brokers").as_map().unwrap();
    &brokers[&id.to_string()]
}

/// A text of a broker's entry.
#[track_caller]
pub(super) fn text(stored: &Stored, id: i64, attribute: &str) -> String {
    let value = broker(stored, id).attribute(attribute);
    value
        .as_str()
        .unwrap_or_else(|| panic!("{attribute}: {value:?}"))
        .to_owned()
}

/// That text of every broker, by id.
pub(super) fn texts(stored: &Stored, attribute: &str) -> Vec<String> {
    ids(stored)
        .into_iter()
        .map(|id| text(stored, id, attribute))
        .collect()
}

/// The ids of the brokers, ascending.
pub(super) fn ids(stored: &Stored) -> Vec<i64> {
    let brokers = stored.value.attribute("brokers").as_map().unwrap();
    let mut ids: Vec<i64> = brokers.keys().map(|id| id.parse().unwrap()).collect();
    ids.sort_unstable();
    ids
}

/// What makes a broker the one that it is: its interface, its address and its volumes.
pub(super) fn identity(stored: &Stored, id: i64) -> (String, String, Vec<String>) {
    let volumes = broker(stored, id).attribute("volumes").as_list().unwrap();
    let volumes = volumes
        .iter()
        .map(|it| it.attribute("volume_id").as_str().unwrap().to_owned());
    (
        text(stored, id, "network_interface_id"),
        text(stored, id, "address"),
        volumes.collect(),
    )
}

/// The text of the errors of an apply that did not work, and what it left.
#[track_caller]
pub(super) fn failed(outcome: Outcome) -> (String, Stored) {
    assert!(
        outcome.diagnostics.has_errors(),
        "{:#?}",
        outcome.diagnostics
    );
    let errors = outcome.diagnostics.iter().filter(|said| said.is_error());
    let errors: Vec<String> = errors
        .map(|said| format!("{}: {}", said.summary, said.detail))
        .collect();
    let stored = outcome.stored.unwrap();
    assert!(!stored.tainted, "{errors:?}");
    (errors.join("\n"), stored)
}
