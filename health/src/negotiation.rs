//! Which version of a request both sides know.

use bytes::{Buf, Bytes};
use kafka_protocol::ResponseError;
use kafka_protocol::messages::{ApiVersionsRequest, ApiVersionsResponse};
use kafka_protocol::protocol::StrBytes;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::codec::{self, Api, ApiVersions};
use crate::conversation::Conversation;
use crate::{Cause, Step, Versions};

/// All brokers since Kafka 2.4 know it; what 4 added is of no interest here.
const FIRST_TRY: i16 = 3;

const UNSUPPORTED_VERSION: i16 = ResponseError::UnsupportedVersion.code();

/// What a broker knows.
#[derive(Debug)]
pub(crate) struct Known(ApiVersionsResponse);

/// Asks which requests a broker knows. This much a broker answers before any login.
pub(crate) async fn known<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
) -> Result<Known, Cause> {
    let first = ask(conversation, FIRST_TRY).await?;
    let answer = match first {
        Tried::Answer(answer) => answer,
        Tried::Refused(versions) => again(conversation, versions).await?,
    };
    match answer.error_code {
        0 => Ok(Known(answer)),
        code => Err(Cause::ErrorCode {
            step: Step::ApiVersions,
            code,
        }),
    }
}

/// The one request whose version the broker has not said yet.
enum Tried {
    Answer(ApiVersionsResponse),
    /// Not this version, but one of these.
    Refused(Versions),
}

async fn again<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
    broker: Versions,
) -> Result<ApiVersionsResponse, Cause> {
    let version = highest::<ApiVersions>(broker)?;
    match ask(conversation, version).await? {
        Tried::Answer(answer) => Ok(answer),
        // It does not know what it said it knows.
        Tried::Refused(broker) => Err(unsupported::<ApiVersions>(broker)),
    }
}

async fn ask<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
    version: i16,
) -> Result<Tried, Cause> {
    // Since version 3 brokers refuse a client without name and version.
    let request = ApiVersionsRequest::default()
        .with_client_software_name(StrBytes::from_static_str("kafkaws"))
        .with_client_software_version(StrBytes::from_static_str(env!("CARGO_PKG_VERSION")));
    let message = conversation
        .exchange::<ApiVersions>(&request, version)
        .await?;
    if error_code(&message) == Some(UNSUPPORTED_VERSION) {
        // A broker that does not know the version answers in version 0, whatever was asked.
        let answer = codec::response::<ApiVersions>(message, 0)?;
        return Ok(Tried::Refused(offered(&answer)));
    }
    codec::response::<ApiVersions>(message, version).map(Tried::Answer)
}

/// The error code stands right behind the correlation id in every version.
fn error_code(message: &Bytes) -> Option<i16> {
    message
        .get(4..)
        .and_then(|mut rest| rest.try_get_i16().ok())
}

/// Brokers before Kafka 2.4 refuse with an empty list: version 0 it is then.
fn offered(answer: &ApiVersionsResponse) -> Versions {
    versions_in::<ApiVersions>(answer).unwrap_or(Versions { min: 0, max: 0 })
}

fn versions_in<A: Api>(answer: &ApiVersionsResponse) -> Option<Versions> {
    let api = answer
        .api_keys
        .iter()
        .find(|api| api.api_key == A::KEY as i16)?;
    Some(Versions {
        min: api.min_version,
        max: api.max_version,
    })
}

impl Known {
    /// The newest version of a request that both sides know.
    pub(crate) fn newest<A: Api>(&self) -> Result<i16, Cause> {
        highest::<A>(versions_in::<A>(&self.0).unwrap_or(Versions { min: 0, max: -1 }))
    }
}

fn highest<A: Api>(broker: Versions) -> Result<i16, Cause> {
    let version = broker.max.min(A::VERSIONS.max);
    let common = version >= broker.min && version >= A::VERSIONS.min;
    common
        .then_some(version)
        .ok_or_else(|| unsupported::<A>(broker))
}

fn unsupported<A: Api>(broker: Versions) -> Cause {
    Cause::UnsupportedVersion {
        step: A::STEP,
        broker,
        ours: A::VERSIONS,
    }
}
