//! Broker properties that say how many replicas there are and how many of them must be in sync.

use crate::field::Setting;

/// Properties that set a replication factor.
pub(crate) const FACTORS: &[&str] = &[
    "default.replication.factor",
    "offsets.topic.replication.factor",
    "transaction.state.log.replication.factor",
];

/// A pair of properties: how many replicas there are, and how many must be in sync.
pub(crate) struct Pair {
    factor_name: &'static str,
    factor: i64,
    pub(crate) minimum_name: &'static str,
    minimum: i64,
}

const NAMES: [(&str, &str); 2] = [
    ("default.replication.factor", "min.insync.replicas"),
    (
        "transaction.state.log.replication.factor",
        "transaction.state.log.min.isr",
    ),
];

/// The pairs of which at least one half is set: defaults by themselves need no judgement. `defaults`
/// are factor and minimum of topics, then of the transaction log.
pub(crate) fn pairs<'p>(
    property: impl Fn(&str) -> Setting<'p>,
    defaults: [(i64, i64); 2],
) -> Vec<Pair> {
    let pair = |((factor_name, minimum_name), (factor_default, minimum_default))| {
        let (factor, minimum) = (property(factor_name), property(minimum_name));
        factor.number().or(minimum.number())?;
        Some(Pair {
            factor_name,
            factor: factor.number_or(factor_default)?,
            minimum_name,
            minimum: minimum.number_or(minimum_default)?,
        })
    };
    NAMES.into_iter().zip(defaults).filter_map(pair).collect()
}

impl Pair {
    /// More must be in sync than there are.
    pub(crate) fn asks_too_much(&self) -> bool {
        self.minimum > self.factor
    }

    /// All must be in sync. Of a single replica that says nothing.
    pub(crate) fn is_tight(&self) -> bool {
        self.minimum == self.factor && self.factor > 1
    }

    /// The numbers.
    pub(crate) fn detail(&self) -> String {
        let Self {
            factor_name,
            factor,
            minimum_name,
            minimum,
        } = self;
        format!("{minimum_name} is {minimum} and {factor_name} is {factor}.")
    }

    /// What to write instead.
    pub(crate) fn advice(&self) -> String {
        let wanted = self.factor.saturating_sub(1).max(1);
        format!(
            "Set {}={wanted}, or raise {}.",
            self.minimum_name, self.factor_name
        )
    }
}
