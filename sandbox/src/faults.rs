//! Faults on demand: rules that make a call, or a resource, misbehave.

use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};

/// Which calls misbehave, how often, and how. All criteria that are given must match.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub struct FaultRule {
    /// `kafka`, `sts`, `ec2`, `ebs`, `s3` or `monitoring`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// An operation, or its beginning and a star: `Update*`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// A region, such as `eu-west-1`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub region: Option<String>,
    /// A cluster's or configuration's name, an EC2 id, or a bucket with a slash and a key; for a create of EC2, and for
    /// [`FaultAction::Stay`], also a `Name` tag. A star at the end is allowed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource: Option<String>,
    /// Only the nth matching call, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nth: Option<u64>,
    /// Only the first so many matching calls.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first: Option<u64>,
    /// Only calls that change something: neither Describe, Get, Head nor List.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mutating: bool,
    /// For [`FaultAction::Stay`]: only this state. Without it, any state.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state: Option<String>,
    /// What happens.
    pub action: FaultAction,
}

/// What happens to a matching call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "snake_case")]
pub enum FaultAction {
    /// Refused for its rate: 429 `TooManyRequestsException`, in EC2 503 `RequestLimitExceeded`, in the
    /// EBS direct APIs 400 `RequestThrottledException`, in S3 503 `SlowDown`.
    #[default]
    Throttle,
    /// Refused with any error.
    Error {
        /// The error code, such as `ServiceUnavailableException`.
        code: String,
        /// The HTTP status.
        status: u16,
        /// The message.
        #[serde(default)]
        message: String,
    },
    /// Answered late.
    Delay {
        /// How late.
        milliseconds: u64,
    },
    /// The work is done and logged, then the answer is held back. Who is killed meanwhile never
    /// learns what it has made.
    HoldResponse {
        /// How long.
        milliseconds: u64,
    },
    /// A cluster, an instance, a volume or anything else with a state does not leave it while the
    /// rule is there; a root volume replacement is known by its instance. Criteria of a call do not
    /// count.
    Stay,
    /// The work is done, then the connection is closed without an answer.
    LoseResponse,
    /// Answered 200 with a web page, as a captive portal does.
    Html,
    /// Refused by a policy: 403.
    Deny,
}

/// What a rule looks at.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) service: &'a str,
    pub(crate) operation: &'a str,
    pub(crate) region: &'a str,
    pub(crate) resource: Option<&'a str>,
}

#[derive(Debug)]
struct Armed {
    rule: FaultRule,
    seen: u64,
}

/// The rules in force, with how often each has matched.
#[derive(Debug, Default)]
pub(crate) struct Faults(Mutex<Vec<Armed>>);

impl Faults {
    pub(crate) fn add(&self, rule: FaultRule) {
        self.with(|rules| rules.push(Armed { rule, seen: 0 }));
    }

    pub(crate) fn clear(&self) {
        self.with(Vec::clear);
    }

    pub(crate) fn rules(&self) -> Vec<FaultRule> {
        self.with(|rules| rules.iter().map(|armed| armed.rule.clone()).collect())
    }

    /// Counts the call in every rule that matches it, and tells what happens to it.
    pub(crate) fn strike(&self, subject: Subject<'_>) -> Vec<FaultAction> {
        let strike = |rules: &mut Vec<Armed>| {
            rules
                .iter_mut()
                .filter_map(|armed| armed.strike(subject))
                .collect()
        };
        self.with(strike)
    }

    /// Whether a rule keeps this cluster in its state.
    pub(crate) fn holds(&self, region: &str, cluster: &str, state: &str) -> bool {
        self.with(|rules| {
            rules
                .iter()
                .any(|armed| armed.rule.holds(region, cluster, state))
        })
    }

    fn with<T>(&self, f: impl FnOnce(&mut Vec<Armed>) -> T) -> T {
        f(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Armed {
    fn strike(&mut self, subject: Subject<'_>) -> Option<FaultAction> {
        if self.rule.action == FaultAction::Stay || !self.rule.matches(subject) {
            return None;
        }
        self.seen += 1;
        let due = self.rule.nth.is_none_or(|nth| nth == self.seen)
            && self.rule.first.is_none_or(|first| self.seen <= first);
        due.then(|| self.rule.action.clone())
    }
}

impl FaultRule {
    fn matches(&self, subject: Subject<'_>) -> bool {
        let Self {
            service,
            operation,
            region,
            resource,
            mutating,
            ..
        } = self;
        (!mutating || changes(subject.operation))
            && matches(service.as_deref(), subject.service)
            && matches(operation.as_deref(), subject.operation)
            && matches(region.as_deref(), subject.region)
            && resource
                .as_deref()
                .is_none_or(|pattern| glob(pattern, subject.resource))
    }

    fn holds(&self, region: &str, cluster: &str, state: &str) -> bool {
        self.action == FaultAction::Stay
            && matches(self.region.as_deref(), region)
            && matches(self.resource.as_deref(), cluster)
            && matches(self.state.as_deref(), state)
    }
}

/// Whether an operation changes something, by its name.
pub(crate) fn changes(operation: &str) -> bool {
    const READS: [&str; 5] = ["Describe", "Get", "Head", "List", "Assume"];
    !READS.iter().any(|read| operation.starts_with(read))
}

fn matches(pattern: Option<&str>, text: &str) -> bool {
    pattern.is_none_or(|pattern| glob(pattern, Some(text)))
}

fn glob(pattern: &str, text: Option<&str>) -> bool {
    let text = text.unwrap_or_default();
    match pattern.strip_suffix('*') {
        Some(start) => text.starts_with(start),
        None => text == pattern,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CREATE: Subject<'_> = Subject {
        service: "kafka",
        operation: "CreateClusterV2",
        region: "eu-west-1",
        resource: Some("orders"),
    };

    fn strikes(rule: FaultRule, calls: usize) -> Vec<bool> {
        let faults = Faults::default();
        faults.add(rule);
        (0..calls)
            .map(|_| !faults.strike(CREATE).is_empty())
            .collect()
    }

    #[test]
    fn nth_first_and_every() {
        let rule = FaultRule {
            operation: Some("Create*".into()),
            ..FaultRule::default()
        };
        assert_eq!(
            strikes(
                FaultRule {
                    nth: Some(2),
                    ..rule.clone()
                },
                3
            ),
            [false, true, false]
        );
        assert_eq!(
            strikes(
                FaultRule {
                    first: Some(2),
                    ..rule.clone()
                },
                3
            ),
            [true, true, false]
        );
        assert_eq!(strikes(rule, 3), [true, true, true]);
    }

    #[test]
    fn every_criterion_must_match() {
        let rule = |resource: &str, region: &str| FaultRule {
            resource: Some(resource.into()),
            region: Some(region.into()),
            ..FaultRule::default()
        };
        assert_eq!(strikes(rule("ord*", "eu-west-1"), 1), [true]);
        assert_eq!(strikes(rule("ord*", "us-east-1"), 1), [false]);
        assert_eq!(strikes(rule("ord", "eu-west-1"), 1), [false]);
    }

    #[test]
    fn only_what_changes_something() {
        let rule = FaultRule {
            mutating: true,
            ..FaultRule::default()
        };
        assert_eq!(strikes(rule.clone(), 1), [true]);
        let look = Subject {
            operation: "DescribeClusterV2",
            ..CREATE
        };
        assert!(!rule.matches(look));
    }

    #[test]
    fn stay_holds_a_state_and_never_strikes_a_call() {
        let faults = Faults::default();
        let state = Some("CREATING".to_owned());
        faults.add(FaultRule {
            state,
            action: FaultAction::Stay,
            ..FaultRule::default()
        });
        assert!(faults.holds("eu-west-1", "orders", "CREATING"));
        assert!(!faults.holds("eu-west-1", "orders", "DELETING"));
        assert!(faults.strike(CREATE).is_empty());
    }

    #[test]
    fn rules_are_read_from_json() {
        let text = r#"[{"operation":"Update*","nth":2,"action":"throttle"},
            {"action":{"error":{"code":"X","status":500}}},{"action":{"delay":{"milliseconds":5}}}]"#;
        let rules: Vec<FaultRule> = serde_json::from_str(text).unwrap();
        assert_eq!(rules[0].nth, Some(2));
        assert!(serde_json::from_str::<FaultRule>(r#"{"action":"throttle","nht":1}"#).is_err());
    }
}
