//! ReadDataSource.

use kafkaws_schema::Diagnostics;

use super::{Service, wire};
use crate::Provider;
use crate::proto::tfplugin6::read_data_source::{Request, Response};

pub(super) async fn read<P: Provider>(
    service: &Service<P>,
    request: Request,
) -> Result<Response, Diagnostics> {
    let data_source = service.data_source(&request.type_name)?;
    let ty = data_source.schema().ty();
    let config = wire::decode(request.config.as_ref(), &ty)?;
    let found = data_source.read(&service.cx(), &config).await?;
    Ok(Response {
        state: wire::encode(&found, &ty)?,
        ..Response::default()
    })
}
