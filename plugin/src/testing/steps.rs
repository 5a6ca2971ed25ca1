//! Single RPCs, and what core asserts of their answers.

use kafkaws_schema::codec::json;
use kafkaws_schema::{Diagnostics, ResourceSchema, Type, Value, conformance};

use super::messages::{CLIENT, answered, decode, diagnostics, encode, path, request};
use super::{Harness, Outcome, Stored, config, proposed};
use crate::Provider;
use crate::proto::tfplugin6::provider_server::Provider as Rpc;
use crate::proto::tfplugin6::*;

impl<P: Provider> Harness<P> {
    /// ValidateProviderConfig and ConfigureProvider. Unknown values are fine.
    pub async fn configure(&self, config: &Value) -> Diagnostics {
        let ty = <P::Config as kafkaws_schema::Model>::OBJECT.ty();
        let config = encode(&config::whole(config, &ty), &ty);
        let message = validate_provider_config::Request {
            config: config.clone(),
        };
        let mut said = diagnostics(
            answered(
                self.service
                    .validate_provider_config(request(message))
                    .await,
            )
            .diagnostics,
        );
        if said.has_errors() {
            return said;
        }
        let message = configure_provider::Request {
            terraform_version: "1.11.4".to_owned(),
            config,
            client_capabilities: Some(CLIENT),
        };
        let answer = answered(self.service.configure_provider(request(message)).await);
        said.extend(diagnostics(answer.diagnostics));
        said
    }

    /// ValidateResourceConfig.
    pub async fn validate(&self, name: &str, config: &Value) -> Diagnostics {
        let ty = self.schema(name).ty();
        let message = validate_resource_config::Request {
            type_name: Self::full_name(name),
            config: encode(&config::whole(config, &ty), &ty),
            client_capabilities: Some(CLIENT),
        };
        let answer = self
            .service
            .validate_resource_config(request(message))
            .await;
        diagnostics(answered(answer).diagnostics)
    }

    /// ValidateDataResourceConfig and ReadDataSource.
    pub async fn read_data(&self, name: &str, config: &Value) -> Result<Value, Diagnostics> {
        let ty = self.data_schema(name).ty();
        let config = encode(&config::whole(config, &ty), &ty);
        let type_name = Self::full_name(name);
        let message = validate_data_resource_config::Request {
            type_name: type_name.clone(),
            config: config.clone(),
        };
        let answer = self
            .service
            .validate_data_resource_config(request(message))
            .await;
        let said = diagnostics(answered(answer).diagnostics);
        if said.has_errors() {
            return Err(said);
        }
        let message = read_data_source::Request {
            type_name,
            config,
            provider_meta: None,
            client_capabilities: Some(CLIENT),
        };
        let answer = answered(self.service.read_data_source(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        if said.has_errors() {
            return Err(said);
        }
        let state = decode(answer.state.as_ref(), &ty);
        assert!(
            !state.is_null() && state.is_wholly_known(),
            "core refuses {state:#?}"
        );
        Ok(state)
    }

    /// StopProvider: what the first Ctrl-C does.
    pub async fn stop(&self) {
        let answer = self
            .service
            .stop_provider(request(stop_provider::Request {}))
            .await;
        assert_eq!(answered(answer).error, "");
    }

    /// UpgradeResourceState: a state file's JSON, as written by schema version `version`.
    pub async fn upgrade(
        &self,
        name: &str,
        version: i64,
        json: &str,
    ) -> Result<Value, Diagnostics> {
        let schema = self.schema(name);
        let message = upgrade_resource_state::Request {
            type_name: Self::full_name(name),
            version,
            raw_state: Some(raw(json.as_bytes().to_vec())),
        };
        let answer = answered(self.service.upgrade_resource_state(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        if said.has_errors() {
            return Err(said);
        }
        let state = decode(answer.upgraded_state.as_ref(), &schema.ty());
        assert_storable(&schema, &state);
        Ok(state)
    }

    /// UpgradeResourceState and ReadResource, as a plan does first.
    pub async fn refresh(&self, name: &str, stored: &Stored) -> Outcome {
        let schema = self.schema(name);
        let current = match self
            .upgrade(name, schema.version, &state_file(stored, &schema.ty()))
            .await
        {
            Ok(current) => current,
            Err(diagnostics) => {
                return Outcome {
                    stored: Some(stored.clone()),
                    diagnostics,
                };
            }
        };
        assert!(
            current.same(&stored.value),
            "the upgrade of an up-to-date state changed it"
        );
        let message = read_resource::Request {
            type_name: Self::full_name(name),
            current_state: encode(&current, &schema.ty()),
            private: stored.private.clone(),
            client_capabilities: Some(CLIENT),
            ..Default::default()
        };
        let answer = answered(self.service.read_resource(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        if said.has_errors() {
            return Outcome {
                stored: Some(stored.clone()),
                diagnostics: said,
            };
        }
        let value = decode(answer.new_state.as_ref(), &schema.ty());
        assert_storable(&schema, &value);
        let found = (!value.is_null()).then_some(Stored {
            value,
            private: answer.private,
            tainted: stored.tainted,
        });
        Outcome {
            stored: found,
            diagnostics: said,
        }
    }

    /// ImportResourceState and ReadResource.
    pub async fn import(&self, name: &str, id: &str) -> Outcome {
        let message = import_resource_state::Request {
            type_name: Self::full_name(name),
            id: id.to_owned(),
            client_capabilities: Some(CLIENT),
            identity: None,
        };
        let answer = answered(self.service.import_resource_state(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        if said.has_errors() {
            return Outcome {
                stored: None,
                diagnostics: said,
            };
        }
        let [imported] = answer.imported_resources.as_slice() else {
            panic!("core wants exactly one imported resource");
        };
        assert_eq!(imported.type_name, Self::full_name(name));
        let schema = self.schema(name);
        let value = decode(imported.state.as_ref(), &schema.ty());
        assert!(!value.is_null(), "core refuses a null import");
        assert_storable(&schema, &value);
        let private = imported.private.clone();
        self.refresh(
            name,
            &Stored {
                value,
                private,
                tainted: false,
            },
        )
        .await
    }

    /// MoveResourceState, for a `moved` block across types.
    pub async fn take_over(&self, name: &str, source: move_resource_state::Request) -> Outcome {
        let message = move_resource_state::Request {
            target_type_name: Self::full_name(name),
            ..source
        };
        let answer = answered(self.service.move_resource_state(request(message)).await);
        let said = diagnostics(answer.diagnostics);
        if said.has_errors() {
            return Outcome {
                stored: None,
                diagnostics: said,
            };
        }
        let schema = self.schema(name);
        let value = decode(answer.target_state.as_ref(), &schema.ty());
        assert!(!value.is_null(), "core refuses a null state");
        assert_storable(&schema, &value);
        let stored = Stored {
            value,
            private: answer.target_private,
            tainted: false,
        };
        Outcome {
            stored: Some(stored),
            diagnostics: said,
        }
    }

    /// PlanResourceChange. Returns the message's parts: planned value, replacement, private bytes, diagnostics.
    pub(super) async fn plan_once(
        &self,
        name: &str,
        prior: &Value,
        config: &Value,
        private: &[u8],
    ) -> (Value, Vec<kafkaws_schema::Path>, Vec<u8>, Diagnostics) {
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
        let said = diagnostics(answer.diagnostics);
        let planned = decode(answer.planned_state.as_ref(), &ty);
        if !said.has_errors() {
            let violations = conformance::plan_violations(&schema, prior, config, &planned);
            assert!(
                violations.is_empty(),
                "core refuses the plan: {violations:#?}"
            );
        }
        let replace = answer.requires_replace.iter().map(path).collect();
        (planned, replace, answer.planned_private, said)
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

/// A state holds nothing unknown and nothing write-only.
fn assert_storable(schema: &ResourceSchema, value: &Value) {
    assert!(
        value.is_wholly_known(),
        "unknown values cannot be stored: {value:#?}"
    );
    let secrets = crate::erased::write_only_places(schema.inputs, value);
    assert!(
        secrets.is_empty(),
        "write-only values must not be stored: {secrets:?}"
    );
}

/// Terraform indents state files, and hands attributes over with the white space they have there.
fn state_file(stored: &Stored, ty: &Type) -> String {
    match json::encode(&stored.value, ty) {
        Ok(json) => match serde_json::from_slice::<serde_json::Value>(&json) {
            Ok(json) => format!("{json:#}"),
            Err(error) => panic!("the state is not JSON: {error}"),
        },
        Err(error) => panic!("the state does not fit the schema: {error}"),
    }
}

/// A state file's JSON in a message.
pub(super) fn raw(json: Vec<u8>) -> RawState {
    RawState {
        json,
        ..Default::default()
    }
}
