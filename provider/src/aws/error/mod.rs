//! The one place that decides what an AWS error means, and how it is told.
//!
//! Everything the provider asks of AWS fails as an [`AwsError`]. Its [kind](AwsErrorKind) comes from
//! the service's error code and the HTTP status, so callers match on kinds and never on text.

mod advice;
mod answer;
mod classify;
mod kind;

use kafkaws_schema::Diagnostic;
use thiserror::Error;

pub use kind::AwsErrorKind;

/// A call to AWS that did not work.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{operation}: {message}")]
pub struct AwsError {
    /// The IAM action of the call, which names service and operation: `kafka:DescribeClusterV2`.
    pub operation: &'static str,
    /// What the error means.
    pub kind: AwsErrorKind,
    /// The service's error code, when it sent one.
    pub code: Option<String>,
    /// AWS's own words, or what the connection reported. Never holds a secret: the SDK keeps
    /// credentials out of its errors, and answers that are not AWS's are only described.
    pub message: String,
    /// What AWS support asks for.
    pub request_id: Option<String>,
}

impl AwsError {
    /// An error that AWS did not send.
    pub fn new(operation: &'static str, kind: AwsErrorKind, message: impl Into<String>) -> Self {
        Self {
            operation,
            kind,
            code: None,
            message: message.into(),
            request_id: None,
        }
    }

    /// Whether the service says that the thing does not exist.
    pub fn is_missing(&self) -> bool {
        self.kind == AwsErrorKind::Missing
    }

    /// Whether the credentials do not allow the call.
    pub fn is_denied(&self) -> bool {
        self.kind == AwsErrorKind::Denied
    }

    /// Whether the service refuses what was asked for.
    pub fn is_bad_request(&self) -> bool {
        matches!(self.kind, AwsErrorKind::BadRequest { .. })
    }

    /// Whether EBS failed to receive a block, which the next try cures. It has no code for it.
    ///
    /// Source: what writers of snapshots retry, such as awslabs/coldsnap.
    pub fn asks_to_send_again(&self) -> bool {
        self.is_bad_request() && self.message.contains("Failed to read block data")
    }

    /// Whether VM Import cannot assume its service role: there is none, it may not do what it must, or it was made so
    /// recently that it is not known everywhere. EC2 has no code for it.
    pub fn is_about_service_role(&self) -> bool {
        self.is_bad_request() && self.message.contains("service role")
    }

    /// Whether MSK refuses an update because everything that it asks for is in force already.
    ///
    /// MSK has no code for it, so this is the one place that reads its words ("The request does not
    /// include any updates to the EBS volumes of the cluster", hashicorp/terraform-provider-aws
    /// 37043).
    pub fn nothing_to_update(&self) -> bool {
        matches!(self.kind, AwsErrorKind::BadRequest { .. })
            && self.message.contains("does not include any updates")
    }

    /// The error as Terraform shows it.
    ///
    /// `doing` is the summary, in the form `creating MSK cluster "x"`. Errors that have nothing to
    /// do with the resource (no credentials, a provider attribute that is not known) keep their own
    /// summary, so that a run that fails everywhere says one thing.
    pub fn diagnostic(&self, doing: &str) -> Diagnostic {
        let summary = advice::summary_of(&self.kind).unwrap_or(doing);
        Diagnostic::error(summary, self.detail())
    }

    /// AWS's message, what to do, and what to quote when asking for help.
    pub fn detail(&self) -> String {
        let mut parts = vec![self.message.clone()];
        parts.extend(advice::advice(self));
        parts.push(self.reference());
        parts.join("\n\n")
    }

    fn reference(&self) -> String {
        let mut words = vec![format!("operation {}", self.operation)];
        words.extend(self.code.as_ref().map(|code| format!("error code {code}")));
        words.extend(
            self.request_id
                .as_ref()
                .map(|id| format!("request id {id}")),
        );
        format!("({})", words.join(", "))
    }
}

#[cfg(test)]
mod canned;
#[cfg(test)]
mod tests;
