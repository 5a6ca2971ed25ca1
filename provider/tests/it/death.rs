//! A plugin that dies at a call that changes something.

use std::sync::Arc;
use std::time::Duration;

use kafkaws_plugin::testing::Stored;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use kafkaws_schema::Value;
use serde_json::json;

use crate::scene::provider;

/// A call by its operation, and its number among those of the operation.
pub(crate) type Call = (String, u64);

/// Longer than any test.
const FOR_EVER: u64 = 3_600_000;
/// So long without a call, and the plugin waits for the one that is held.
const SILENCE: Duration = Duration::from_millis(500);

/// How far AWS gets with the call at which the plugin dies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Death {
    Before,
    After,
}

impl Death {
    /// Dies at this call.
    pub(crate) fn at(self, (operation, nth): &Call) -> FaultRule {
        FaultRule {
            operation: Some(operation.clone()),
            nth: Some(*nth),
            action: self.action(),
            ..FaultRule::default()
        }
    }

    /// Dies at the nth call of all that change something.
    pub(crate) fn at_change(self, nth: u64) -> FaultRule {
        FaultRule {
            mutating: true,
            nth: Some(nth),
            action: self.action(),
            ..FaultRule::default()
        }
    }

    fn action(self) -> FaultAction {
        let milliseconds = FOR_EVER;
        match self {
            Self::Before => FaultAction::Delay { milliseconds },
            Self::After => FaultAction::HoldResponse { milliseconds },
        }
    }
}

/// Calls with their numbers, which the log has without.
pub(crate) fn numbered(operations: Vec<String>) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for operation in operations {
        let before = calls.iter().filter(|(name, _)| *name == operation).count();
        calls.push((operation, u64::try_from(before + 1).unwrap()));
    }
    assert!(calls.len() >= 2, "{calls:?}");
    calls
}

/// Applies this configuration, or destroys without one, in a runtime of its own, which dies with everything that runs in it once
/// the call is held. The log of calls must begin with this.
pub(crate) async fn crash(
    sandbox: &Arc<Sandbox>,
    kind: &'static str,
    (prior, config): (Option<&Stored>, Option<&Value>),
    rule: FaultRule,
) {
    sandbox.add_fault(rule.clone());
    let process = tokio::runtime::Runtime::new().unwrap();
    let sandboxed = Arc::clone(sandbox);
    let (prior, config) = (prior.cloned(), config.cloned());
    let working = process.spawn(async move { work(&sandboxed, kind, prior, config).await });
    held(sandbox, &rule).await;
    assert!(!working.is_finished(), "nothing was held: {rule:?}");
    process.shutdown_background();
    sandbox.clear_faults();
}

async fn work(sandbox: &Sandbox, kind: &str, prior: Option<Stored>, config: Option<Value>) {
    let harness = provider(sandbox, json!({})).await;
    let prior = match prior {
        Some(prior) => harness.refresh(kind, &prior).await.stored,
        None => None,
    };
    match (config, prior) {
        (Some(config), prior) => drop(harness.run(kind, prior.as_ref(), &config).await),
        (None, Some(prior)) => drop(harness.destroy(kind, &prior).await),
        (None, None) => {}
    }
}

/// A call whose answer is held is in the log. One that is held before the work is not: those before it are, and then nothing
/// comes.
async fn held(sandbox: &Sandbox, rule: &FaultRule) {
    let nth = usize::try_from(rule.nth.unwrap_or(1)).unwrap();
    let after = matches!(rule.action, FaultAction::HoldResponse { .. });
    let wanted = if after { nth } else { nth - 1 };
    while matching(sandbox, rule) < wanted {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let mut before = usize::MAX;
    while !after && before != sandbox.calls().len() {
        before = sandbox.calls().len();
        tokio::time::sleep(SILENCE).await;
    }
}

fn matching(sandbox: &Sandbox, rule: &FaultRule) -> usize {
    let calls = sandbox.calls();
    match &rule.operation {
        Some(operation) => calls.count(operation),
        None => calls.mutating().len(),
    }
}
