//! From rules to diagnostics.

use crate::broker::Rule;
use crate::broker::case::Case;
use crate::broker::registry::RULES;
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
        .flat_map(|rule| judge_one(rule, case, levels.of(rule)))
        .collect()
}

pub(crate) fn judge_one(rule: &Rule, case: &Case<'_>, level: Level) -> Vec<Diagnostic> {
    let wakes = rule.attributes.iter().any(|path| case.changed(path));
    if level == Level::Off || !wakes {
        return Vec::new();
    }
    let violations = (rule.judge)(case).into_iter();
    let said = violations.map(|violation| verdict(rule, violation, level, !case.creates()));
    said.flatten().collect()
}

#[cfg(test)]
mod tests;
