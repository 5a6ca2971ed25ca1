//! From violations to what users read.

use crate::rule::{Level, Rule, Violation};
use kafkaws_schema::{Diagnostic, Path};

/// For the end of an error about something that exists: `terraform destroy` first plans as `apply`
/// would, so a configuration that is refused keeps what nobody wants, unless refresh is
/// off.
pub const DESTROY_HINT: &str =
    "To destroy it in spite of this, run `terraform destroy -refresh=false`.";

/// What the user reads; `None` at level off. An error about something that exists names the way to
/// destroy it.
pub(crate) fn verdict<J>(
    rule: &Rule<J>,
    violation: Violation,
    level: Level,
    exists: bool,
) -> Option<Diagnostic> {
    let said = report(rule, violation, level)?;
    Some(if said.is_error() && exists {
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
pub(crate) fn report<J>(rule: &Rule<J>, violation: Violation, level: Level) -> Option<Diagnostic> {
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
