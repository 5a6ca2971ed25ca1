//! Why a broker is not what it was to be, and what there is instead.

use std::time::Duration;

use kafkaws_boot_contract::ContractError;
use kafkaws_schema::{Diagnostic, Diagnostics, Path};
use thiserror::Error;

use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::{Identity, Seen};
use crate::aws::wait::WaitError;

/// Why a broker is not what it was to be.
#[derive(Debug)]
pub(crate) struct Halt {
    /// What there is, as far as it could be looked at.
    pub(crate) seen: Option<Seen>,
    /// Whether what there is is this broker's, and not somebody else's of the same identity.
    pub(crate) ours: bool,
    /// Why the work ended.
    pub(crate) why: Why,
    /// What the user is told.
    pub(crate) errors: Diagnostics,
}

/// How the work ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// Terraform was told to stop: the next apply goes on.
    Interrupted,
    /// AWS has not finished in time: the next apply goes on waiting.
    Late,
    /// Something refused.
    Failed,
}

/// A call that did not work.
#[derive(Debug)]
pub(super) struct Refused {
    /// What it was for.
    pub(super) doing: String,
    pub(super) error: AwsError,
    /// The attribute that asked for it.
    pub(super) path: Option<Path>,
    /// What there is to say before AWS's own words.
    pub(super) more: Option<String>,
}

/// What ended the work.
#[derive(Debug, Error)]
pub(super) enum Fault {
    /// A call did not work.
    #[error("{}: {}", .0.doing, .0.error)]
    Call(Box<Refused>),
    #[error(transparent)]
    Wait(#[from] WaitError),
    #[error(transparent)]
    Boot(#[from] ContractError),
    /// An error of its own kind, told in full.
    #[error("{}", .0.summary)]
    Told(Box<Diagnostic>),
}

impl From<Diagnostic> for Fault {
    fn from(told: Diagnostic) -> Self {
        Self::Told(Box::new(told))
    }
}

impl From<Refused> for Fault {
    fn from(refused: Refused) -> Self {
        Self::Call(Box::new(refused))
    }
}

impl Refused {
    fn told(self, broker: &str) -> Diagnostic {
        let mut told = self.error.diagnostic(&format!("{broker}: {}", self.doing));
        if let Some(more) = self.more {
            told.detail = format!("{more}\n\n{}", told.detail);
        }
        match self.path {
            Some(path) => told.at(path),
            None => told,
        }
    }
}

impl Fault {
    /// A call that belongs to no attribute.
    pub(super) fn call(doing: impl Into<String>, error: AwsError) -> Self {
        Refused {
            doing: doing.into(),
            error,
            path: None,
            more: None,
        }
        .into()
    }

    /// Whether looking again may show that there is nothing left to do, or that it can be done now: what changed under us,
    /// and what was done although its answer was lost.
    pub(super) fn may_pass(&self) -> bool {
        let Self::Call(refused) = self else {
            return false;
        };
        let error = &refused.error;
        error.kind == AwsErrorKind::Conflict
            || error.kind == AwsErrorKind::TooSoon
            || error.is_missing()
            || error.kind.may_have_worked()
    }

    fn why(&self) -> Why {
        match self {
            Self::Wait(WaitError::Interrupted { .. }) => Why::Interrupted,
            Self::Wait(WaitError::TimedOut { .. }) => Why::Late,
            _ => Why::Failed,
        }
    }

    /// The work on a broker has ended here.
    pub(super) fn halt(self, identity: &Identity, seen: Option<Seen>, ours: bool) -> Halt {
        let why = self.why();
        Halt {
            seen,
            ours,
            why,
            errors: self.told(identity).into(),
        }
    }

    fn told(self, identity: &Identity) -> Diagnostic {
        let broker = format!("broker {identity}");
        match self {
            Self::Call(refused) => refused.told(&broker),
            Self::Wait(WaitError::Aws(error)) => {
                error.diagnostic(&format!("{broker}: waiting for AWS"))
            }
            Self::Wait(WaitError::Interrupted { last }) => Diagnostic::error(
                format!("{broker}: interrupted while {last}"),
                "What is done is in the state, and AWS finishes what it has begun. Apply again to do the rest.",
            ),
            Self::Wait(WaitError::TimedOut { waited, last }) => late(&broker, waited, &last),
            Self::Boot(error) => unwritable(&error),
            Self::Told(told) => *told,
        }
    }
}

fn late(broker: &str, waited: Duration, last: &str) -> Diagnostic {
    let waited = humantime::format_duration(waited);
    Diagnostic::error(
        format!("{broker}: still {last} after {waited}"),
        "What is done is in the state, and AWS goes on. Apply again to go on waiting, or raise the limit in `timeouts`.",
    )
}

/// The attribute that a field of the boot contract comes from.
fn attribute_of(field: &str) -> &'static str {
    let named = ["environment", "listeners", "volumes", "broker_id"];
    let found = named.into_iter().find(|name| field.starts_with(name));
    found.unwrap_or("cluster_name")
}

/// Boot data that EC2 would not take, or that no broker could be booted with.
pub(crate) fn unwritable(error: &ContractError) -> Diagnostic {
    let (attribute, advice) = match error {
        ContractError::Unusable(unusable) => (
            attribute_of(&unusable.field),
            "Correct it: the image's boot agent would refuse it when the broker is down already.",
        ),
        _ => (
            "properties",
            "Properties, environment and listeners are in it: make them shorter, or put large ones into the image.",
        ),
    };
    Diagnostic::error(
        "The boot data of the broker cannot be written",
        format!("{error}. {advice}"),
    )
    .at(Path::root().attribute(attribute))
}
