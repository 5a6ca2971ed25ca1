//! Why a gate did not open, and what to do about it.

use std::time::Duration;

use kafkaws_schema::{Diagnostic, Path};
use thiserror::Error;

use crate::aws::error::AwsError;

/// Why the next broker may not be touched.
#[derive(Debug, Error)]
pub enum Closed {
    /// Kafka could not be asked before anything was done.
    #[error("Kafka could not be asked at {asked}: {reason}")]
    Unreachable {
        /// The endpoints, as `host:port`.
        asked: String,
        /// What the connection says.
        reason: String,
    },
    /// Nothing was touched yet, and the cluster is not well.
    #[error("the cluster was not well for {waited:?}: {reason}")]
    Unfit {
        /// How long it was waited for.
        waited: Duration,
        /// What was seen last.
        reason: String,
    },
    /// A broker was touched, and it or the cluster is not well.
    #[error("broker {broker_id} was not well for {waited:?}: {reason}")]
    Unwell {
        /// The broker.
        broker_id: i64,
        /// How long it was waited for.
        waited: Duration,
        /// What was seen last.
        reason: String,
    },
    /// Terraform was told to stop.
    #[error("interrupted while {reason}")]
    Interrupted {
        /// What was seen last.
        reason: String,
    },
    /// EC2 could not be asked.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl Closed {
    /// As Terraform shows it. `doing` is the summary where the reason is no gate's.
    pub fn diagnostic(&self, doing: &str) -> Diagnostic {
        let (summary, detail) = match self {
            Self::Unreachable { asked, reason } => (
                "Kafka could not be asked whether a broker may be touched".to_owned(),
                format!(
                    "Nothing was changed. None of {asked} answered: {reason}.\n\nRun Terraform where the listener can be \
                     reached, say in health_check.bootstrap_brokers where to ask instead, or set health_check.probe = \
                     \"console\", which asks EC2 and the brokers' boot agents."
                ),
            ),
            Self::Unfit { waited, reason } => (
                "No broker may be touched: the cluster is not well".to_owned(),
                format!(
                    "Nothing was changed. After {}: {reason}.\n\nA broker that is taken down now could be the last one \
                     with some of the data. Repair the cluster, or wait until it has caught up, and apply again.",
                    words(*waited)
                ),
            ),
            Self::Unwell {
                broker_id,
                waited,
                reason,
            } => (
                format!("Broker {broker_id} did not come back in time"),
                format!(
                    "After {}: {reason}.\n\nThe brokers after it were not touched, and the state says what each of them \
                     runs. See what is wrong with broker {broker_id} (its console: `aws ec2 get-console-output --latest`), \
                     repair it or correct the configuration, and apply again: the roll carries on from there. Where the \
                     broker only needs longer, raise health_check.timeout.",
                    words(*waited)
                ),
            ),
            Self::Interrupted { reason } => (
                doing.to_owned(),
                format!(
                    "Terraform was interrupted while {reason}. The next apply carries on from there."
                ),
            ),
            Self::Aws(error) => return error.diagnostic(doing),
        };
        Diagnostic::error(summary, detail).at(Path::root().attribute("health_check"))
    }
}

fn words(waited: Duration) -> String {
    humantime::format_duration(waited).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_says_what_to_do_and_where() {
        let waited = Duration::from_secs(900);
        let reason = "orders-3 lacks broker 2".to_owned();
        let all = [
            Closed::Unreachable {
                asked: "10.0.0.1:9092".into(),
                reason: reason.clone(),
            },
            Closed::Unfit {
                waited,
                reason: reason.clone(),
            },
            Closed::Unwell {
                broker_id: 2,
                waited,
                reason: reason.clone(),
            },
            Closed::Interrupted {
                reason: reason.clone(),
            },
        ];
        for closed in all {
            let said = closed.diagnostic("updating the stack");
            assert!(said.detail.contains(&reason), "{}", said.detail);
            assert_eq!(said.path, Some(Path::root().attribute("health_check")));
        }
    }

    #[test]
    fn an_unreachable_kafka_is_told_the_other_way_to_ask() {
        let (asked, reason) = ("10.0.0.1:9092".to_owned(), "connection refused".to_owned());
        let said = Closed::Unreachable { asked, reason }.diagnostic("x");
        assert!(
            said.detail.contains("probe = \"console\""),
            "{}",
            said.detail
        );
    }
}
