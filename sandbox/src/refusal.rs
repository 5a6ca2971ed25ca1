//! How an AWS service says no. Each service renders it in its own protocol.

use thiserror::Error;

/// A request that a service refused.
#[derive(Clone, Debug, Error, PartialEq)]
#[error("{code}: {message}")]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    /// The code as clients see it, such as `BadRequestException`.
    pub(crate) code: String,
    pub(crate) message: String,
    /// MSK's `invalidParameter`: which member was wrong. S3's `Region`: the one that would be right.
    pub(crate) parameter: Option<String>,
    /// The `Reason` of the EBS direct APIs, such as `INVALID_BLOCK`.
    pub(crate) reason: Option<&'static str>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            parameter: None,
            reason: None,
        }
    }

    /// Names the member that was wrong.
    pub(crate) fn parameter(mut self, name: &str) -> Self {
        self.parameter = Some(name.to_owned());
        self
    }

    /// Says which of the code's reasons it was.
    pub(crate) fn reason(mut self, reason: &'static str) -> Self {
        self.reason = Some(reason);
        self
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(400, "BadRequestException", message)
    }

    pub(crate) fn not_found(message: impl Into<String>) -> Self {
        Self::new(404, "NotFoundException", message)
    }

    pub(crate) fn conflict(message: impl Into<String>) -> Self {
        Self::new(409, "ConflictException", message)
    }

    /// An operation that the service has and the sandbox has not.
    pub(crate) fn not_simulated(what: &str) -> Self {
        let message = format!("the sandbox does not simulate {what}");
        Self::new(501, "NotImplementedException", message)
    }
}
