//! Why a broker did not answer, in words that say what to do.

use std::fmt;
use std::io;
use std::time::Duration;

use kafka_protocol::ResponseError;

use crate::Endpoint;

/// Nobody answered.
#[derive(Debug, thiserror::Error)]
#[error("{}", lines(.failures))]
pub struct ProbeError {
    /// Why, for each endpoint in the order in which they were asked. Empty when there were none.
    pub failures: Vec<Failure>,
}

/// Why one endpoint did not answer.
#[derive(Debug, thiserror::Error)]
#[error("{endpoint}: {cause}")]
pub struct Failure {
    /// Who was asked.
    pub endpoint: Endpoint,
    /// What went wrong.
    #[source]
    pub cause: Cause,
}

fn lines(failures: &[Failure]) -> String {
    if failures.is_empty() {
        return "there is no broker to ask: name at least one host:port".to_owned();
    }
    let lines: Vec<String> = failures.iter().map(Failure::to_string).collect();
    lines.join("\n")
}

/// What went wrong with one broker.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Cause {
    /// DNS.
    #[error(
        "the name cannot be resolved from this machine ({0}); if it is in a private zone, run where \
         that zone is seen, or use the broker's address"
    )]
    Name(#[source] io::Error),
    /// Nothing listens there.
    #[error(
        "connection refused: nothing listens there; check that the broker runs and that this is its \
         listener's port"
    )]
    Refused,
    /// No way there.
    #[error(
        "cannot be reached ({0}); check the route from this machine and that the security group lets \
         it in"
    )]
    Unreachable(#[source] io::Error),
    /// The limit of [`Access::with_timeout`](crate::Access::with_timeout) was up.
    #[error("{step} did not end within {limit:?}; {}", waiting(*.step))]
    TimedOut {
        /// What was under way.
        step: Step,
        /// For the whole conversation with this broker.
        limit: Duration,
    },
    /// The server hung up.
    #[error(
        "the connection was closed during {step}; the broker may be starting or stopping, or this \
         listener may expect something else (TLS, a login); the broker's log says which"
    )]
    Closed {
        /// What was under way.
        step: Step,
    },
    /// The connection failed.
    #[error("the connection failed during {step}: {source}")]
    Broken {
        /// What was under way.
        step: Step,
        /// The system's error.
        source: io::Error,
    },
    /// The certificate is not trusted, has another name, or the server wants one of us.
    #[error("TLS: {reason}; {advice}", reason = .0, advice = tls_advice(.0))]
    Tls(#[source] rustls::Error),
    /// The host is neither a DNS name nor an address.
    #[error("{0:?} is no name that a certificate can carry; use the broker's DNS name or address")]
    NoServerName(String),
    /// We spoke TLS and the server did not.
    #[error(
        "no TLS there; if this listener is PLAINTEXT, ask it without TLS, and otherwise check the port"
    )]
    NoTls,
    /// The server speaks TLS and we did not.
    #[error("TLS there; ask this listener with TLS, or name the port of a PLAINTEXT one")]
    TlsExpected,
    /// Something else answered.
    #[error("not Kafka ({0}); check that this is the port of a Kafka listener")]
    NotKafka(Answer),
    /// The listener wants a login, which the probe does not do.
    #[error(
        "the listener wants a SASL login ({}), which is not supported here; name a listener without \
         SASL that this machine may reach",
        mechanisms.join(", ")
    )]
    SaslRequired {
        /// What the broker takes.
        mechanisms: Vec<String>,
    },
    /// An authorizer hides topics from the probe, and with them whether they are replicated.
    #[error(
        "clients of this listener may not see all topics, so it cannot tell whether all are replicated; \
         allow them Describe on every topic, or name a listener where it is allowed"
    )]
    Hidden,
    /// Too old, or so new that nothing is in common.
    #[error(
        "{step}: the broker has {broker}, and {ours} are known here; {}",
        age(broker, ours)
    )]
    UnsupportedVersion {
        /// Which request.
        step: Step,
        /// What the broker has.
        broker: Versions,
        /// What is known here.
        ours: Versions,
    },
    /// Kafka says no.
    #[error("{step}: Kafka's error code {code} ({}); see the broker's log", code_name(*.code))]
    ErrorCode {
        /// Which request.
        step: Step,
        /// See <https://kafka.apache.org/protocol#protocol_error_codes>.
        code: i16,
    },
    /// The codec refused what we wanted to send.
    #[error("the {step} request cannot be written: {reason}; this is a bug, please report it")]
    Unwritable {
        /// Which request.
        step: Step,
        /// The codec's words.
        reason: String,
    },
}

/// What a conversation with a broker consists of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// The name.
    Resolve,
    /// TCP.
    Connect,
    /// TLS.
    TlsHandshake,
    /// Which requests the broker knows.
    ApiVersions,
    /// Brokers and partitions.
    Metadata,
    /// Whether the broker wants a login.
    SaslHandshake,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "resolving the name",
            Self::Connect => "connecting",
            Self::TlsHandshake => "the TLS handshake",
            Self::ApiVersions => "ApiVersions",
            Self::Metadata => "Metadata",
            Self::SaslHandshake => "SaslHandshake",
        })
    }
}

/// What else than Kafka answered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Answer {
    /// A web server.
    #[error("an HTTP server answered")]
    Http,
    /// No message of Kafka has this length.
    #[error("the answer says that it is {announced} bytes long, {limit} at most are believed")]
    Length {
        /// As a signed number, which it is in Kafka.
        announced: i32,
        /// Bytes.
        limit: usize,
    },
    /// Another request's answer.
    #[error("the answer is to request {found}, and request {sent} was sent")]
    Correlation {
        /// Ours.
        sent: i32,
        /// Theirs.
        found: i32,
    },
    /// Kafka's framing, but not what was asked for.
    #[error("the answer to {step} cannot be read: {reason}")]
    Malformed {
        /// Which request.
        step: Step,
        /// What does not fit.
        reason: String,
    },
}

/// A range of versions of one request, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Versions {
    /// The oldest.
    pub min: i16,
    /// The newest; below `min` when there is none at all.
    pub max: i16,
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.max < self.min {
            f.write_str("no version")
        } else {
            write!(f, "versions {} to {}", self.min, self.max)
        }
    }
}

fn waiting(step: Step) -> &'static str {
    match step {
        Step::Resolve => "check this machine's DNS",
        Step::Connect => {
            "check the route from this machine and that the security group lets it in: what a \
             security group refuses stays without an answer"
        }
        _ => "something listens there but does not answer as a Kafka broker that is well would",
    }
}

fn tls_advice(error: &rustls::Error) -> &'static str {
    use rustls::{AlertDescription as Alert, CertificateError as Bad, Error};
    match error {
        Error::InvalidCertificate(Bad::UnknownIssuer) => {
            "give the certificate of the authority that signed the broker's"
        }
        Error::InvalidCertificate(Bad::NotValidForName | Bad::NotValidForNameContext { .. }) => {
            "reach the broker by a name that its certificate carries, or add this one to it"
        }
        Error::InvalidCertificate(Bad::Expired | Bad::ExpiredContext { .. }) => {
            "renew the broker's certificate"
        }
        Error::AlertReceived(Alert::CertificateRequired | Alert::BadCertificate) => {
            "the listener wants a client's certificate, which is not supported here; name a listener \
             without"
        }
        _ => "check the listener's TLS settings and the broker's log",
    }
}

fn age(broker: &Versions, ours: &Versions) -> &'static str {
    if broker.max < ours.min {
        "the broker is too old to be asked"
    } else {
        "the broker is newer than this program: update it"
    }
}

/// Kafka's own name of an error code, as its codec has it.
pub(crate) fn code_name(code: i16) -> String {
    ResponseError::try_from_code(code).map_or_else(|| "none".to_owned(), |error| error.to_string())
}
