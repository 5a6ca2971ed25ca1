//! EC2's instance metadata service, version 2.
//!
//! Source: "Use the Instance Metadata Service to access instance metadata" in the EC2 User Guide. Version 1, which
//! needs no token, is never asked: an instance that kafkaws launches has `HttpTokens = required`.

mod error;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use kafkaws_boot_contract::UserData;
use ureq::Agent;

use crate::clock::Clock;
use crate::patience::{Again, Patience};

pub(crate) use error::MetadataError;

/// Where the service is on every instance.
pub(crate) const ADDRESS: &str = "http://169.254.169.254";

/// A network that is not up yet takes seconds, and the service itself may be overloaded.
pub(crate) const PATIENCE: Patience = Patience {
    first: Duration::from_millis(200),
    longest: Duration::from_secs(5),
    limit: Duration::from_secs(60),
};

/// The service is on the same host: what takes longer than this is lost.
const ANSWER: Duration = Duration::from_secs(2);
/// Enough for one reading. Seconds; the service allows 1 to 21600.
const TOKEN_TTL: &str = "60";
/// More than any answer has. User data is 16 KiB at most.
const LARGEST: u64 = 64 * 1024;

/// What the service says about this instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Instance {
    pub(crate) user_data: UserData,
    pub(crate) instance_id: String,
    pub(crate) ami_id: String,
    /// The Availability Zone's id. `None` where the service does not know it.
    pub(crate) zone_id: Option<String>,
    /// The primary private IPv4 address.
    pub(crate) address: String,
}

/// A client of the service.
pub(crate) struct Metadata<'a> {
    base: String,
    agent: Agent,
    clock: &'a dyn Clock,
    patience: Patience,
}

type Attempt<T> = Result<T, Again<MetadataError>>;

impl<'a> Metadata<'a> {
    pub(crate) fn new(base: &str, clock: &'a dyn Clock, patience: Patience) -> Self {
        Self::with_timeout(base, clock, patience, ANSWER)
    }

    fn with_timeout(
        base: &str,
        clock: &'a dyn Clock,
        patience: Patience,
        timeout: Duration,
    ) -> Self {
        let config = Agent::config_builder()
            // A proxy would add X-Forwarded-For, at which the service refuses to give a token.
            .proxy(None)
            .max_redirects(0)
            .http_status_as_error(false)
            .timeout_connect(Some(timeout))
            .timeout_recv_response(Some(timeout))
            .timeout_recv_body(Some(timeout));
        Self {
            base: base.trim_end_matches('/').to_owned(),
            agent: config.build().into(),
            clock,
            patience,
        }
    }

    /// Reads everything, with one token.
    ///
    /// # Errors
    ///
    /// What the last attempt met, when time is up.
    pub(crate) fn read(&self) -> Result<Instance, MetadataError> {
        self.patience.wait(self.clock, || self.attempt())
    }

    fn attempt(&self) -> Attempt<Instance> {
        let token = self.token()?;
        let user_data = self.get(&token, "/latest/user-data")?;
        let zone = "/latest/meta-data/placement/availability-zone-id";
        let zone_id = self.get(&token, zone)?.map(|zone_id| text(zone, zone_id));
        Ok(Instance {
            user_data: UserData::from_bytes(
                user_data.ok_or(Again::Never(MetadataError::NoUserData))?,
            ),
            instance_id: self.required(&token, "/latest/meta-data/instance-id")?,
            ami_id: self.required(&token, "/latest/meta-data/ami-id")?,
            zone_id: zone_id.transpose()?,
            address: self.required(&token, "/latest/meta-data/local-ipv4")?,
        })
    }

    fn token(&self) -> Attempt<String> {
        let path = "/latest/api/token";
        let asked = self
            .agent
            .put(format!("{}{path}", self.base))
            .header("X-aws-ec2-metadata-token-ttl-seconds", TOKEN_TTL)
            .send_empty();
        let answer = asked.map_err(|error| Again::Later(self.no_token(error)))?;
        let body = self.body(path, answer)?;
        text(path, body.ok_or_else(|| unexpected(path, 404))?)
    }

    fn no_token(&self, error: ureq::Error) -> MetadataError {
        let base = self.base.clone();
        match error {
            ureq::Error::Timeout(ureq::Timeout::RecvResponse) => MetadataError::Silent { base },
            cause => MetadataError::Unreachable {
                base,
                cause: Box::new(cause),
            },
        }
    }

    fn required(&self, token: &str, path: &str) -> Attempt<String> {
        let body = self.get(token, path)?;
        text(path, body.ok_or_else(|| unexpected(path, 404))?)
    }

    /// `None` for what the service does not have.
    fn get(&self, token: &str, path: &str) -> Attempt<Option<Vec<u8>>> {
        let asked = self
            .agent
            .get(format!("{}{path}", self.base))
            .header("X-aws-ec2-metadata-token", token)
            .call();
        let answer = asked.map_err(|cause| self.lost(cause))?;
        self.body(path, answer)
    }

    fn body(
        &self,
        path: &str,
        mut answer: ureq::http::Response<ureq::Body>,
    ) -> Attempt<Option<Vec<u8>>> {
        let named = || path.to_owned();
        match answer.status().as_u16() {
            200 => {
                let body = answer.body_mut().with_config().limit(LARGEST).read_to_vec();
                Ok(Some(body.map_err(|cause| self.lost(cause))?))
            }
            404 => Ok(None),
            // The token may have been lost with the service's host: the next attempt takes a new one.
            401 => Err(Again::Later(MetadataError::Unauthorized { path: named() })),
            403 => Err(Again::Never(MetadataError::Forbidden { path: named() })),
            status @ (429 | 500..) => Err(Again::Later(MetadataError::Unexpected {
                path: named(),
                status,
            })),
            status => Err(unexpected(path, status)),
        }
    }

    fn lost(&self, cause: ureq::Error) -> Again<MetadataError> {
        Again::Later(MetadataError::Unreachable {
            base: self.base.clone(),
            cause: Box::new(cause),
        })
    }
}

fn unexpected(path: &str, status: u16) -> Again<MetadataError> {
    Again::Never(MetadataError::Unexpected {
        path: path.to_owned(),
        status,
    })
}

fn text(path: &str, body: Vec<u8>) -> Attempt<String> {
    let not_text = |_| {
        Again::Never(MetadataError::NotText {
            path: path.to_owned(),
        })
    };
    let text = String::from_utf8(body).map_err(not_text)?;
    Ok(text.trim().to_owned())
}
