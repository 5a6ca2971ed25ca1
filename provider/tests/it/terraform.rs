//! What terraform asks of the plugin for each of its commands, in terraform's order.

use kafkaws_plugin::testing::{Harness, Outcome, Planned, Stored};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_schema::{Diagnostics, Value};

/// `terraform apply -refresh-only`, which must work.
pub(crate) async fn refresh(
    harness: &Harness<Kafkaws>,
    kind: &str,
    stored: &Stored,
) -> Option<Stored> {
    let outcome = harness.refresh(kind, stored).await;
    let said = &outcome.diagnostics;
    assert!(!said.has_errors(), "{said:#?}");
    outcome.stored
}

/// `terraform plan`: refresh and plan.
pub(crate) async fn plan(
    harness: &Harness<Kafkaws>,
    kind: &str,
    prior: Option<&Stored>,
    config: &Value,
) -> Planned {
    let fresh = match prior {
        Some(prior) => refresh(harness, kind, prior).await,
        None => None,
    };
    harness.plan(kind, fresh.as_ref(), config).await
}

/// `terraform apply`: refresh, plan, apply.
pub(crate) async fn apply(
    harness: &Harness<Kafkaws>,
    kind: &str,
    prior: Option<&Stored>,
    config: &Value,
) -> Outcome {
    let planned = plan(harness, kind, prior, config).await;
    if planned.diagnostics.has_errors() {
        return Outcome {
            stored: planned.prior,
            diagnostics: planned.diagnostics,
        };
    }
    harness.apply(&planned).await
}

/// `terraform destroy`, which must work; what it says.
pub(crate) async fn destroy(
    harness: &Harness<Kafkaws>,
    kind: &str,
    stored: &Stored,
) -> Diagnostics {
    let outcome = harness.destroy(kind, stored).await;
    let said = outcome.diagnostics;
    assert!(!said.has_errors(), "{said:#?}");
    assert_eq!(outcome.stored, None);
    said
}
