//! A plan: the engine's passes with the resource's hooks between them, then what core would assert.

use kafkaws_schema::plan::{self, Draft};
use kafkaws_schema::{Diagnostic, Diagnostics, ResourceSchema, Value, conformance};

use super::private::Kept;
use super::{Plan, PlanRequest, state};
use crate::{Cx, Resource};

pub(super) async fn plan<R: Resource>(
    cx: &Cx<R::Cloud>,
    request: PlanRequest,
) -> Result<Plan, Diagnostics> {
    let PlanRequest {
        prior,
        config,
        proposed,
        private,
    } = request;
    let kept = Kept::<R::Private>::read(relevant(&prior, private))?;
    let mut private = kept.value.clone();
    let schema = state::schema::<R>();
    let mut draft = plan::begin(&schema, prior, config, proposed);
    if !draft.destroys() {
        R::settle(&mut draft, &private);
        plan::finish(&schema, &mut draft);
    }
    R::review(cx, &mut draft, &mut private).await;
    if !draft.diagnostics.has_errors() {
        draft
            .diagnostics
            .extend(violations(&schema, &draft, R::NAME));
    }
    Ok(Plan {
        planned: draft.planned,
        replace: draft.replace.into_iter().collect(),
        private: kept.write(&private)?,
        diagnostics: draft.diagnostics,
    })
}

/// The plan of a new object must not depend on private bytes: core sends those of the replaced
/// object in the plan, and none when it plans the same again in the apply.
fn relevant(prior: &Value, private: Vec<u8>) -> Vec<u8> {
    if prior.is_null() { Vec::new() } else { private }
}

/// What core would refuse with a message that helps nobody.
fn violations(schema: &ResourceSchema, draft: &Draft, name: &str) -> Diagnostics {
    conformance::plan_violations(schema, &draft.prior, &draft.config, &draft.planned)
        .into_iter()
        .map(|violation| Diagnostic::bug(format!("Invalid plan for {name}"), violation))
        .collect()
}
