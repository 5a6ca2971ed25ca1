//! What a terraform command said in its `-json` stream, and how it ended.

use serde::Deserialize;

use crate::Trouble;

/// One terraform command: its diagnostics, its changes, its exit status.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The exit status; with `-detailed-exitcode` 2 means "there are changes".
    pub exit: i32,
    /// Errors and warnings, in order.
    pub diagnostics: Vec<Diagnostic>,
    /// The resources it plans to touch, or touched: address and action.
    pub changes: Vec<(String, String)>,
    /// What it said, line by line, for the message of a failed test.
    pub text: String,
}

/// An error or a warning.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Diagnostic {
    /// `error` or `warning`.
    pub severity: String,
    /// What is wrong.
    pub summary: String,
    /// What to do.
    #[serde(default)]
    pub detail: String,
    /// The resource, when it is about one.
    pub address: Option<String>,
    /// Where in the configuration.
    pub range: Option<Range>,
    /// The configuration there.
    pub snippet: Option<Snippet>,
}

impl Diagnostic {
    /// Whether it points at the attribute with this dotted path; see [`Report::error_at`].
    #[must_use]
    pub fn is_at(&self, path: &str) -> bool {
        if path.contains(['.', '[']) {
            return self.detail.contains(path) || self.summary.contains(path);
        }
        self.snippet
            .as_ref()
            .is_some_and(|snippet| snippet.code.trim_start().starts_with(path))
    }
}

/// A place in a configuration file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Range {
    /// Relative to the root module.
    pub filename: String,
    /// Its first character.
    pub start: Position,
}

/// One character of a file.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Position {
    /// From 1.
    pub line: usize,
}

/// The source that a diagnostic points at.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq)]
pub struct Snippet {
    /// The line or lines.
    pub code: String,
}

#[derive(Deserialize)]
struct Line {
    diagnostic: Option<Diagnostic>,
    change: Option<Change>,
}

#[derive(Deserialize)]
struct Change {
    resource: Resource,
    action: String,
}

#[derive(Deserialize)]
struct Resource {
    addr: String,
}

/// The text of one line of the stream, with the detail of a diagnostic.
fn message(line: &str) -> String {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(line) else {
        return line.to_owned();
    };
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    let detail = text(&value["diagnostic"]["detail"]);
    let code = text(&value["diagnostic"]["snippet"]["code"]);
    [text(&value["@message"]), code, detail]
        .into_iter()
        .filter(|part| !part.is_empty())
        .collect::<Vec<_>>()
        .join("\n    ")
}

impl Report {
    /// Reads a stream. A line that is not JSON (a crash of terraform) stays in the text only.
    #[must_use]
    pub fn of_stream(exit: i32, text: String) -> Self {
        let lines: Vec<Line> = text
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok())
            .collect();
        let text = text.lines().map(message).collect::<Vec<_>>().join("\n");
        let mut report = Self {
            exit,
            text,
            ..Self::default()
        };
        for line in lines {
            report.diagnostics.extend(line.diagnostic);
            report.changes.extend(
                line.change
                    .map(|change| (change.resource.addr, change.action)),
            );
        }
        report
    }

    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == "error")
    }

    /// The warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &Diagnostic> {
        self.diagnostics
            .iter()
            .filter(|diagnostic| diagnostic.severity == "warning")
    }

    /// The report itself when the command ended with one of these statuses and without an error.
    pub fn expect_exit(self, wanted: &[i32]) -> Result<Self, Trouble> {
        if wanted.contains(&self.exit) && self.errors().next().is_none() {
            return Ok(self);
        }
        Err(Trouble::Unmet(format!(
            "exit status {}, wanted {wanted:?}:\n{}",
            self.exit, self.text
        )))
    }

    /// The error at an attribute, by its dotted path.
    ///
    /// Terraform underlines an attribute of the resource; of one that is nested deeper it shows the
    /// resource's first line only (1.11), so there the text must name the path.
    pub fn error_at(&self, path: &str) -> Result<&Diagnostic, Trouble> {
        let found = self.errors().find(|error| error.is_at(path));
        found.ok_or_else(|| Trouble::Unmet(format!("no error is at `{path}`:\n{}", self.text)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STREAM: &str = concat!(
        r#"{"@level":"info","type":"version","terraform":"1.11.4"}"#,
        "\n",
        "not json\n",
        r#"{"type":"planned_change","change":{"resource":{"addr":"a.b"},"action":"update"}}"#,
        "\n",
        r#"{"type":"diagnostic","diagnostic":{"severity":"error","summary":"no","detail":"do","#,
        r#""range":{"filename":"main.tf","start":{"line":3,"column":1,"byte":9}},"#,
        r#""snippet":{"code":"  storage_mode = \"LOCAL\""}}}"#,
        "\n",
    );

    #[test]
    fn a_stream_gives_changes_and_diagnostics_with_their_place() {
        let report = Report::of_stream(1, STREAM.to_owned());
        assert_eq!(report.changes, [("a.b".to_owned(), "update".to_owned())]);
        assert_eq!(
            report
                .error_at("storage_mode")
                .map(|e| e.detail.clone())
                .ok()
                .as_deref(),
            Some("do")
        );
        assert!(report.error_at("kafka_version").is_err());
        assert!(
            report.expect_exit(&[1]).is_err(),
            "an error is never an expected end"
        );
    }
}
