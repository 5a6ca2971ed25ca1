//! Calls that plan a change and carry it out, and what core asserts of the answers.

use kafkaws_schema::{Value, conformance};

use super::messages::{CLIENT, answered, decode, diagnostics, encode, path, request};
use super::storage::assert_storable;
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
        planned: &Value,
        config: &Value,
        private: &[u8],
    ) -> Outcome {
        let schema = self.schema(name);
        let ty = schema.ty();
        let before = prior.map_or(Value::Null, |prior| prior.value.clone());
        let message = apply_resource_change::Request {
            type_name: Self::full_name(name),
            prior_state: encode(&before, &ty),
            planned_state: encode(planned, &ty),
            config: encode(config, &ty),
            planned_private: private.to_vec(),
            ..Default::default()
        };
        let answer = answered(self.service.apply_resource_change(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        let value = decode(answer.new_state.as_ref(), &ty);
        assert_storable(&schema, &value);
        if said.has_errors() {
            let tainted = prior.is_none_or(|prior| prior.tainted);
            let kept = if value.is_null() {
                prior.cloned()
            } else {
                Some(Stored {
                    value,
                    private: answer.private,
                    tainted,
                })
            };
            return Outcome {
                stored: kept,
                diagnostics: said,
            };
        }
        assert_eq!(
            value.is_null(),
            planned.is_null(),
            "core wants null after a delete, and only then"
        );
        let violations = conformance::apply_violations(&schema, planned, &value);
        assert!(
            violations.is_empty(),
            "core refuses the result: {violations:#?}"
        );
        let stored = (!value.is_null()).then_some(Stored {
            value,
            private: answer.private,
            tainted: false,
        });
        Outcome {
            stored,
            diagnostics: said,
        }
    }
}
