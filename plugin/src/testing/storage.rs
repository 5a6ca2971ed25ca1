//! Calls about what is stored: upgrades, refreshes, imports, moves.

use kafkaws_schema::codec::json;
use kafkaws_schema::{Diagnostics, ResourceSchema, Type, Value};

use super::messages::{CLIENT, accepted, answered, decode, diagnostics, encode, request};
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
        accepted(answer.diagnostics)?;
        let state = decode(answer.upgraded_state.as_ref(), &schema.ty());
        assert_storable(&schema, &state);
        Ok(state)
    }

    /// UpgradeResourceState and ReadResource, as a plan does first.
    pub async fn refresh(&self, name: &str, stored: &Stored) -> Outcome {
        let refreshed = self.upgrade_and_read(name, stored).await;
        refreshed.unwrap_or_else(|diagnostics| Outcome {
            stored: Some(stored.clone()),
            diagnostics,
        })
    }

    async fn upgrade_and_read(&self, name: &str, stored: &Stored) -> Result<Outcome, Diagnostics> {
        let schema = self.schema(name);
        let ty = schema.ty();
        let current = self
            .upgrade(name, schema.version, &state_file(stored, &ty))
            .await?;
        let unchanged = current.same(&stored.value);
        assert!(unchanged, "the upgrade of an up-to-date state changed it");
        let message = read_resource::Request {
            type_name: Self::full_name(name),
            current_state: encode(&current, &ty),
            private: stored.private.clone(),
            client_capabilities: Some(CLIENT),
            ..Default::default()
        };
        let answer = answered(self.service.read_resource(request(message)).await);
        let diagnostics = accepted(answer.diagnostics)?;
        let found = kept(&schema, answer.new_state.as_ref(), answer.private);
        let stored = found.map(|found| Stored {
            tainted: stored.tainted,
            ..found
        });
        Ok(Outcome {
            stored,
            diagnostics,
        })
    }

    /// ImportResourceState and ReadResource.
    pub async fn import(&self, name: &str, id: &str) -> Outcome {
        match self.import_only(name, id).await {
            Ok(imported) => self.refresh(name, &imported).await,
            Err(diagnostics) => Outcome {
                stored: None,
                diagnostics,
            },
        }
    }

    async fn import_only(&self, name: &str, id: &str) -> Result<Stored, Diagnostics> {
        let message = import_resource_state::Request {
            type_name: Self::full_name(name),
            id: id.to_owned(),
            client_capabilities: Some(CLIENT),
            identity: None,
        };
        let answer = answered(self.service.import_resource_state(request(message)).await);
        accepted(answer.diagnostics)?;
        let [imported] = answer.imported_resources.as_slice() else {
            panic!("core wants exactly one imported resource");
        };
        assert_eq!(imported.type_name, Self::full_name(name));
        let private = imported.private.clone();
        let stored = kept(&self.schema(name), imported.state.as_ref(), private);
        Ok(stored.unwrap_or_else(|| panic!("core refuses a null import")))
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
        let diagnostics = diagnostics(answer.diagnostics);
        let stored = kept(
            &self.schema(name),
            answer.target_state.as_ref(),
            answer.target_private,
        );
        assert!(
            stored.is_some() || diagnostics.has_errors(),
            "core refuses a null state"
        );
        Outcome {
            stored,
            diagnostics,
        }
    }
}

/// What core stores of an answer, after it has looked for what cannot be stored.
pub(super) fn kept(
    schema: &ResourceSchema,
    state: Option<&DynamicValue>,
    private: Vec<u8>,
) -> Option<Stored> {
    let value = decode(state, &schema.ty());
    assert_storable(schema, &value);
    (!value.is_null()).then_some(Stored {
        value,
        private,
        tainted: false,
    })
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
fn raw(json: Vec<u8>) -> RawState {
    RawState {
        json,
        ..Default::default()
    }
}
