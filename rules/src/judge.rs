//! From rules to diagnostics.

use crate::case::Case;
use crate::levels::Levels;
use crate::registry::RULES;
use crate::rule::{Level, Rule, Violation};
use kafkaws_schema::{Diagnostic, Diagnostics, Path};

/// For the end of an error about a cluster that exists: `terraform destroy` first plans as `apply`
/// would, so a configuration that is refused keeps a cluster that nobody wants, unless refresh is
/// off.
pub const DESTROY_HINT: &str =
    "To destroy the cluster in spite of this, run `terraform destroy -refresh=false`.";

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
    let said = report(rule, (rule.judge)(case)?, level)?;
    let is_in_the_way = said.is_error() && !case.creates();
    Some(if is_in_the_way {
        with_destroy_hint(said)
    } else {
        said
    })
}

pub(crate) fn with_destroy_hint(said: Diagnostic) -> Diagnostic {
    Diagnostic {
        detail: format!("{}\n\n{DESTROY_HINT}", said.detail),
        ..said
    }
}

/// Terraform up to 1.11 shows the resource's first line for a nested attribute: the text says which one.
fn place(path: &Path) -> String {
    match path.steps().len() {
        0 | 1 => String::new(),
        _ => format!("{path}: "),
    }
}

/// What the user reads; `None` at level off.
pub(crate) fn report(rule: &Rule, violation: Violation, level: Level) -> Option<Diagnostic> {
    let Violation {
        path,
        detail,
        advice,
    } = violation;
    let (make, other): (fn(String, String) -> Diagnostic, _) = match level {
        Level::Error => (Diagnostic::error, Level::Warn),
        Level::Warn => (Diagnostic::warning, Level::Off),
        Level::Off => return None,
    };
    let detail = format!(
        "{at}{detail} {reason}\n\n{advice}\n\nRule `{id}`; set rules = {{ \"{id}\" = \"{other}\" }} \
             in the provider block to change its level. Source: {source}",
        at = place(&path),
        reason = rule.reason,
        id = rule.id,
        source = rule.source.url,
    );
    Some(make(rule.title.to_owned(), detail).at(path))
}

#[cfg(test)]
mod tests;
