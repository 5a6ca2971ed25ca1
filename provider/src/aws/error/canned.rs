//! Answers that were written down, given to the SDK's own deserialisers.

use super::AwsError;
use aws_credential_types::Credentials;
use aws_sdk_kafka::config::{BehaviorVersion, Region, SharedCredentialsProvider};
use aws_smithy_runtime_api::client::http::{
    HttpConnector, HttpConnectorFuture, SharedHttpConnector, http_client_fn,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;

#[derive(Clone, Debug)]
pub(super) enum Canned {
    Answer {
        status: u16,
        content_type: &'static str,
        body: &'static str,
    },
    Refused,
    Slow,
}

impl HttpConnector for Canned {
    fn call(&self, _: HttpRequest) -> HttpConnectorFuture {
        HttpConnectorFuture::ready(match self {
            Self::Answer {
                status,
                content_type,
                body,
            } => {
                let mut answer =
                    HttpResponse::new((*status).try_into().unwrap(), SdkBody::from(*body));
                answer.headers_mut().insert("content-type", *content_type);
                answer.headers_mut().insert("x-amzn-requestid", "id-1");
                Ok(answer)
            }
            Self::Refused => Err(ConnectorError::io("connection refused".into())),
            Self::Slow => Err(ConnectorError::timeout("no answer".into())),
        })
    }
}

pub(super) fn config(
    canned: Canned,
    credentials: SharedCredentialsProvider,
) -> aws_config::SdkConfig {
    let connector = SharedHttpConnector::new(canned);
    aws_config::SdkConfig::builder()
        .behavior_version(BehaviorVersion::latest())
        .region(Region::new("eu-west-1"))
        .credentials_provider(credentials)
        .retry_config(RetryConfig::disabled())
        .http_client(http_client_fn(move |_, _| connector.clone()))
        .build()
}

pub(super) fn keys() -> SharedCredentialsProvider {
    SharedCredentialsProvider::new(Credentials::new("AKID", "secret", None, None, "test"))
}

pub(super) async fn describe(canned: Canned, credentials: SharedCredentialsProvider) -> AwsError {
    let kafka = aws_sdk_kafka::Client::new(&config(canned, credentials));
    let call = kafka
        .describe_cluster_v2()
        .cluster_arn("arn:aws:kafka:eu-west-1:1:cluster/a/b");
    call.send()
        .await
        .map_err(AwsError::during("kafka:DescribeClusterV2"))
        .unwrap_err()
}

pub(super) async fn json(status: u16, body: &'static str) -> AwsError {
    describe(
        Canned::Answer {
            status,
            content_type: "application/json",
            body,
        },
        keys(),
    )
    .await
}
