//! The Validate RPCs. They run on a provider that nobody configured.

use kafkaws_schema::{Diagnostic, Diagnostics, Model, ResourceSchema, Sketch};

use super::{Service, catalogue, wire};
use crate::Provider;
use crate::erased::write_only_places;
use crate::proto::tfplugin6::{
    ClientCapabilities, validate_data_resource_config, validate_provider_config,
    validate_resource_config,
};

pub(super) async fn provider<P: Provider>(
    _service: &Service<P>,
    request: validate_provider_config::Request,
) -> Result<validate_provider_config::Response, Diagnostics> {
    let config = wire::decode(request.config.as_ref(), &catalogue::provider_type::<P>())?;
    let mut diagnostics = kafkaws_schema::validate(P::Config::OBJECT, &config);
    diagnostics.extend(P::validate(&Sketch::new(&config)));
    Ok(validate_provider_config::Response {
        diagnostics: wire::diagnostics(diagnostics),
    })
}

pub(super) async fn resource<P: Provider>(
    service: &Service<P>,
    request: validate_resource_config::Request,
) -> Result<validate_resource_config::Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let schema = resource.schema();
    let config = wire::decode(request.config.as_ref(), &schema.ty())?;
    refuse_write_only(&schema, &config, request.client_capabilities)?;
    let diagnostics = wire::diagnostics(resource.validate(&config));
    Ok(validate_resource_config::Response { diagnostics })
}

pub(super) async fn data_source<P: Provider>(
    service: &Service<P>,
    request: validate_data_resource_config::Request,
) -> Result<validate_data_resource_config::Response, Diagnostics> {
    let data_source = service.data_source(&request.type_name)?;
    let config = wire::decode(request.config.as_ref(), &data_source.schema().ty())?;
    let diagnostics = wire::diagnostics(data_source.validate(&config));
    Ok(validate_data_resource_config::Response { diagnostics })
}

/// Refuses write-only values from a Terraform that would store them: before 1.11 it does not know
/// what they are.
pub(super) fn refuse_write_only(
    schema: &ResourceSchema,
    config: &kafkaws_schema::Value,
    client: Option<ClientCapabilities>,
) -> Result<(), Diagnostics> {
    if client.is_some_and(|client| client.write_only_attributes_allowed) {
        return Ok(());
    }
    let refusals: Diagnostics = write_only_places(schema.inputs, config)
        .into_iter()
        .map(needs_newer)
        .collect();
    if refusals.is_empty() {
        Ok(())
    } else {
        Err(refusals)
    }
}

fn needs_newer(path: kafkaws_schema::Path) -> Diagnostic {
    let detail = format!(
        "{path} is write-only: its value must not be stored. This needs Terraform 1.11 or OpenTofu \
         1.11, and an older one would store it. Update Terraform, or leave {path} out.",
    );
    Diagnostic::error("A write-only attribute needs a newer Terraform", detail).at(path)
}

#[cfg(test)]
mod tests {
    use kafkaws_schema::{Value, WriteOnly};

    use super::*;

    #[derive(Model)]
    /// A door.
    struct Door {
        /// What opens it.
        word: Option<WriteOnly<String>>,
    }

    #[test]
    fn an_older_terraform_would_store_what_is_write_only() {
        let schema = ResourceSchema::of_inputs::<Door>();
        let old = Some(ClientCapabilities::default());
        let new = Some(ClientCapabilities {
            write_only_attributes_allowed: true,
            ..Default::default()
        });
        let set = Value::object([("word", "sesame".into())]);
        let unset = Value::object([("word", Value::Null)]);
        assert!(refuse_write_only(&schema, &set, new).is_ok());
        assert!(refuse_write_only(&schema, &unset, old).is_ok());
        for client in [old, None] {
            let refused = refuse_write_only(&schema, &set, client).unwrap_err();
            let error = refused.iter().next().unwrap();
            assert_eq!(error.path, Some(kafkaws_schema::Path::of(&["word"])));
            assert!(error.detail.contains("Terraform 1.11"), "{error:?}");
        }
    }
}
