//! ReadResource.

use kafkaws_schema::Diagnostics;

use super::{Service, wire};
use crate::Provider;
use crate::proto::tfplugin6::read_resource::{Request, Response};

pub(super) async fn read<P: Provider>(
    service: &Service<P>,
    request: Request,
) -> Result<Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let ty = resource.schema().ty();
    let state = wire::decode(request.current_state.as_ref(), &ty)?;
    let stored = resource.read(&service.cx(), state, request.private).await?;
    Ok(Response {
        new_state: wire::encode(&stored.state, &ty)?,
        private: stored.private,
        diagnostics: wire::diagnostics(stored.diagnostics),
        ..Response::default()
    })
}
