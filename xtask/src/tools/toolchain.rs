//! A Rust toolchain that is new enough for a program that is not ours.

use std::process::Command;

use crate::failure::Failure;
use crate::process;

/// A compiler and its cargo.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Toolchain {
    /// Of the PATH.
    Default,
    /// Of rustup, by name.
    Named(String),
}

/// Major and minor.
type Version = (u32, u32);

/// The PATH's toolchain if it is new enough, else the first of rustup's that is.
///
/// # Errors
///
/// [`Failure::Unexpected`] with what to install.
pub(crate) fn with_rust(oldest: &str) -> Result<Toolchain, Failure> {
    let wanted = version(oldest).unwrap_or_default();
    let candidates = std::iter::once(Toolchain::Default).chain(installed());
    candidates
        .into_iter()
        .find(|toolchain| toolchain.version().is_some_and(|found| found >= wanted))
        .ok_or_else(|| {
            Failure::Unexpected(format!(
                "no Rust toolchain with rustc {oldest} or newer is on this machine: `rustup toolchain install nightly` \
                 brings one, which is used for this program only"
            ))
        })
}

impl Toolchain {
    /// Its cargo.
    pub(crate) fn cargo(&self) -> Command {
        self.command("cargo")
    }

    fn command(&self, program: &str) -> Command {
        let mut command = match self {
            Self::Default => Command::new(program),
            Self::Named(name) => {
                let mut rustup = Command::new("rustup");
                rustup.args(["run", name, program]);
                rustup
            }
        };
        // What the cargo that runs us has set would choose its own toolchain again.
        for variable in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN"] {
            command.env_remove(variable);
        }
        command
    }

    fn version(&self) -> Option<Version> {
        let output = process::output(self.command("rustc").arg("--version")).ok()?;
        version(
            String::from_utf8(output.stdout)
                .ok()?
                .strip_prefix("rustc ")?,
        )
    }
}

fn installed() -> Vec<Toolchain> {
    let listed = process::output(Command::new("rustup").args(["toolchain", "list", "--quiet"]));
    let text = listed.map(|output| output.stdout).unwrap_or_default();
    names(&String::from_utf8_lossy(&text))
}

/// Older versions of rustup know no `--quiet`, and say more behind the name.
fn names(listed: &str) -> Vec<Toolchain> {
    let names = listed
        .lines()
        .filter_map(|line| line.split_whitespace().next());
    names
        .map(|name| Toolchain::Named(name.to_owned()))
        .collect()
}

/// Of `1.97.0-nightly (…)`, and of `1.96`.
fn version(text: &str) -> Option<Version> {
    let mut numbers = text.split(['.', '-', ' ']).map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(
            version("1.97.0-nightly (e50aa6fba 2026-05-19)"),
            Some((1, 97))
        );
        assert!(version("1.100.0").unwrap() > version("1.96").unwrap());
        assert_eq!(version("nightly"), None);
    }

    #[test]
    fn names_of_rustups_list() {
        let listed =
            "stable-x86_64-unknown-linux-gnu (active, default)\nnightly-x86_64-unknown-linux-gnu\n";
        let named = |name: &str| Toolchain::Named(name.to_owned());
        let expected = [
            "stable-x86_64-unknown-linux-gnu",
            "nightly-x86_64-unknown-linux-gnu",
        ];
        assert_eq!(names(listed), expected.map(named));
    }

    #[test]
    fn the_compiler_of_these_tests_will_do_for_itself_and_none_for_the_far_future() {
        assert!(with_rust("1.85").is_ok());
        let absent = with_rust("1.999").unwrap_err().to_string();
        assert!(absent.contains("rustc 1.999 or newer"), "{absent}");
    }
}
