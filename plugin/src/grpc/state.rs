//! UpgradeResourceState, ImportResourceState and MoveResourceState: states that this version did
//! not store.

use kafkaws_schema::{Diagnostic, Diagnostics};

use super::{Service, wire};
use crate::erased::Stored;
use crate::proto::tfplugin6::import_resource_state::ImportedResource;
use crate::proto::tfplugin6::{import_resource_state, move_resource_state, upgrade_resource_state};
use crate::{Moved, Provider};

pub(super) async fn upgrade<P: Provider>(
    service: &Service<P>,
    request: upgrade_resource_state::Request,
) -> Result<upgrade_resource_state::Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let raw = request.raw_state.unwrap_or_default().json;
    let state = resource.upgrade(request.version, &raw)?;
    let upgraded_state = wire::encode(&state, &resource.schema().ty())?;
    Ok(upgrade_resource_state::Response {
        upgraded_state,
        ..Default::default()
    })
}

pub(super) async fn import<P: Provider>(
    service: &Service<P>,
    request: import_resource_state::Request,
) -> Result<import_resource_state::Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let Stored {
        state,
        private,
        diagnostics,
    } = resource.import(&service.cx(), &request.id).await?;
    let imported = ImportedResource {
        state: wire::encode(&state, &resource.schema().ty())?,
        type_name: request.type_name,
        private,
        ..Default::default()
    };
    Ok(import_resource_state::Response {
        imported_resources: vec![imported],
        diagnostics: wire::diagnostics(diagnostics),
        ..Default::default()
    })
}

pub(super) async fn take_over<P: Provider>(
    service: &Service<P>,
    request: move_resource_state::Request,
) -> Result<move_resource_state::Response, Diagnostics> {
    let resource = service.resource(&request.target_type_name)?;
    let source = moved(request)?;
    let Stored {
        state,
        private,
        diagnostics,
    } = resource.adopt(&source)?;
    Ok(move_resource_state::Response {
        target_state: wire::encode(&state, &resource.schema().ty())?,
        target_private: private,
        diagnostics: wire::diagnostics(diagnostics),
        ..Default::default()
    })
}

fn moved(request: move_resource_state::Request) -> Result<Moved, Diagnostics> {
    let raw = request.source_state.unwrap_or_default().json;
    let state = serde_json::from_slice(&raw).map_err(|error| {
        let detail = format!("The state of the moved resource is not JSON: {error}.");
        Diagnostic::error("Cannot move this resource", detail)
    })?;
    Ok(Moved {
        provider: request.source_provider_address,
        type_name: request.source_type_name,
        version: request.source_schema_version,
        state,
    })
}
