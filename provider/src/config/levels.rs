//! Levels of plan-time rules.

use std::collections::BTreeMap;

use kafkaws_rules::{Levels, LevelsError};
use kafkaws_schema::{Choice, Diagnostic, Diagnostics, Path};

/// How strict a plan-time rule is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RuleLevel {
    /// The plan fails.
    #[tf(name = "error")]
    Error,
    /// The plan goes on and says so.
    #[tf(name = "warn")]
    Warn,
    /// Nothing is said.
    #[tf(name = "off")]
    Off,
}

/// The levels in force.
///
/// # Errors
///
/// A diagnostic at the key of the map that names no rule.
pub fn levels(set: &BTreeMap<String, RuleLevel>) -> Result<Levels, Diagnostics> {
    let pairs = set.iter().map(|(id, level)| (id.as_str(), level.as_str()));
    Levels::parse(pairs).map_err(|problem| diagnostic(&problem).into())
}

/// What is wrong with every id that names no rule: `levels` stops at the first.
pub(super) fn problems(set: &BTreeMap<String, RuleLevel>) -> impl Iterator<Item = Diagnostic> {
    let each = set
        .iter()
        .map(|(id, level)| Levels::parse([(id.as_str(), level.as_str())]));
    each.filter_map(|levels| levels.err().map(|problem| diagnostic(&problem)))
}

fn diagnostic(problem: &LevelsError) -> Diagnostic {
    let detail = format!("{problem}. The page \"Rules\" of the documentation lists them all.");
    Diagnostic::error("no such rule", detail).at(Path::from("rules").key(problem.id()))
}
