//! The gRPC server: the provider, and what go-plugin wants beside it.

use std::io;

use tokio_stream::Stream;
use tokio_util::sync::CancellationToken;
use tonic::transport::Server;
use tonic_health::ServingStatus;

use crate::companions::{Controller, SilentBroker, SilentStdio};
use crate::connection::Connection;
use crate::proto::plugin::grpc_broker_server::GrpcBrokerServer;
use crate::proto::plugin::grpc_controller_server::GrpcControllerServer;
use crate::proto::plugin::grpc_stdio_server::GrpcStdioServer;
use crate::proto::tfplugin6::provider_server::{Provider, ProviderServer};

/// The largest message either way, as in plugins written in Go. tonic's own limit, 4 MiB, is less
/// than what a state may hold.
const MESSAGE_LIMIT: usize = 256 << 20;

/// How much of a message is under way before the reader answers. HTTP/2's own 64 KiB make large
/// values slow.
const WINDOW: u32 = 1 << 20;

/// The name under which go-plugin asks whether the plugin is well.
const HEALTH_NAME: &str = "plugin";

/// Serves until `shutdown` fires and the connections are closed.
pub(crate) async fn run(
    provider: impl Provider,
    incoming: impl Stream<Item = io::Result<Connection>>,
    shutdown: CancellationToken,
) -> Result<(), tonic::transport::Error> {
    let (reporter, health) = tonic_health::server::health_reporter();
    reporter
        .set_service_status(HEALTH_NAME, ServingStatus::Serving)
        .await;
    let provider = ProviderServer::new(provider)
        .max_decoding_message_size(MESSAGE_LIMIT)
        .max_encoding_message_size(MESSAGE_LIMIT);
    let controller = GrpcControllerServer::new(Controller {
        shutdown: shutdown.clone(),
    });
    Server::builder()
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_service(provider)
        .add_service(controller)
        .add_service(GrpcBrokerServer::new(SilentBroker))
        .add_service(GrpcStdioServer::new(SilentStdio))
        .add_service(health)
        .serve_with_incoming_shutdown(incoming, shutdown.cancelled_owned())
        .await
}

#[cfg(test)]
mod tests;
