//! Which level each rule has in this run: its default, unless the provider block says otherwise.

use crate::rule::{Level, Rule, RuleId};
use crate::{broker, cluster};
use kafkaws_catalog::near::near;
use std::collections::BTreeMap;

/// Levels set in the provider block, `rules = { "min-isr-headroom" = "off" }`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels(BTreeMap<&'static str, Level>);

/// Why the `rules` of a provider block cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LevelsError {
    /// No rule has this id.
    #[error("there is no rule {id:?}{}", did_you_mean(.nearest))]
    UnknownRule {
        /// What was written.
        id: String,
        /// The id that looks most like it.
        nearest: Option<&'static str>,
    },
    /// Not a level.
    #[error("rule {id:?} cannot be set to {level:?}: write \"error\", \"warn\" or \"off\"")]
    UnknownLevel {
        /// The rule.
        id: String,
        /// What was written for it.
        level: String,
    },
}

impl LevelsError {
    /// The id that the problem is at: a key of the map in the provider block.
    pub fn id(&self) -> &str {
        match self {
            LevelsError::UnknownRule { id, .. } | LevelsError::UnknownLevel { id, .. } => id,
        }
    }
}

impl Levels {
    /// Reads id and level pairs.
    ///
    /// # Errors
    /// The first pair that names no rule or no level.
    pub fn parse<'t>(
        pairs: impl IntoIterator<Item = (&'t str, &'t str)>,
    ) -> Result<Self, LevelsError> {
        pairs
            .into_iter()
            .map(|(id, level)| read_pair(id, level))
            .collect::<Result<_, _>>()
            .map(Self)
    }

    /// The level of a rule in this run.
    pub fn of<J>(&self, rule: &Rule<J>) -> Level {
        self.0.get(rule.id.0).copied().unwrap_or(rule.default_level)
    }
}

fn read_pair(id: &str, level: &str) -> Result<(&'static str, Level), LevelsError> {
    let RuleId(known) =
        ids()
            .find(|known| known.0 == id)
            .ok_or_else(|| LevelsError::UnknownRule {
                id: id.to_owned(),
                nearest: nearest(id),
            })?;
    let level = level.parse().map_err(|_| LevelsError::UnknownLevel {
        id: id.to_owned(),
        level: level.to_owned(),
    })?;
    Ok((known, level))
}

/// Every rule of every group.
fn ids() -> impl Iterator<Item = RuleId> {
    let of_clusters = cluster::RULES.iter().map(|rule| rule.id);
    of_clusters.chain(broker::RULES.iter().map(|rule| rule.id))
}

fn did_you_mean(nearest: &Option<&'static str>) -> String {
    nearest
        .map(|id| format!("; did you mean {id:?}?"))
        .unwrap_or_default()
}

fn nearest(id: &str) -> Option<&'static str> {
    near(id, ids().map(|known| known.0), 1).first().copied()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_can_be_set_to_every_level() {
        cluster::RULES.iter().for_each(can_be_set);
        broker::RULES.iter().for_each(can_be_set);
    }

    fn can_be_set<J>(rule: &Rule<J>) {
        assert_eq!(Levels::default().of(rule), rule.default_level);
        for level in Level::ALL {
            let levels = Levels::parse([(rule.id.0, level.as_str())]).unwrap();
            assert_eq!(levels.of(rule), level);
        }
    }

    #[test]
    fn no_two_rules_share_an_id() {
        let unique: std::collections::BTreeSet<_> = ids().collect();
        assert_eq!(unique.len(), ids().count());
    }

    #[test]
    fn a_misspelt_rule_is_answered_with_the_right_one() {
        let error = Levels::parse([("storage-shrinks", "off")]).unwrap_err();
        assert_eq!(error.id(), "storage-shrinks");
        assert_eq!(
            error.to_string(),
            "there is no rule \"storage-shrinks\"; did you mean \"storage-shrink\"?"
        );
        let error = Levels::parse([("x", "off")]).unwrap_err();
        assert_eq!(error.to_string(), "there is no rule \"x\"");
        let error = Levels::parse([("storage-shrink", "warning")]).unwrap_err();
        assert_eq!(
            error,
            LevelsError::UnknownLevel {
                id: "storage-shrink".into(),
                level: "warning".into()
            }
        );
    }
}
