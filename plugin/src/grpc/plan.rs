//! PlanResourceChange.

use kafkaws_schema::Diagnostics;

use super::{Service, validate, wire};
use crate::Provider;
use crate::erased::PlanRequest;
use crate::proto::tfplugin6::plan_resource_change::{Request, Response};

pub(super) async fn plan<P: Provider>(
    service: &Service<P>,
    request: Request,
) -> Result<Response, Diagnostics> {
    let resource = service.resource(&request.type_name)?;
    let schema = resource.schema();
    let ty = schema.ty();
    let config = wire::decode(request.config.as_ref(), &ty)?;
    validate::refuse_write_only(&schema, &config, request.client_capabilities)?;
    let request = PlanRequest {
        prior: wire::decode(request.prior_state.as_ref(), &ty)?,
        proposed: wire::decode(request.proposed_new_state.as_ref(), &ty)?,
        config,
        private: request.prior_private,
    };
    let plan = resource.plan(&service.cx(), request).await?;
    Ok(Response {
        planned_state: wire::encode(&plan.planned, &ty)?,
        requires_replace: plan.replace.iter().map(wire::attribute_path).collect(),
        planned_private: plan.private,
        diagnostics: wire::diagnostics(plan.diagnostics),
        ..Response::default()
    })
}
