//! tfplugin6: each RPC decodes, calls, and encodes.

mod answer;
mod apply;
mod catalogue;
mod configure;
mod data;
mod ephemeral;
mod function;
mod plan;
mod read;
mod schema;
mod state;
mod validate;
mod wire;

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use kafkaws_schema::{Diagnostic, Diagnostics};
use tonic::{Request, Response, Status};

use crate::erased::{ErasedDataSource, ErasedResource};
use crate::operations::Operations;
use crate::proto::tfplugin6::provider_server::Provider as Rpc;
use crate::proto::tfplugin6::*;
use crate::{Cx, Provider, Registry};
use answer::answer;

/// A provider behind the protocol.
///
/// What a newer Terraform may ask beyond this (list resources, actions, state stores, identities)
/// is answered with UNIMPLEMENTED, which it takes for a no: it only asks for types that the schema
/// names.
pub(crate) struct Service<P: Provider> {
    provider: P,
    registry: Registry<P::Cloud>,
    cloud: RwLock<Option<Arc<P::Cloud>>>,
    operations: Arc<Operations>,
}

impl<P: Provider> Service<P> {
    pub(crate) fn new(provider: P, operations: Arc<Operations>) -> Self {
        let registry = provider.registry();
        Self {
            provider,
            registry,
            cloud: RwLock::new(None),
            operations,
        }
    }

    fn cx(&self) -> Cx<P::Cloud> {
        let cloud = self
            .cloud
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        Cx::new(cloud, self.operations.token())
    }

    /// In reattach mode one process serves many configurations, one after the other: the last one
    /// is in force.
    fn configured(&self, cloud: Option<P::Cloud>) {
        *self.cloud.write().unwrap_or_else(PoisonError::into_inner) = cloud.map(Arc::new);
    }

    fn resource(&self, name: &str) -> Result<Arc<dyn ErasedResource<P::Cloud>>, Diagnostics> {
        local_name::<P>(name)
            .and_then(|name| self.registry.find_resource(name))
            .ok_or_else(|| unknown_type("resource", name))
    }

    fn data_source(&self, name: &str) -> Result<Arc<dyn ErasedDataSource<P::Cloud>>, Diagnostics> {
        local_name::<P>(name)
            .and_then(|name| self.registry.find_data_source(name))
            .ok_or_else(|| unknown_type("data source", name))
    }
}

/// The part of a type's name behind the provider's.
fn local_name<P: Provider>(name: &str) -> Option<&str> {
    name.strip_prefix(P::TYPE_NAME)?.strip_prefix('_')
}

fn unknown_type(kind: &str, name: &str) -> Diagnostics {
    let detail = format!(
        "This version of the provider has no {kind} {name}. Check the spelling, or require a \
         version that has it and run `terraform init -upgrade`.",
    );
    Diagnostic::error(format!("Unknown {kind} {name}"), detail).into()
}

impl<P: Provider> fmt::Debug for Service<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Service")
            .field("registry", &self.registry)
            .finish_non_exhaustive()
    }
}

/// Writes the RPCs, each of which is nothing but a function of a sibling module, and the field of
/// its request that holds the type.
macro_rules! rpcs {
    ($($rpc:ident => $($function:ident)::+ $(, $type_name:ident)?;)*) => {
        #[tonic::async_trait]
        impl<P: Provider> Rpc for Service<P> {
            $(
                async fn $rpc(
                    &self,
                    request: Request<$rpc::Request>,
                ) -> Result<Response<$rpc::Response>, Status> {
                    let request = request.into_inner();
                    let type_name = String::new() $(+ &request.$type_name)?;
                    answer(stringify!($rpc), &type_name, $($function)::+(self, request)).await
                }
            )*
        }
    };
}

rpcs! {
    get_metadata => catalogue::metadata;
    get_provider_schema => catalogue::provider_schema;
    get_resource_identity_schemas => catalogue::identities;
    get_functions => catalogue::functions;
    validate_provider_config => validate::provider;
    validate_resource_config => validate::resource, type_name;
    validate_data_resource_config => validate::data_source, type_name;
    validate_ephemeral_resource_config => ephemeral::validate, type_name;
    configure_provider => configure::configure;
    stop_provider => configure::stop;
    upgrade_resource_state => state::upgrade, type_name;
    import_resource_state => state::import, type_name;
    move_resource_state => state::take_over, target_type_name;
    read_resource => read::read, type_name;
    plan_resource_change => plan::plan, type_name;
    apply_resource_change => apply::apply, type_name;
    read_data_source => data::read, type_name;
    call_function => function::call, name;
    open_ephemeral_resource => ephemeral::open, type_name;
    renew_ephemeral_resource => ephemeral::renew, type_name;
    close_ephemeral_resource => ephemeral::close, type_name;
}
