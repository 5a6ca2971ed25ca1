//! Connections that cannot be made: a few tries, and then the truth.
//!
//! The SDK spends all of `max_retries` on them with growing pauses, so that a mistyped endpoint or a
//! missing proxy is told after more than a minute, for every resource. Nothing was sent, so trying
//! again right here is safe for every call.

use std::error::Error as StdError;
use std::time::Duration;

use aws_sdk_sts::config::SharedAsyncSleep;
use aws_smithy_http_client::Connector;
use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::http::HttpConnector;
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use hyper_util::client::legacy::Error as ClientError;
use thiserror::Error;

use crate::config::authority;

/// Long enough for a sandbox that is being restarted, or a name server that blinks.
const PAUSES: [Duration; 3] = [
    Duration::from_millis(100),
    Duration::from_millis(400),
    Duration::from_millis(1500),
];

/// Where instance metadata is asked for. On most machines nobody answers there, and the SDK gives
/// that a second of its own.
const METADATA: [&str; 2] = ["http://169.254.169.254", "http://[fd00:ec2::254]"];

/// Sends a request, connecting anew where no connection could be made.
pub(super) async fn send(
    connector: &Connector,
    request: HttpRequest,
    sleep: Option<SharedAsyncSleep>,
) -> Result<HttpResponse, ConnectorError> {
    let pauses = if is_metadata(&request) {
        &[][..]
    } else {
        &PAUSES[..]
    };
    for pause in pauses {
        let Some(copy) = request.try_clone() else {
            break;
        };
        match connector.call(copy).await {
            Err(error) if is_unconnected(&error) => rest(sleep.as_ref(), *pause).await,
            answered => return answered,
        }
    }
    let host = authority(request.uri()).unwrap_or_default().to_string();
    let answer = connector.call(request).await;
    answer.map_err(|error| {
        if is_unconnected(&error) {
            given_up(host, error)
        } else {
            error
        }
    })
}

fn is_metadata(request: &HttpRequest) -> bool {
    METADATA
        .iter()
        .any(|address| request.uri().starts_with(address))
}

async fn rest(sleep: Option<&SharedAsyncSleep>, pause: Duration) {
    if let Some(sleep) = sleep {
        aws_sdk_sts::config::AsyncSleep::sleep(sleep, pause).await;
    }
}

/// Name, port, proxy or TLS: no request has gone out.
fn is_unconnected(error: &ConnectorError) -> bool {
    let mut cause: Option<&(dyn StdError + 'static)> = Some(error);
    while let Some(found) = cause {
        if found
            .downcast_ref::<ClientError>()
            .is_some_and(ClientError::is_connect)
        {
            return true;
        }
        cause = found.source();
    }
    false
}

/// What the user is told: the SDK's own error does not say where it tried to connect to.
#[derive(Debug, Error)]
#[error("no connection to {host}")]
struct Unconnected {
    host: String,
    source: BoxError,
}

/// The kind of error that the SDK does not retry.
fn given_up(host: String, error: ConnectorError) -> ConnectorError {
    ConnectorError::user(
        Unconnected {
            host,
            source: error.into_source(),
        }
        .into(),
    )
}
