//! Calls about what is stored: upgrades, refreshes, imports, moves.

use kafkaws_schema::codec::json;
use kafkaws_schema::{Diagnostics, ResourceSchema, Type, Value};

use super::messages::{CLIENT, answered, decode, diagnostics, encode, request};
use super::{Harness, Outcome, Stored};
use crate::proto::tfplugin6::provider_server::Provider as Rpc;
use crate::proto::tfplugin6::*;
use crate::{Moved, Provider};

impl<P: Provider> Harness<P> {
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

    /// MoveResourceState, for a `moved` block across types. `source` is the state as its provider
    /// stored it.
    pub async fn take_over(&self, name: &str, source: &Moved) -> Outcome {
        let message = move_resource_state::Request {
            source_provider_address: source.provider.clone(),
            source_type_name: source.type_name.clone(),
            source_schema_version: source.version,
            source_state: Some(raw(source.state.to_string().into_bytes())),
            target_type_name: Self::full_name(name),
            ..Default::default()
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
}

/// A state holds nothing unknown and nothing write-only.
pub(super) fn assert_storable(schema: &ResourceSchema, value: &Value) {
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
fn raw(json: Vec<u8>) -> RawState {
    RawState {
        json,
        ..Default::default()
    }
}
