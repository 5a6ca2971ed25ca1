//! One test's world: a sandbox with images and subnets, and a provider that is configured for it.

use std::sync::Arc;

use kafkaws_plugin::testing::{Harness, Outcome, Planned, Stored};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

use crate::config::{merge, value};
use crate::scene::{assert_empty, cloud, get, mutations, provider, text};
use crate::{mark, terraform};

pub(super) const BROKER: &str = "broker";
/// The `Name` tag of the instance and the interface.
pub(super) const NAME: &str = "orders-1";

/// A sandbox, what there is in it, and a provider.
pub(super) struct Scene {
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) harness: Harness<Kafkaws>,
    pub(super) place: Place,
}

/// Images and subnets of the default VPC.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// Two of arm64, the older one first.
    pub(super) images: Vec<String>,
    /// One in each of three zones.
    pub(super) subnets: Vec<String>,
}

impl Place {
    /// A broker with one gp3 volume that is deleted with it, changed by a merge patch.
    pub(super) fn config(&self, patch: Json) -> Value {
        let mut base = json!({
            "cluster_name": "orders",
            "broker_id": 1,
            "ami": self.images[0],
            "instance_type": "m7g.large",
            "subnet_id": self.subnets[0],
            "volumes": [{ "name": "data", "size": 100 }],
            "delete_volumes_on_destroy": true,
        });
        merge(&mut base, patch);
        value(&base)
    }
}

impl Scene {
    pub(super) async fn new() -> Self {
        let sandbox = Arc::new(Sandbox::builder().on_loopback().start().await.unwrap());
        let harness = provider(&sandbox, json!({})).await;
        let place = place(&sandbox).await;
        sandbox.forget_calls();
        Self {
            sandbox,
            harness,
            place,
        }
    }

    /// A broker that is applied, and quiet. The call log begins here.
    pub(super) async fn applied(patch: Json) -> (Self, Stored) {
        let scene = Self::new().await;
        let stored = scene.apply(None, &scene.place.config(patch)).await;
        scene.sandbox.forget_calls();
        (scene, stored)
    }

    /// Another process of the plugin on the same world.
    pub(super) async fn another(self) -> Self {
        let harness = provider(&self.sandbox, json!({})).await;
        Self { harness, ..self }
    }

    /// `terraform apply` that must work, and leave nothing to do.
    pub(super) async fn apply(&self, prior: Option<&Stored>, config: &Value) -> Stored {
        let stored = self.try_apply(prior, config).await.unwrap();
        self.quiet(&stored, config).await;
        stored
    }

    /// `terraform apply`: refresh, plan, apply.
    pub(super) async fn try_apply(&self, prior: Option<&Stored>, config: &Value) -> Outcome {
        terraform::apply(&self.harness, BROKER, prior, config).await
    }

    /// `terraform plan`: refresh and plan.
    pub(super) async fn plan(&self, prior: Option<&Stored>, config: &Value) -> Planned {
        terraform::plan(&self.harness, BROKER, prior, config).await
    }

    /// `terraform apply -refresh-only`.
    pub(super) async fn refresh(&self, stored: &Stored) -> Option<Stored> {
        terraform::refresh(&self.harness, BROKER, stored).await
    }

    pub(super) async fn quiet(&self, stored: &Stored, config: &Value) {
        self.harness.assert_quiet(BROKER, stored, config).await;
    }

    /// `terraform destroy`, after which nothing may be left.
    pub(super) async fn destroyed(&self, stored: &Stored) {
        drop(terraform::destroy(&self.harness, BROKER, stored).await);
        self.empty();
    }

    #[track_caller]
    pub(super) fn empty(&self) {
        assert_empty(&self.sandbox);
    }

    /// Calls that changed something since the log was last forgotten.
    pub(super) fn mutations(&self) -> Vec<String> {
        mutations(&self.sandbox)
    }

    /// A fault of an operation of EC2, at its `nth` call where one is given.
    pub(super) fn fault(&self, operation: &str, nth: Option<u64>, action: FaultAction) {
        self.sandbox.add_fault(FaultRule {
            service: Some("ec2".to_owned()),
            operation: Some(operation.to_owned()),
            nth,
            action,
            ..FaultRule::default()
        });
    }

    /// Somebody deletes a volume, attached or not.
    pub(super) async fn delete_volume(&self, id: &str) {
        let cloud = cloud(&self.sandbox).await;
        let ec2 = cloud.connection().ec2().await.unwrap();
        let volume = ec2.describe_volumes().volume_ids(id);
        if volume.send().await.unwrap().volumes()[0]
            .attachments()
            .len()
            == 1
        {
            drop(ec2.detach_volume().volume_id(id).send().await.unwrap());
        }
        loop {
            let volume = ec2.describe_volumes().volume_ids(id).send().await.unwrap();
            if volume.volumes()[0].attachments().is_empty() {
                break;
            }
        }
        drop(ec2.delete_volume().volume_id(id).send().await.unwrap());
        while ec2.describe_volumes().volume_ids(id).send().await.is_ok() {}
    }

    /// The create that made a broker is hours ago.
    pub(super) async fn age(&self, stored: &Stored) {
        let id = text(stored, "network_interface_id");
        mark::age(&self.sandbox, id).await;
    }

    /// Somebody deletes interface and volumes of a broker without an instance.
    pub(super) async fn delete_everything(&self, stored: &Stored) {
        let Value::Map(ids) = get(&stored.value, "volume_ids") else {
            panic!("no volumes");
        };
        for id in ids.values() {
            self.delete_volume(id.as_str().unwrap()).await;
        }
        let cloud = cloud(&self.sandbox).await;
        let ec2 = cloud.connection().ec2().await.unwrap();
        let id = text(stored, "network_interface_id");
        drop(
            ec2.delete_network_interface()
                .network_interface_id(id)
                .send()
                .await
                .unwrap(),
        );
    }

    /// What EC2 has of a kind (`instances`, `volumes`), but what is terminated.
    pub(super) fn things(&self, kind: &str) -> Vec<(String, Json)> {
        let summary = self.sandbox.world().summary();
        let things = summary["regions"][0][kind]
            .as_object()
            .cloned()
            .unwrap_or_default();
        let alive = things
            .into_iter()
            .filter(|(_, one)| one["state"] != "terminated");
        alive.collect()
    }
}

async fn place(sandbox: &Sandbox) -> Place {
    let cloud = cloud(sandbox).await;
    let ec2 = cloud.connection().ec2().await.unwrap();
    let answer = ec2.describe_images().send().await.unwrap();
    let mut images: Vec<(String, String)> = answer
        .images()
        .iter()
        .filter(|image| image.name().unwrap().ends_with("arm64"))
        .map(|image| {
            (
                image.name().unwrap().to_owned(),
                image.image_id().unwrap().to_owned(),
            )
        })
        .collect();
    images.sort();
    let subnets = cloud.network().default_subnets(3).await.unwrap();
    Place {
        images: images.into_iter().map(|(_, id)| id).collect(),
        subnets: subnets.into_iter().map(|subnet| subnet.id).collect(),
    }
}

/// What must stay whatever becomes of the instance.
#[track_caller]
pub(super) fn same_broker(one: &Stored, other: &Stored) {
    for output in [
        "id",
        "network_interface_id",
        "address",
        "volume_ids",
        "availability_zone_id",
    ] {
        let (before, after) = (get(&one.value, output), get(&other.value, output));
        assert!(
            before.same(after) && !before.is_null(),
            "{output}: {before:?} {after:?}"
        );
    }
}
