//! Calls about the provider as a whole, and about what is only looked at.

use kafkaws_schema::{Diagnostics, Model, Type, Value};

use super::messages::{CLIENT, accepted, answered, decode, diagnostics, encode, request};
use super::{Harness, config};
use crate::Provider;
use crate::proto::tfplugin6::provider_server::Provider as Rpc;
use crate::proto::tfplugin6::*;

impl<P: Provider> Harness<P> {
    /// ValidateProviderConfig and ConfigureProvider. Unknown values are fine.
    pub async fn configure(&self, config: &Value) -> Diagnostics {
        let ty = P::Config::OBJECT.ty();
        let config = encode(&config::whole(config, &ty), &ty);
        let message = validate_provider_config::Request {
            config: config.clone(),
        };
        let answer = self
            .service
            .validate_provider_config(request(message))
            .await;
        let mut said = diagnostics(answered(answer).diagnostics);
        if !said.has_errors() {
            let message = configure_provider::Request {
                terraform_version: "1.11.4".to_owned(),
                config,
                client_capabilities: Some(CLIENT),
            };
            let answer = self.service.configure_provider(request(message)).await;
            said.extend(diagnostics(answered(answer).diagnostics));
        }
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
    ///
    /// # Errors
    /// What either of them said.
    pub async fn read_data(&self, name: &str, config: &Value) -> Result<Value, Diagnostics> {
        let ty = self.data_schema(name).ty();
        let config = encode(&config::whole(config, &ty), &ty);
        self.validate_data(name, config.clone()).await?;
        let message = read_data_source::Request {
            type_name: Self::full_name(name),
            config,
            provider_meta: None,
            client_capabilities: Some(CLIENT),
        };
        let answer = answered(self.service.read_data_source(request(message)).await);
        accepted(answer.diagnostics)?;
        let state = decode(answer.state.as_ref(), &ty);
        assert!(
            !state.is_null() && state.is_wholly_known(),
            "core refuses {state:#?}"
        );
        Ok(state)
    }

    async fn validate_data(
        &self,
        name: &str,
        config: Option<DynamicValue>,
    ) -> Result<Diagnostics, Diagnostics> {
        let type_name = Self::full_name(name);
        let message = validate_data_resource_config::Request { type_name, config };
        let answer = self
            .service
            .validate_data_resource_config(request(message))
            .await;
        accepted(answered(answer).diagnostics)
    }

    /// StopProvider: what the first Ctrl-C does.
    pub async fn stop(&self) {
        let answer = self
            .service
            .stop_provider(request(stop_provider::Request {}))
            .await;
        assert_eq!(answered(answer).error, "");
    }

    /// CallFunction, as `provider::kafkaws::name(...)`.
    ///
    /// # Errors
    /// The error's text and the zero-based place of the argument that is to blame.
    pub async fn call(
        &self,
        name: &str,
        arguments: &[(Value, Type)],
    ) -> Result<Value, (String, Option<i64>)> {
        let message = call_function::Request {
            name: name.to_owned(),
            arguments: arguments
                .iter()
                .filter_map(|(value, ty)| encode(value, ty))
                .collect(),
        };
        let answer = answered(self.service.call_function(request(message)).await);
        let Some(error) = answer.error else {
            let mut functions = self.registry.functions();
            let returns = functions
                .find(|(of, _)| *of == name)
                .map(|(_, it)| it.returns);
            return Ok(returns.map_or(Value::Null, |ty| decode(answer.result.as_ref(), &ty)));
        };
        Err((error.text, error.function_argument))
    }

    /// GetProviderSchema: the names of all types, with the provider's prefix.
    ///
    /// # Errors
    /// What is wrong with the provider in itself.
    pub async fn catalogue(&self) -> Result<Vec<String>, Diagnostics> {
        let answer = self
            .service
            .get_provider_schema(request(get_provider_schema::Request {}));
        let answer = answered(answer.await);
        accepted(answer.diagnostics)?;
        let names = answer
            .resource_schemas
            .into_keys()
            .chain(answer.data_source_schemas.into_keys());
        Ok(names.collect())
    }
}
