//! Counting what passed, failed and was skipped.

use std::fmt;
use std::ops::Add;

/// How many checks ended how.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    /// Checks that ran and found nothing wrong.
    pub(crate) passed: usize,
    /// Checks that found something wrong.
    pub(crate) failed: usize,
    /// Checks that could not run, for the reason printed with each.
    pub(crate) skipped: usize,
}

impl Tally {
    /// One check that passed.
    pub(crate) const PASSED: Self = Self {
        passed: 1,
        failed: 0,
        skipped: 0,
    };
    /// One check that failed.
    pub(crate) const FAILED: Self = Self {
        passed: 0,
        failed: 1,
        skipped: 0,
    };
    /// One check that could not run.
    pub(crate) const SKIPPED: Self = Self {
        passed: 0,
        failed: 0,
        skipped: 1,
    };
}

/// Reads the output of `cargo test -- --show-output`.
///
/// The Rust test runner knows no skip at run time: a test whose tool is absent passes and prints
/// `skipped: <why>`, before its binary's result line. Such a test is counted as skipped here.
#[derive(Debug, Default)]
pub(crate) struct Reader {
    tally: Tally,
    said_skipped: usize,
}

impl Reader {
    /// Takes in one line.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some(counts) = line.strip_prefix("test result: ") {
            let skipped = std::mem::take(&mut self.said_skipped);
            self.tally.passed += count(counts, " passed").saturating_sub(skipped);
            self.tally.failed += count(counts, " failed");
            self.tally.skipped += count(counts, " ignored") + skipped;
        } else if line.starts_with("skipped: ") {
            self.said_skipped += 1;
        }
    }

    /// What was counted.
    pub(crate) fn tally(&self) -> Tally {
        self.tally
    }
}

impl Add for Tally {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} passed, {} failed, {} skipped",
            self.passed, self.failed, self.skipped
        )
    }
}

/// The number before `word` in `ok. 12 passed; 0 failed; …`.
fn count(counts: &str, word: &str) -> usize {
    let before = counts
        .split(word)
        .next()
        .filter(|before| before.len() < counts.len());
    before
        .and_then(|text| text.rsplit(' ').next())
        .and_then(|n| n.parse().ok())
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(lines: &[&str]) -> Tally {
        let mut reader = Reader::default();
        lines.iter().for_each(|line| reader.read(line));
        reader.tally()
    }

    #[test]
    fn a_result_line_counts_passed_failed_and_ignored() {
        let line =
            "test result: FAILED. 12 passed; 3 failed; 2 ignored; 0 measured; 9 filtered out";
        assert_eq!(
            tally(&[line]),
            Tally {
                passed: 12,
                failed: 3,
                skipped: 2
            }
        );
    }

    #[test]
    fn a_test_that_says_it_was_skipped_did_not_pass() {
        let said = "skipped: the aws command is not installed";
        let line = "test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out";
        assert_eq!(
            tally(&[said, line, line]),
            Tally {
                passed: 9,
                failed: 0,
                skipped: 1
            }
        );
    }
}
