//! Ephemeral resources: there are none, and whoever asks for one is told so.

use kafkaws_schema::Diagnostics;

use super::{Service, unknown_type};
use crate::Provider;
use crate::proto::tfplugin6::{
    close_ephemeral_resource, open_ephemeral_resource, renew_ephemeral_resource,
    validate_ephemeral_resource_config,
};

const KIND: &str = "ephemeral resource";

pub(super) async fn validate<P: Provider>(
    _service: &Service<P>,
    request: validate_ephemeral_resource_config::Request,
) -> Result<validate_ephemeral_resource_config::Response, Diagnostics> {
    Err(unknown_type(KIND, &request.type_name))
}

pub(super) async fn open<P: Provider>(
    _service: &Service<P>,
    request: open_ephemeral_resource::Request,
) -> Result<open_ephemeral_resource::Response, Diagnostics> {
    Err(unknown_type(KIND, &request.type_name))
}

pub(super) async fn renew<P: Provider>(
    _service: &Service<P>,
    request: renew_ephemeral_resource::Request,
) -> Result<renew_ephemeral_resource::Response, Diagnostics> {
    Err(unknown_type(KIND, &request.type_name))
}

pub(super) async fn close<P: Provider>(
    _service: &Service<P>,
    request: close_ephemeral_resource::Request,
) -> Result<close_ephemeral_resource::Response, Diagnostics> {
    Err(unknown_type(KIND, &request.type_name))
}
