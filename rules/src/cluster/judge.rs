//! From rules to diagnostics.

use crate::cluster::Rule;
use crate::cluster::case::Case;
use crate::cluster::registry::RULES;
use crate::levels::Levels;
use crate::report::verdict;
use crate::rule::Level;
use kafkaws_schema::{Diagnostic, Diagnostics};

/// Judges a case with every rule. A destroy (a null `planned`) is never judged.
pub fn judge(case: &Case<'_>, levels: &Levels) -> Diagnostics {
    if case.planned.is_null() {
        return Diagnostics::new();
    }
    RULES
        .iter()
        .filter_map(|rule| judge_one(rule, case, levels.of(rule)))
        .collect()
}

pub(crate) fn judge_one(rule: &Rule, case: &Case<'_>, level: Level) -> Option<Diagnostic> {
    let wakes = rule.attributes.iter().any(|path| case.changed(path));
    if level == Level::Off || !wakes {
        return None;
    }
    verdict(rule, (rule.judge)(case)?, level, !case.creates())
}

#[cfg(test)]
mod tests;
