//! Calls that plan a change and carry it out, and what core asserts of the answers.

use kafkaws_schema::{ResourceSchema, Value, conformance};

use super::messages::{CLIENT, answered, decode, diagnostics, encode, path, request};
use super::storage::kept;
use super::{Harness, Outcome, Stored, proposed};
use crate::Provider;
use crate::erased::Plan;
use crate::proto::tfplugin6::provider_server::Provider as Rpc;
use crate::proto::tfplugin6::*;

impl<P: Provider> Harness<P> {
    /// PlanResourceChange.
    pub(super) async fn plan_once(
        &self,
        name: &str,
        prior: &Value,
        config: &Value,
        private: &[u8],
    ) -> Plan {
        let schema = self.schema(name);
        let ty = schema.ty();
        let attributes: Vec<_> = schema.attributes().collect();
        let proposed = proposed::new_state(&attributes, prior, config);
        let message = plan_resource_change::Request {
            type_name: Self::full_name(name),
            prior_state: encode(prior, &ty),
            proposed_new_state: encode(&proposed, &ty),
            config: encode(config, &ty),
            prior_private: private.to_vec(),
            client_capabilities: Some(CLIENT),
            ..Default::default()
        };
        let answer = answered(self.service.plan_resource_change(request(message)).await);
        assert!(!answer.legacy_type_system && answer.deferred.is_none());
        let plan = Plan {
            planned: decode(answer.planned_state.as_ref(), &ty),
            replace: answer.requires_replace.iter().map(path).collect(),
            private: answer.planned_private,
            diagnostics: diagnostics(answer.diagnostics),
        };
        if !plan.diagnostics.has_errors() {
            let violations = conformance::plan_violations(&schema, prior, config, &plan.planned);
            assert!(
                violations.is_empty(),
                "core refuses the plan: {violations:#?}"
            );
        }
        plan
    }

    /// ApplyResourceChange, and what core keeps of the answer.
    pub(super) async fn apply_once(
        &self,
        name: &str,
        prior: Option<&Stored>,
        plan: &Plan,
        config: &Value,
    ) -> Outcome {
        let schema = self.schema(name);
        let ty = schema.ty();
        let before = prior.map_or(Value::Null, |prior| prior.value.clone());
        let message = apply_resource_change::Request {
            type_name: Self::full_name(name),
            prior_state: encode(&before, &ty),
            planned_state: encode(&plan.planned, &ty),
            config: encode(config, &ty),
            planned_private: plan.private.clone(),
            ..Default::default()
        };
        let answer = answered(self.service.apply_resource_change(request(message)).await);
        let diagnostics = diagnostics(answer.diagnostics);
        let stored = kept(&schema, answer.new_state.as_ref(), answer.private);
        if diagnostics.has_errors() {
            return Outcome {
                stored: after_error(prior, stored),
                diagnostics,
            };
        }
        assert_promised(&schema, &plan.planned, stored.as_ref());
        Outcome {
            stored,
            diagnostics,
        }
    }
}

/// With an error, null means that the prior state stays, and what a create made is tainted.
fn after_error(prior: Option<&Stored>, made: Option<Stored>) -> Option<Stored> {
    let tainted = prior.is_none_or(|prior| prior.tainted);
    made.map(|made| Stored { tainted, ..made })
        .or_else(|| prior.cloned())
}

fn assert_promised(schema: &ResourceSchema, planned: &Value, stored: Option<&Stored>) {
    let Some(stored) = stored else {
        assert!(
            planned.is_null(),
            "core wants a state after anything but a delete"
        );
        return;
    };
    assert!(!planned.is_null(), "core wants null after a delete");
    let violations = conformance::apply_violations(schema, planned, &stored.value);
    assert!(
        violations.is_empty(),
        "core refuses the result: {violations:#?}"
    );
}
