//! What the user is told: a summary of what failed, a detail of what to do, and where.

use crate::path::Path;

/// Ends every message about a mistake that is ours, so that nobody searches for it in a configuration.
const REPORT_THIS: &str = "This is a bug in the kafkaws provider, not in your configuration: please \
     report it at https://github.com/kafkaws/terraform-provider-kafkaws/issues.";

/// Whether Terraform may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Terraform stops.
    Error,
    /// Terraform goes on and shows it.
    Warning,
}

/// One message for the user. Secrets never go in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Diagnostic {
    /// Whether Terraform may go on.
    pub severity: Severity,
    /// What failed, in one line.
    pub summary: String,
    /// What to do about it; may have paragraphs.
    pub detail: String,
    /// The attribute it is about; `None` for the whole resource.
    pub path: Option<Path>,
}

impl Diagnostic {
    /// An error: `summary` says what failed, `detail` what to do.
    pub fn error(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            summary: summary.into(),
            detail: detail.into(),
            path: None,
        }
    }

    /// A warning: Terraform goes on.
    pub fn warning(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        Self {
            severity: Severity::Warning,
            ..Self::error(summary, detail)
        }
    }

    /// An error that is ours: the detail ends by asking for a report.
    pub fn bug(summary: impl Into<String>, detail: impl Into<String>) -> Self {
        let detail = detail.into();
        Self::error(summary, format!("{detail}\n\n{REPORT_THIS}"))
    }

    /// Points at an attribute. The root path has no source position, so it counts as none.
    pub fn at(self, path: Path) -> Self {
        Self {
            path: (!path.is_root()).then_some(path),
            ..self
        }
    }

    /// Whether it stops Terraform.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }
}

/// Diagnostics in the order they were found, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    pub const fn new() -> Self {
        Self(Vec::new())
    }

    /// Adds one, unless it is already there.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.0.contains(&diagnostic) {
            self.0.push(diagnostic);
        }
    }

    /// Whether any of them stops Terraform.
    pub fn has_errors(&self) -> bool {
        self.0.iter().any(Diagnostic::is_error)
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// In the order they were found.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        more.into_iter()
            .for_each(|diagnostic| self.push(diagnostic));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(items: I) -> Self {
        let mut diagnostics = Self::new();
        diagnostics.extend(items);
        diagnostics
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Diagnostics {
    type Item = &'a Diagnostic;
    type IntoIter = std::slice::Iter<'a, Diagnostic>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn said_once_and_in_order() {
        let mut diagnostics = Diagnostics::new();
        diagnostics.push(Diagnostic::warning("b", "second of the alphabet"));
        diagnostics.push(Diagnostic::error("a", "first of the alphabet"));
        diagnostics.push(Diagnostic::warning("b", "second of the alphabet"));
        let summaries: Vec<_> = diagnostics
            .iter()
            .map(|said| said.summary.as_str())
            .collect();
        assert_eq!(summaries, ["b", "a"]);
        assert!(diagnostics.has_errors());
    }

    #[test]
    fn a_bug_asks_for_a_report() {
        let bug = Diagnostic::bug("Cannot decode", "The type is wrong.");
        assert!(bug.detail.starts_with("The type is wrong.\n\n"));
        assert!(bug.detail.contains("please report it"));
    }

    #[test]
    fn the_root_is_no_place_to_point_at() {
        assert_eq!(Diagnostic::error("s", "d").at(Path::root()).path, None);
    }
}
