//! The services that go-plugin expects beside the provider: broker, controller and stdio.

use futures::stream::pending;
use tokio_util::sync::CancellationToken;
use tonic::codegen::BoxStream;
use tonic::{Request, Response, Status, Streaming};

use crate::proto::plugin::grpc_broker_server::GrpcBroker;
use crate::proto::plugin::grpc_controller_server::GrpcController;
use crate::proto::plugin::grpc_stdio_server::GrpcStdio;
use crate::proto::plugin::{ConnInfo, Empty, StdioData};

/// Never offers another connection: provider plugins have no use for one, and an echo would look
/// like an offer.
#[derive(Debug)]
pub(crate) struct SilentBroker;

#[tonic::async_trait]
impl GrpcBroker for SilentBroker {
    async fn start_stream(
        &self,
        _request: Request<Streaming<ConnInfo>>,
    ) -> Result<Response<BoxStream<ConnInfo>>, Status> {
        Ok(Response::new(Box::pin(pending())))
    }
}

/// Never prints: Terraform logs whatever comes as a warning about unexpected data.
#[derive(Debug)]
pub(crate) struct SilentStdio;

#[tonic::async_trait]
impl GrpcStdio for SilentStdio {
    async fn stream_stdio(
        &self,
        _request: Request<()>,
    ) -> Result<Response<BoxStream<StdioData>>, Status> {
        Ok(Response::new(Box::pin(pending())))
    }
}

/// Ends the server once the answer is on its way.
#[derive(Debug)]
pub(crate) struct Controller {
    pub(crate) shutdown: CancellationToken,
}

#[tonic::async_trait]
impl GrpcController for Controller {
    async fn shutdown(&self, _request: Request<Empty>) -> Result<Response<Empty>, Status> {
        self.shutdown.cancel();
        Ok(Response::new(Empty {}))
    }
}
