//! One test's world: a sandbox, and a provider that is configured for it.

use std::sync::Arc;

use kafkaws_plugin::testing::{Action, Harness, Outcome, Planned, Stored};
use kafkaws_provider::aws::Cloud;
use kafkaws_provider::config::Environment;
use kafkaws_provider::provider::Kafkaws;
use kafkaws_sandbox::{Event, FaultAction, FaultRule, Sandbox};
use kafkaws_schema::{Diagnostics, Path, Value};
use serde_json::{Value as Json, json};

use crate::config::value;
use crate::terraform;

pub(crate) const CLUSTER: &str = "msk_cluster";
pub(crate) const NAME: &str = "orders";

/// A sandbox, and a provider that is configured for it.
pub(crate) struct Scene {
    pub(crate) sandbox: Arc<Sandbox>,
    pub(crate) harness: Harness<Kafkaws>,
}

impl Scene {
    pub(crate) async fn new() -> Self {
        Self::with(json!({})).await
    }

    /// With more in the provider block.
    pub(crate) async fn with(block: Json) -> Self {
        let sandbox = Arc::new(Sandbox::builder().start().await.unwrap());
        let harness = provider(&sandbox, block).await;
        Self { sandbox, harness }
    }

    /// A cluster that is applied, and quiet.
    pub(crate) async fn applied(config: &Value) -> (Self, Stored) {
        let scene = Self::new().await;
        let stored = scene.apply(None, config).await;
        (scene, stored)
    }

    /// Another process of the plugin on the same world, with more in the provider block.
    pub(crate) async fn another(self, block: Json) -> Self {
        let harness = provider(&self.sandbox, block).await;
        Self { harness, ..self }
    }

    /// `terraform apply` that must work, and leave nothing to do.
    pub(crate) async fn apply(&self, prior: Option<&Stored>, config: &Value) -> Stored {
        let outcome = self.try_apply(prior, config).await;
        let stored = outcome.unwrap();
        self.quiet(&stored, config).await;
        stored
    }

    /// `terraform apply`: refresh, plan, apply.
    pub(crate) async fn try_apply(&self, prior: Option<&Stored>, config: &Value) -> Outcome {
        terraform::apply(&self.harness, CLUSTER, prior, config).await
    }

    /// `terraform plan`: refresh and plan.
    pub(crate) async fn plan(&self, prior: Option<&Stored>, config: &Value) -> Planned {
        terraform::plan(&self.harness, CLUSTER, prior, config).await
    }

    /// `terraform plan` in which nothing must be wrong.
    pub(crate) async fn planned(&self, prior: &Stored, config: &Value) -> Planned {
        let planned = self.plan(Some(prior), config).await;
        assert!(
            !planned.diagnostics.has_errors(),
            "{:#?}",
            planned.diagnostics
        );
        planned
    }

    /// `terraform apply -refresh-only`.
    pub(crate) async fn refresh(&self, stored: &Stored) -> Option<Stored> {
        terraform::refresh(&self.harness, CLUSTER, stored).await
    }

    pub(crate) async fn quiet(&self, stored: &Stored, config: &Value) {
        self.harness.assert_quiet(CLUSTER, stored, config).await;
    }

    /// `terraform destroy`, after which nothing may be left.
    pub(crate) async fn destroyed(&self, stored: &Stored) {
        let said = terraform::destroy(&self.harness, CLUSTER, stored).await;
        assert!(said.is_empty(), "{said:#?}");
        assert_empty(&self.sandbox);
    }

    /// What AWS has under `provisioned`, and beside it.
    pub(crate) fn actual(&self) -> Json {
        self.sandbox.world().cluster(NAME).unwrap()
    }

    pub(crate) fn happen(&self, event: Event) {
        self.sandbox.world().happen(NAME, event).unwrap();
    }

    pub(crate) fn drift(&self, patch: Json) {
        self.sandbox.world().drift(NAME, patch).unwrap();
    }

    /// Calls that changed something since the log was last forgotten.
    pub(crate) fn mutations(&self) -> Vec<String> {
        mutations(&self.sandbox)
    }

    /// Keeps the cluster in a state until the faults are cleared.
    pub(crate) fn stay(&self, state: &str) {
        self.sandbox.add_fault(FaultRule {
            state: Some(state.to_owned()),
            action: FaultAction::Stay,
            ..FaultRule::default()
        });
    }

    /// A fault of an operation of MSK, at its `nth` call where one is given.
    pub(crate) fn fault(&self, operation: &str, nth: Option<u64>, action: FaultAction) {
        self.sandbox.add_fault(FaultRule {
            service: Some("kafka".to_owned()),
            operation: Some(operation.to_owned()),
            nth,
            action,
            ..FaultRule::default()
        });
    }

    /// Waits until somebody has called an operation so often.
    pub(crate) async fn called(&self, operation: &str, times: usize) {
        called(&self.sandbox, operation, times).await;
    }
}

pub(crate) async fn called(sandbox: &Sandbox, operation: &str, times: usize) {
    let patience = std::time::Duration::from_secs(60);
    let seen = async {
        while sandbox.calls().count(operation) < times {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    let seen = tokio::time::timeout(patience, seen).await;
    assert!(seen.is_ok(), "{operation} was not called {times} times");
}

/// Calls that changed something since the log was last forgotten, by operation.
pub(crate) fn mutations(sandbox: &Sandbox) -> Vec<String> {
    let calls = sandbox.calls().mutating();
    calls.operations().into_iter().map(str::to_owned).collect()
}

/// Nothing is left in AWS.
#[track_caller]
pub(crate) fn assert_empty(sandbox: &Sandbox) {
    let world = sandbox.world();
    assert!(world.is_empty(), "{:#}", world.summary());
}

/// Somebody else's way to the same AWS.
pub(crate) async fn cloud(sandbox: &Sandbox) -> Cloud {
    let block = block(sandbox, json!({}));
    let cloud = Cloud::configure(&block, Environment::default()).await;
    cloud.unwrap()
}

/// A refusal in AWS's words.
pub(crate) fn refusal(code: &str, status: u16, message: &str) -> FaultAction {
    FaultAction::Error {
        code: code.to_owned(),
        status,
        message: message.to_owned(),
    }
}

/// A provider with an environment of its own, and the sandbox for every service.
pub(crate) async fn provider(sandbox: &Sandbox, more: Json) -> Harness<Kafkaws> {
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    let said = harness.configure(&block(sandbox, more)).await;
    assert!(!said.has_errors(), "{said:#?}");
    harness
}

/// The provider block.
pub(crate) fn block(sandbox: &Sandbox, more: Json) -> Value {
    let url = sandbox.url();
    let mut block = json!({
        "region": "eu-west-1",
        "access_key": "AKIDTEST",
        "secret_key": "secret",
        "poll_interval": "100ms",
        "endpoints": { "kafka": url, "ec2": url, "sts": url, "cloudwatch": url, "ebs": url, "s3": url },
    });
    for (key, item) in more.as_object().into_iter().flatten() {
        block[key] = item.clone();
    }
    value(&block)
}

/// The errors and warnings at a path, dotted.
pub(crate) fn at<'a>(said: &'a Diagnostics, path: &str) -> Vec<&'a str> {
    let path = at_path(path);
    let there = said
        .iter()
        .filter(|one| one.path.as_ref() == Some(&path))
        .map(|one| one.detail.as_str());
    there.collect()
}

/// A path of attributes, dotted.
pub(crate) fn at_path(dotted: &str) -> Path {
    Path::of(&dotted.split('.').collect::<Vec<_>>())
}

/// What a value has at a dotted path.
pub(crate) fn get<'a>(value: &'a Value, path: &str) -> &'a Value {
    value.get(&at_path(path)).unwrap_or(&Value::Null)
}

/// The text at a dotted path of a state.
#[track_caller]
pub(crate) fn text<'a>(stored: &'a Stored, path: &str) -> &'a str {
    get(&stored.value, path).as_str().unwrap()
}

/// The summaries and details of everything that was said, for questions about their words.
pub(crate) fn words(said: &Diagnostics) -> String {
    let all = said
        .iter()
        .map(|one| format!("{}\n{}", one.summary, one.detail));
    all.collect::<Vec<_>>().join("\n")
}

/// Asserts that a plan is an update in place and that nothing is wrong with it.
#[track_caller]
pub(crate) fn assert_update(planned: &Planned) {
    assert!(
        !planned.diagnostics.has_errors(),
        "{:#?}",
        planned.diagnostics
    );
    assert_eq!(planned.action, Action::Update, "{planned:#?}");
}
