//! Whether a listener that hung up wants a login.
//!
//! A SASL listener answers ApiVersions to anyone and hangs up on everything else that comes before the
//! login, which from here looks like a crash. SaslHandshake tells: asked for a mechanism that does not
//! exist, a SASL listener names those it takes, and any other says that there is nothing to log in to.

use kafka_protocol::ResponseError;
use kafka_protocol::messages::SaslHandshakeRequest;
use kafka_protocol::protocol::StrBytes;
use tokio::io::{AsyncRead, AsyncWrite};

use crate::codec::SaslHandshake;
use crate::conversation::Conversation;

/// No login is tried with it: it shows in the broker's log as an attempt that was refused.
const NO_MECHANISM: &str = "KAFKAWS-PROBE";

/// The mechanisms that a listener takes; `None` when it wants no login, or does not say.
pub(crate) async fn mechanisms<S: AsyncRead + AsyncWrite + Unpin>(
    conversation: &mut Conversation<S>,
    version: i16,
) -> Option<Vec<String>> {
    let request =
        SaslHandshakeRequest::default().with_mechanism(StrBytes::from_static_str(NO_MECHANISM));
    let answer = conversation
        .ask::<SaslHandshake>(&request, version)
        .await
        .ok()?;
    let wanted = answer.error_code == ResponseError::UnsupportedSaslMechanism.code();
    wanted.then(|| answer.mechanisms.iter().map(|m| m.to_string()).collect())
}
