//! The questions.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::metadata_request::MetadataRequestTopic;
use kafka_protocol::messages::{MetadataRequest, TopicName};
use kafka_protocol::protocol::StrBytes;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::codec::{Metadata, SaslHandshake};
use crate::conversation::{Conversation, Deadline};
use crate::dial::dial;
use crate::negotiation::{Known, known};
use crate::{Access, Cause, ClusterView, Endpoint, Failure, ProbeError, reading, sasl};

/// Every cluster that has consumers has it, and whoever may see only some topics hardly ever this one.
const OFFSETS: &str = "__consumer_offsets";

/// What the cluster looks like to the first of the endpoints that answers; they are asked one after
/// the other, each within the access's timeout.
///
/// # Errors
///
/// [`ProbeError`] with a failure for each endpoint when none answers.
pub async fn cluster(access: &Access) -> Result<ClusterView, ProbeError> {
    let mut failures = Vec::new();
    for endpoint in &access.endpoints {
        match view_from(endpoint, access).await {
            Ok(view) => return Ok(view),
            Err(cause) => failures.push(failure(endpoint, cause)),
        }
    }
    Err(ProbeError { failures })
}

/// Whether a Kafka broker serves at `endpoint`, with the TLS and the timeout of `access` (whose own
/// endpoints are not asked). A listener that wants a login answers this much without one.
///
/// # Errors
///
/// [`ProbeError`] with one failure.
pub async fn answers(endpoint: &Endpoint, access: &Access) -> Result<(), ProbeError> {
    let deadline = Deadline::within(access.timeout);
    let asked = async {
        let mut conversation = dial(endpoint, access.tls.as_ref(), deadline).await?;
        known(&mut conversation).await
    };
    asked.await.map(|_| ()).map_err(|cause| ProbeError {
        failures: vec![failure(endpoint, cause)],
    })
}

fn failure(endpoint: &Endpoint, cause: Cause) -> Failure {
    Failure {
        endpoint: endpoint.clone(),
        cause,
    }
}

async fn view_from(endpoint: &Endpoint, access: &Access) -> Result<ClusterView, Cause> {
    let deadline = Deadline::within(access.timeout);
    let mut conversation = dial(endpoint, access.tls.as_ref(), deadline).await?;
    let known = known(&mut conversation).await?;
    match view(&mut conversation, &known).await {
        Err(Cause::Closed { step }) => {
            drop(conversation);
            let login = login(endpoint, access, &known, deadline).await;
            Err(login.unwrap_or(Cause::Closed { step }))
        }
        other => other,
    }
}

async fn view<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
    known: &Known,
) -> Result<ClusterView, Cause> {
    let version = known.newest::<Metadata>()?;
    // Before version 4 there is no such choice; who names no topic makes none either way.
    let everything = MetadataRequest::default()
        .with_topics(None)
        .with_allow_auto_topic_creation(version < 4);
    let response = conversation.ask::<Metadata>(&everything, version).await?;
    let view = reading::view(&response, version)?;
    let listed = view.partitions.iter().any(|p| &*p.topic == OFFSETS);
    // Asking an older broker for a topic may make it.
    if !listed && version >= 4 {
        all_may_be_seen(conversation, version).await?;
    }
    Ok(view)
}

/// A broker leaves topics that a client may not describe out of a list of all, in silence, and a
/// cluster of which nothing is seen looks well. Asked by name it says that it is not allowed, and says
/// so of a topic that does not exist, too.
async fn all_may_be_seen<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
    version: i16,
) -> Result<(), Cause> {
    let name = TopicName(StrBytes::from_static_str(OFFSETS));
    let one = MetadataRequest::default()
        .with_topics(Some(vec![
            MetadataRequestTopic::default().with_name(Some(name)),
        ]))
        .with_allow_auto_topic_creation(false);
    let response = conversation.ask::<Metadata>(&one, version).await?;
    let forbidden = ResponseError::TopicAuthorizationFailed.code();
    let hidden = response.topics.iter().any(|t| t.error_code == forbidden);
    if hidden { Err(Cause::Hidden) } else { Ok(()) }
}

/// The login that the listener wants, if that is why it hung up.
async fn login(
    endpoint: &Endpoint,
    access: &Access,
    known: &Known,
    deadline: Deadline,
) -> Option<Cause> {
    let version = known.newest::<SaslHandshake>().ok()?;
    let conversation = dial(endpoint, access.tls.as_ref(), deadline).await;
    let mechanisms = sasl::mechanisms(&mut conversation.ok()?, version).await?;
    Some(Cause::SaslRequired { mechanisms })
}
