//! What a command says. The only place of xtask that prints.

use std::fmt::Display;
use std::io::Write;
use std::time::Duration;

/// One line on stdout. A closed pipe (`cargo xtask … | head`) is not an error.
pub(crate) fn line(text: impl Display) {
    let _ = writeln!(std::io::stdout().lock(), "{text}");
}

/// A heading before a part of the work.
pub(crate) fn heading(text: impl Display) {
    line(format_args!("\n==> {text}"));
}

/// A finished step with the time it took.
pub(crate) fn done(text: impl Display, took: Duration) {
    line(format_args!("    {text} ({})", seconds(took)));
}

/// An error, on stderr.
pub(crate) fn error(text: impl Display) {
    let _ = writeln!(std::io::stderr().lock(), "error: {text}");
}

/// A duration as people read it: `0.4 s`, `61.0 s`.
pub(crate) fn seconds(took: Duration) -> String {
    format!("{:.1} s", took.as_secs_f64())
}
