//! The server as a client sees it: every service that go-plugin asks for, over a real socket.

use std::sync::Arc;
use std::time::Duration;

use hyper_util::rt::TokioIo;
use kafkaws_schema::{Diagnostics, Model, Value};
use tempfile::TempDir;
use tokio::net::UnixStream;
use tokio::task::JoinHandle;
use tonic::Code;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic_health::pb::health_client::HealthClient;
use tonic_health::pb::{HealthCheckRequest, health_check_response};

use super::*;
use crate::Registry;
use crate::connection::incoming;
use crate::grpc::Service;
use crate::operations::Operations;
use crate::proto::plugin::grpc_broker_client::GrpcBrokerClient;
use crate::proto::plugin::grpc_controller_client::GrpcControllerClient;
use crate::proto::plugin::grpc_stdio_client::GrpcStdioClient;
use crate::proto::plugin::{ConnInfo, Empty};
use crate::proto::tfplugin6::provider_client::ProviderClient;
use crate::proto::tfplugin6::*;
use crate::socket::Socket;

/// The provider block.
#[derive(Model)]
struct Config {
    /// A text.
    text: Option<String>,
}

struct Bare;

impl crate::Provider for Bare {
    const VERSION: &'static str = "0.0.1";
    type Cloud = ();
    type Config = Config;

    async fn configure(&self, config: &Value, _: &str) -> Result<((), Diagnostics), Diagnostics> {
        let length = config.attribute("text").as_str().map_or(0, str::len);
        let said = kafkaws_schema::Diagnostic::warning("Length", length.to_string());
        Ok(((), said.into()))
    }

    fn registry(&self) -> Registry<()> {
        Registry::new()
    }
}

struct Served {
    _dir: TempDir,
    channel: Channel,
    server: JoinHandle<Result<(), tonic::transport::Error>>,
}

async fn serve() -> Served {
    let dir = tempfile::tempdir().unwrap();
    let (socket, listener) = Socket::bind(Some(dir.path()), None).unwrap();
    let path = socket.path().to_owned();
    let provider = Service::new(Bare, Arc::new(Operations::default()));
    let server = tokio::spawn(async move {
        let _socket = socket;
        run(provider, incoming(listener, None), CancellationToken::new()).await
    });
    let connector = tower::service_fn(move |_: Uri| {
        let path = path.clone();
        async move { UnixStream::connect(path).await.map(TokioIo::new) }
    });
    let endpoint = Endpoint::from_static("http://localhost");
    let channel = endpoint.connect_with_connector(connector).await.unwrap();
    Served {
        _dir: dir,
        channel,
        server,
    }
}

#[tokio::test]
async fn the_plugin_is_well() {
    let served = serve().await;
    let request = HealthCheckRequest {
        service: "plugin".to_owned(),
    };
    let answer = HealthClient::new(served.channel)
        .check(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        answer.status(),
        health_check_response::ServingStatus::Serving
    );
}

#[tokio::test]
async fn stdio_and_broker_are_there_and_stay_silent() {
    let served = serve().await;
    let stdio = GrpcStdioClient::new(served.channel.clone())
        .stream_stdio(())
        .await;
    let mut stdio = stdio.unwrap().into_inner();
    let offers = futures::stream::iter([ConnInfo {
        service_id: 1,
        ..ConnInfo::default()
    }]);
    let broker = GrpcBrokerClient::new(served.channel)
        .start_stream(offers)
        .await;
    let mut broker = broker.unwrap().into_inner();
    let silence = Duration::from_millis(100);
    assert!(
        tokio::time::timeout(silence, stdio.message())
            .await
            .is_err()
    );
    assert!(
        tokio::time::timeout(silence, broker.message())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn shutdown_is_answered_and_ends_the_server_once_the_client_hangs_up() {
    let Served {
        channel, server, ..
    } = serve().await;
    GrpcControllerClient::new(channel.clone())
        .shutdown(Empty {})
        .await
        .unwrap();
    drop(channel);
    server.await.unwrap().unwrap();
}

#[tokio::test]
async fn what_newer_clients_ask_first_has_an_answer() {
    let mut client = ProviderClient::new(serve().await.channel);
    let metadata = client
        .get_metadata(get_metadata::Request {})
        .await
        .unwrap()
        .into_inner();
    let capabilities = metadata.server_capabilities.unwrap();
    assert!(capabilities.plan_destroy && capabilities.get_provider_schema_optional);
    assert!(capabilities.move_resource_state);
    let functions = client
        .get_functions(get_functions::Request {})
        .await
        .unwrap();
    assert!(functions.into_inner().functions.is_empty());
    let request = get_resource_identity_schemas::Request {};
    let identities = client.get_resource_identity_schemas(request).await.unwrap();
    assert_eq!(identities.into_inner(), Default::default());
    let schema = client
        .get_provider_schema(get_provider_schema::Request {})
        .await
        .unwrap();
    let block = schema.into_inner().provider.unwrap().block.unwrap();
    assert_eq!(block.attributes[0].r#type, b"\"string\"");
}

#[tokio::test]
async fn what_we_do_not_have_is_unimplemented_or_named() {
    let mut client = ProviderClient::new(serve().await.channel);
    let status = client
        .get_states(get_states::Request::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    let status = client
        .plan_action(plan_action::Request::default())
        .await
        .unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    let type_name = "kafkaws_secret".to_owned();
    let request = open_ephemeral_resource::Request {
        type_name,
        ..Default::default()
    };
    let answer = client
        .open_ephemeral_resource(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(
        answer.diagnostics[0].summary,
        "Unknown ephemeral resource kafkaws_secret"
    );
}

#[tokio::test]
async fn messages_of_many_megabytes_pass() {
    let mut client =
        ProviderClient::new(serve().await.channel).max_encoding_message_size(MESSAGE_LIMIT);
    let text = "x".repeat(40 << 20);
    let config = Value::object([("text", Value::from(text))]);
    let msgpack = kafkaws_schema::codec::msgpack::encode(&config, &Config::OBJECT.ty());
    let config = Some(DynamicValue {
        msgpack,
        json: Vec::new(),
    });
    let request = configure_provider::Request {
        config,
        ..Default::default()
    };
    let answer = client
        .configure_provider(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics[0].detail, (40 << 20).to_string());
}

#[tokio::test]
async fn garbage_is_a_diagnostic() {
    let mut client = ProviderClient::new(serve().await.channel);
    let config = Some(DynamicValue {
        msgpack: vec![0xc1, 0xff],
        json: Vec::new(),
    });
    let request = configure_provider::Request {
        config,
        ..Default::default()
    };
    let answer = client
        .configure_provider(request)
        .await
        .unwrap()
        .into_inner();
    assert_eq!(answer.diagnostics[0].summary, "Cannot decode a value");
}
