//! ConfigureProvider and StopProvider.

use kafkaws_schema::{Diagnostics, ResourceSchema};

use super::{Service, catalogue, wire};
use crate::Provider;
use crate::erased::with_defaults;
use crate::proto::tfplugin6::{configure_provider, stop_provider};

pub(super) async fn configure<P: Provider>(
    service: &Service<P>,
    request: configure_provider::Request,
) -> Result<configure_provider::Response, Diagnostics> {
    let config = wire::decode(request.config.as_ref(), &catalogue::provider_type::<P>())?;
    let config = with_defaults(&ResourceSchema::of_inputs::<P::Config>(), &config);
    let (cloud, diagnostics) = match service
        .provider
        .configure(&config, &request.terraform_version)
        .await
    {
        Ok((cloud, diagnostics)) => (Some(cloud), diagnostics),
        Err(diagnostics) => (None, diagnostics),
    };
    service.configured(cloud);
    Ok(configure_provider::Response {
        diagnostics: wire::diagnostics(diagnostics),
    })
}

/// Must answer at once: Terraform goes on to wait for the operations themselves.
pub(super) async fn stop<P: Provider>(
    service: &Service<P>,
    _request: stop_provider::Request,
) -> Result<stop_provider::Response, Diagnostics> {
    tracing::info!("asked to stop");
    service.operations.stop();
    Ok(stop_provider::Response::default())
}
