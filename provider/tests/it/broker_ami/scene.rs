//! One test's world: a sandbox, a provider that is configured for it, and a folder for images.

use std::path::PathBuf;
use std::sync::Arc;

use kafkaws_plugin::testing::{Harness, Outcome, Planned, Stored};
use kafkaws_provider::aws::Cloud;
use kafkaws_provider::provider::Kafkaws;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use kafkaws_schema::{Diagnostics, Value};
use serde_json::{Value as Json, json};
use tempfile::TempDir;

use super::disk::{Disk, describe};
use crate::config::{merge, value};
use crate::scene::{assert_empty, cloud, get, mutations, provider};
use crate::terraform;

pub(super) const AMI: &str = "broker_ami";

/// A sandbox, a provider, and a folder.
pub(super) struct Scene {
    pub(super) sandbox: Arc<Sandbox>,
    pub(super) harness: Harness<Kafkaws>,
    pub(super) folder: Arc<TempDir>,
}

impl Scene {
    /// With an image and its manifest at [`Scene::image`].
    pub(super) async fn new() -> Self {
        let sandbox = Arc::new(Sandbox::builder().start().await.unwrap());
        let scene = Self {
            harness: provider(&sandbox, json!({})).await,
            folder: Arc::new(tempfile::tempdir().unwrap()),
            sandbox,
        };
        scene.build(Disk::of(1), "0.8.1");
        scene
    }

    /// With an AMI that is applied, and quiet. The call log begins here.
    pub(super) async fn applied(patch: Json) -> (Self, Stored) {
        let scene = Self::new().await;
        let stored = scene.apply(None, &scene.config(patch)).await;
        scene.sandbox.forget_calls();
        (scene, stored)
    }

    /// Another process of the plugin on the same world.
    pub(super) async fn another(self) -> Self {
        let harness = provider(&self.sandbox, json!({})).await;
        Self { harness, ..self }
    }

    pub(super) fn image(&self) -> PathBuf {
        self.folder.path().join("broker.raw")
    }

    /// Writes an image with its manifest.
    pub(super) fn build(&self, disk: Disk, version: &str) {
        disk.write(&self.image());
        describe(&self.image(), version);
    }

    /// The same without a manifest.
    pub(super) fn build_alone(&self, disk: Disk) {
        disk.write(&self.image());
        drop(std::fs::remove_file(
            self.folder.path().join("broker.raw.json"),
        ));
    }

    /// An AMI of the image, changed by a merge patch.
    pub(super) fn config(&self, patch: Json) -> Value {
        let mut base = json!({
            "name": "broker",
            "image_file": self.image().to_str().unwrap(),
            // A wait that nothing ends is told rather than waited for.
            "timeouts": { "create": "60s", "update": "60s", "delete": "60s" },
        });
        merge(&mut base, patch);
        value(&base)
    }

    /// `terraform apply` that must work, and leave nothing to do.
    pub(super) async fn apply(&self, prior: Option<&Stored>, config: &Value) -> Stored {
        let stored = self.try_apply(prior, config).await.unwrap();
        self.quiet(&stored, config).await;
        stored
    }

    /// `terraform apply`: refresh, plan, apply.
    pub(super) async fn try_apply(&self, prior: Option<&Stored>, config: &Value) -> Outcome {
        terraform::apply(&self.harness, AMI, prior, config).await
    }

    /// An apply that must fail; what it says.
    pub(super) async fn refused(&self, prior: Option<&Stored>, config: &Value) -> Diagnostics {
        let outcome = self.try_apply(prior, config).await;
        assert!(outcome.diagnostics.has_errors(), "{outcome:#?}");
        outcome.diagnostics
    }

    /// `terraform plan`: refresh and plan.
    pub(super) async fn plan(&self, prior: Option<&Stored>, config: &Value) -> Planned {
        terraform::plan(&self.harness, AMI, prior, config).await
    }

    /// `terraform apply -refresh-only`.
    pub(super) async fn refresh(&self, stored: &Stored) -> Option<Stored> {
        terraform::refresh(&self.harness, AMI, stored).await
    }

    pub(super) async fn quiet(&self, stored: &Stored, config: &Value) {
        self.harness.assert_quiet(AMI, stored, config).await;
    }

    /// `terraform destroy`, after which nothing may be left.
    pub(super) async fn destroyed(&self, stored: &Stored) {
        drop(terraform::destroy(&self.harness, AMI, stored).await);
        self.empty();
    }

    /// Nothing is left in AWS, and nothing beside the image.
    #[track_caller]
    pub(super) fn empty(&self) {
        assert_empty(&self.sandbox);
        assert_eq!(self.journals(), Vec::<String>::new());
    }

    /// Names of the journals of uploads that are not finished.
    pub(super) fn journals(&self) -> Vec<String> {
        let files = std::fs::read_dir(self.folder.path()).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        names.filter(|name| name.ends_with(".upload")).collect()
    }

    /// How often an operation was called since the log was last forgotten.
    pub(super) fn count(&self, operation: &str) -> usize {
        self.sandbox.calls().count(operation)
    }

    /// How often it was called and did something.
    pub(super) fn done(&self, operation: &str) -> usize {
        let calls = self.sandbox.calls();
        let done = calls.only(|call| call.operation == operation && call.code.is_none());
        done.len()
    }

    /// Calls that changed something since then.
    pub(super) fn mutations(&self) -> Vec<String> {
        mutations(&self.sandbox)
    }

    /// A fault of an operation, at its `nth` call where one is given.
    pub(super) fn fault(&self, operation: &str, nth: Option<u64>, action: FaultAction) {
        self.sandbox.add_fault(FaultRule {
            operation: Some(operation.to_owned()),
            nth,
            action,
            ..FaultRule::default()
        });
    }

    /// Somebody else's way to the same AWS.
    pub(super) async fn cloud(&self) -> Cloud {
        cloud(&self.sandbox).await
    }

    /// Ids of what EC2 has of a kind: `images`, `snapshots`.
    pub(super) fn ids(&self, kind: &str) -> Vec<String> {
        let summary = self.sandbox.world().summary();
        match &summary["regions"][0][kind] {
            Json::Object(things) => things.keys().cloned().collect(),
            Json::Array(ids) => ids
                .iter()
                .map(|id| id.as_str().unwrap().to_owned())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// The texts of a list of a state.
#[track_caller]
pub(super) fn texts(stored: &Stored, name: &str) -> Vec<String> {
    let list = get(&stored.value, name).as_list().unwrap().iter();
    list.map(|one| one.as_str().unwrap().to_owned()).collect()
}
