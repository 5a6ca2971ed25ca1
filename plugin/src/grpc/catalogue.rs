//! What there is: GetProviderSchema, GetMetadata, GetFunctions, GetResourceIdentitySchemas.

use std::collections::BTreeMap;

use kafkaws_schema::{Diagnostic, Diagnostics, Model, Type};

use super::schema::{Side, function, schema};
use super::{Service, wire};
use crate::Provider;
use crate::proto::tfplugin6::{
    Function, Schema, ServerCapabilities, get_functions, get_metadata, get_provider_schema,
    get_resource_identity_schemas,
};
use crate::registry::Entry;

/// `get_provider_schema_optional` saves a Terraform run all but one of these calls, and holds
/// because no RPC depends on another having come before.
const CAPABILITIES: ServerCapabilities = ServerCapabilities {
    plan_destroy: true,
    get_provider_schema_optional: true,
    move_resource_state: true,
    generate_resource_config: false,
};

/// The type of the provider block.
pub(super) fn provider_type<P: Provider>() -> Type {
    P::Config::OBJECT.ty()
}

pub(super) async fn provider_schema<P: Provider>(
    service: &Service<P>,
    _request: get_provider_schema::Request,
) -> Result<get_provider_schema::Response, Diagnostics> {
    let config = P::Config::OBJECT;
    Ok(get_provider_schema::Response {
        provider: Some(schema(0, config.doc, &[(config, Side::UserAlone)])),
        resource_schemas: schemas::<P>(service.registry.resources()),
        data_source_schemas: schemas::<P>(service.registry.data_sources()),
        functions: function_schemas(service),
        diagnostics: wire::diagnostics(problems(service)),
        server_capabilities: Some(CAPABILITIES),
        ..Default::default()
    })
}

pub(super) async fn metadata<P: Provider>(
    service: &Service<P>,
    _request: get_metadata::Request,
) -> Result<get_metadata::Response, Diagnostics> {
    let resources = service
        .registry
        .resources()
        .map(|entry| type_name::<P>(entry.name));
    let data_sources = service
        .registry
        .data_sources()
        .map(|entry| type_name::<P>(entry.name));
    let functions = service
        .registry
        .functions()
        .map(|(name, _)| name.to_owned());
    Ok(get_metadata::Response {
        server_capabilities: Some(CAPABILITIES),
        resources: resources
            .map(|type_name| get_metadata::ResourceMetadata { type_name })
            .collect(),
        data_sources: data_sources
            .map(|type_name| get_metadata::DataSourceMetadata { type_name })
            .collect(),
        functions: functions
            .map(|name| get_metadata::FunctionMetadata { name })
            .collect(),
        ..Default::default()
    })
}

pub(super) async fn functions<P: Provider>(
    service: &Service<P>,
    _request: get_functions::Request,
) -> Result<get_functions::Response, Diagnostics> {
    Ok(get_functions::Response {
        functions: function_schemas(service),
        diagnostics: Vec::new(),
    })
}

pub(super) async fn identities<P: Provider>(
    _service: &Service<P>,
    _request: get_resource_identity_schemas::Request,
) -> Result<get_resource_identity_schemas::Response, Diagnostics> {
    Ok(get_resource_identity_schemas::Response::default())
}

fn schemas<P: Provider>(entries: impl Iterator<Item = Entry>) -> BTreeMap<String, Schema> {
    entries
        .map(
            |Entry {
                 name, schema: of, ..
             }| {
                let objects = [(of.inputs, Side::User), (of.outputs, Side::Service)];
                (type_name::<P>(name), schema(of.version, of.doc, &objects))
            },
        )
        .collect()
}

fn function_schemas<P: Provider>(service: &Service<P>) -> BTreeMap<String, Function> {
    let functions = service.registry.functions();
    functions
        .map(|(name, signature)| (name.to_owned(), function(&signature)))
        .collect()
}

fn type_name<P: Provider>(name: &str) -> String {
    format!("{}_{name}", P::TYPE_NAME)
}

/// A provider that is wrong in itself must not run: of two things with one name only the last could
/// be reached.
fn problems<P: Provider>(service: &Service<P>) -> Diagnostics {
    let problems = service.registry.problems().into_iter();
    problems
        .map(|problem| Diagnostic::bug("The provider is broken", format!("{problem}.")))
        .collect()
}
