//! How to get at a cluster.

use std::time::Duration;

use crate::{Endpoint, Tls};

/// For one broker, from the connection to the last answer. A broker that takes longer to list its
/// topics is in trouble, and the caller asks again anyway.
pub const DEFAULT_TIMEOUT: Duration = Duration::from_secs(10);

/// Where the brokers listen, with or without TLS, and how long one of them may take.
#[derive(Clone, Debug)]
pub struct Access {
    pub(crate) endpoints: Vec<Endpoint>,
    pub(crate) tls: Option<Tls>,
    pub(crate) timeout: Duration,
}

impl Access {
    /// A PLAINTEXT listener, with [`DEFAULT_TIMEOUT`]. The endpoints are asked in this order.
    pub fn plain(endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        Self {
            endpoints: endpoints.into_iter().collect(),
            tls: None,
            timeout: DEFAULT_TIMEOUT,
        }
    }

    /// The same over TLS, for an SSL listener.
    #[must_use]
    pub fn with_tls(self, tls: Tls) -> Self {
        Self {
            tls: Some(tls),
            ..self
        }
    }

    /// The same with another limit for each endpoint, from its name's resolution to its last answer.
    #[must_use]
    pub fn with_timeout(self, timeout: Duration) -> Self {
        Self { timeout, ..self }
    }

    /// The same listener on other brokers.
    #[must_use]
    pub fn with_endpoints(self, endpoints: impl IntoIterator<Item = Endpoint>) -> Self {
        Self {
            endpoints: endpoints.into_iter().collect(),
            ..self
        }
    }

    /// Who is asked, in this order.
    pub fn endpoints(&self) -> &[Endpoint] {
        &self.endpoints
    }
}
