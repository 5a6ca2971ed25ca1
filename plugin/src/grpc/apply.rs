//! ApplyResourceChange.

use kafkaws_schema::Diagnostics;

use super::answer::panicked;
use super::{Service, wire};
use crate::Provider;
use crate::erased::ApplyRequest;
use crate::proto::tfplugin6::apply_resource_change::{Request, Response};

pub(super) async fn apply<P: Provider>(
    service: &Service<P>,
    request: Request,
) -> Result<Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let ty = resource.schema().ty();
    let request = ApplyRequest {
        prior: wire::decode(request.prior_state.as_ref(), &ty)?,
        planned: wire::decode(request.planned_state.as_ref(), &ty)?,
        config: wire::decode(request.config.as_ref(), &ty)?,
        private: request.planned_private,
    };
    let cx = service.cx();
    let work = async move { resource.apply(&cx, request).await };
    let stored = service
        .operations
        .run(work)
        .await
        .map_err(|panic| panicked(&panic))?;
    Ok(Response {
        new_state: wire::encode(&stored.state, &ty)?,
        private: stored.private,
        diagnostics: wire::diagnostics(stored.diagnostics),
        ..Response::default()
    })
}
