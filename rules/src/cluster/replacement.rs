//! What only a new cluster could satisfy.
//!
//! AWS has no call for these changes, so Terraform's way would be to destroy the cluster and its
//! data and create an empty one. They have no level: either the configuration says
//! `allow_replacement = true`, or the plan fails.

use crate::cluster::attributes::{
    CLIENT_SUBNETS, CLUSTER_NAME, IN_CLUSTER, INSTANCE_TYPE, KAFKA_VERSION, KMS_KEY,
    SECURITY_GROUPS, STORAGE_MODE,
};
use crate::cluster::case::Case;
use crate::cluster::observed::Observed;
use crate::field::{Field, path};
use crate::report::with_destroy_hint;
use kafkaws_catalog::{Source, source};
use kafkaws_schema::{Diagnostic, Diagnostics, Path, Value};
use std::cmp::Ordering;

/// A change that needs a new cluster.
#[derive(Clone, Copy, Debug)]
pub struct Irreversible {
    /// The dotted path of the attribute.
    pub attribute: &'static str,
    /// What cannot be changed, in one line.
    pub title: &'static str,
    /// Why.
    pub reason: &'static str,
    /// Where that is stated.
    pub source: Source,
    /// The change in words, when the plan has it.
    change: fn(&Case<'_>, &str) -> Option<String>,
}

/// A planned change that needs a new cluster.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replacement {
    /// The attribute.
    pub path: Path,
    /// What cannot be changed, in one line.
    pub title: &'static str,
    /// The change and why it needs a new cluster.
    pub reason: String,
}

/// Every change that needs a new cluster.
pub const IRREVERSIBLE: &[Irreversible] = &[
    Irreversible {
        attribute: CLUSTER_NAME,
        title: "A cluster cannot be renamed",
        reason: "The name is part of the cluster's ARN and of its brokers' addresses.",
        source: source::API_MODEL,
        change: any,
    },
    Irreversible {
        attribute: CLIENT_SUBNETS,
        title: "The subnets of a cluster cannot be changed",
        reason: "Brokers keep the network interfaces that they were created with.",
        source: source::CREATE_CLUSTER,
        change: any,
    },
    Irreversible {
        attribute: SECURITY_GROUPS,
        title: "The security groups of a cluster cannot be changed",
        reason: "AWS has no call for it; the rules inside a group can be changed at any time.",
        source: source::API_MODEL,
        change: any,
    },
    Irreversible {
        attribute: KMS_KEY,
        title: "The key that encrypts a cluster cannot be changed",
        reason: "Volumes stay encrypted with the key that they were created with.",
        source: source::UPDATE_SECURITY,
        change: any,
    },
    Irreversible {
        attribute: IN_CLUSTER,
        title: "Encryption between brokers cannot be turned on or off",
        reason: "It is decided when the cluster is created.",
        source: source::UPDATE_SECURITY,
        change: any,
    },
    Irreversible {
        attribute: KAFKA_VERSION,
        title: "A cluster cannot be downgraded",
        reason: "An older Kafka may not read what a newer one wrote, so AWS only upgrades.",
        source: source::VERSION_UPGRADES,
        change: downgrade,
    },
    Irreversible {
        attribute: KAFKA_VERSION,
        title: "A cluster cannot go back from KRaft to ZooKeeper",
        reason: "The metadata moves to KRaft once, and ZooKeeper is gone.",
        source: source::ZOOKEEPER_TO_KRAFT,
        change: back_to_zookeeper,
    },
    Irreversible {
        attribute: STORAGE_MODE,
        title: "A cluster cannot go back from TIERED to LOCAL storage",
        reason: "AWS has no way to bring tiered records back. Topics leave the tier one by one, \
             with remote.storage.enable.",
        source: source::TIERED_STORAGE,
        change: back_to_local,
    },
    Irreversible {
        attribute: INSTANCE_TYPE,
        title: "A cluster cannot move between Standard and Express brokers",
        reason: "The two store records differently. MSK Replicator copies a cluster into a new \
             one.",
        source: source::UPDATE_BROKER_TYPE,
        change: other_kind,
    },
];

/// The planned changes that need a new cluster. Unknown values are not judged: what they turn out
/// to be is for the update to refuse.
pub fn would_replace(prior: &Value, planned: &Value) -> Vec<Replacement> {
    if prior.is_null() || planned.is_null() {
        return Vec::new();
    }
    let nothing = Observed::default();
    let case = Case::new(Some(prior), planned, &nothing);
    IRREVERSIBLE
        .iter()
        .filter_map(|change| change.judge(&case))
        .collect()
}

/// The errors for the planned changes that need a new cluster, for a configuration without
/// `allow_replacement = true`.
pub fn refuse(prior: &Value, planned: &Value) -> Diagnostics {
    would_replace(prior, planned)
        .into_iter()
        .map(Replacement::refusal)
        .collect()
}

impl Irreversible {
    fn judge(&self, case: &Case<'_>) -> Option<Replacement> {
        let change =
            (self.change)(case, self.attribute).filter(|_| case.changed(self.attribute))?;
        let reason = format!("{change} {}", self.reason);
        Some(Replacement {
            path: path(self.attribute),
            title: self.title,
            reason,
        })
    }
}

impl Replacement {
    /// The error.
    pub fn refusal(self) -> Diagnostic {
        let detail = format!(
            "{}\n\nOnly a new cluster could have it, and replacing this one would destroy its \
                 data. Put the value back, or, if that is what you want, write allow_replacement \
                 = true on the cluster.",
            self.reason
        );
        with_destroy_hint(Diagnostic::error(self.title, detail).at(self.path))
    }
}

/// Any difference between two known values. An absent planned value keeps what is there.
fn any(case: &Case<'_>, attribute: &str) -> Option<String> {
    let (before, after) = (
        Case::new(None, case.prior?, case.observed).field(attribute),
        case.field(attribute),
    );
    match (before, after) {
        (Field::Known(before), Field::Known(after)) if after.is_wholly_known() => Some(format!(
            "{attribute} would change from {} to {}.",
            show(before),
            show(after)
        )),
        _ => None,
    }
}

fn show(value: &Value) -> String {
    if let Some(items) = value.as_list() {
        return items.iter().map(show).collect::<Vec<_>>().join(", ");
    }
    value
        .as_str()
        .map(str::to_owned)
        .or_else(|| value.as_bool().map(|flag| flag.to_string()))
        .unwrap_or_default()
}

fn downgrade(case: &Case<'_>, _: &str) -> Option<String> {
    let (before, after) = (case.prior_version()?, case.version()?);
    (after.compare_release(&before) == Ordering::Less)
        .then(|| format!("From Kafka {before} to {after}."))
}

/// A downgrade that also leaves KRaft is said once, as a downgrade.
fn back_to_zookeeper(case: &Case<'_>, attribute: &str) -> Option<String> {
    let (before, after) = (case.prior_version()?, case.version()?);
    let goes_back = before.is_kraft() && !after.is_kraft() && downgrade(case, attribute).is_none();
    goes_back.then(|| format!("From Kafka {before} to {after}."))
}

fn back_to_local(case: &Case<'_>, _: &str) -> Option<String> {
    let Field::Known(after) = case.field(STORAGE_MODE) else {
        return None;
    };
    let goes_back =
        case.prior_text(STORAGE_MODE) == Some("TIERED") && after.as_str() == Some("LOCAL");
    goes_back.then(|| "storage_mode would change from TIERED to LOCAL.".to_owned())
}

fn other_kind(case: &Case<'_>, _: &str) -> Option<String> {
    let (before, after) = (case.prior_broker()?, case.broker()?);
    (before.kind() != after.kind()).then(|| {
        format!(
            "From {before} ({}) to {after} ({}).",
            before.kind(),
            after.kind()
        )
    })
}

#[cfg(test)]
mod tests;
