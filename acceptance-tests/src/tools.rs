//! Programs that a test needs and a machine may lack.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::installed;
use crate::mirror::Package;

/// A program that is not here. A test that needs it is skipped, and says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    what: &'static str,
    advice: &'static str,
}

impl fmt::Display for Absent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was not found; {}", self.what, self.advice)
    }
}

/// The real terraform.
pub fn terraform() -> Result<PathBuf, Absent> {
    on_path("terraform").ok_or(Absent {
        what: "terraform",
        advice: "install it and put it on the PATH",
    })
}

/// Our own plugin: `KAFKAWS_PROVIDER_BIN`, or the one that cargo put beside the running test.
pub fn provider() -> Result<PathBuf, Absent> {
    let named = std::env::var_os("KAFKAWS_PROVIDER_BIN").map(PathBuf::from);
    named.or_else(beside_the_test).filter(|file| file.is_file()).ok_or(Absent {
        what: "terraform-provider-kafkaws",
        advice: "build it (`cargo build -p kafkaws-provider`) or name it in KAFKAWS_PROVIDER_BIN",
    })
}

/// A program of the witnesses' Python environment: `aws` or `python`. `KAFKAWS_WITNESSES` names its
/// folder, which `cargo xtask test` makes with pinned versions; else the PATH is searched.
pub fn witness(name: &'static str) -> Result<PathBuf, Absent> {
    let pinned = std::env::var_os("KAFKAWS_WITNESSES").map(|folder| Path::new(&folder).join(name));
    pinned
        .filter(|file| file.is_file())
        .or_else(|| on_path(name))
        .ok_or(Absent {
            what: name,
            advice: "`cargo xtask test` installs it where Python 3 is",
        })
}

/// The newest hashicorp/aws in any place from which terraform itself would install without a network.
pub fn peer() -> Result<Package, Absent> {
    installed::roots()
        .iter()
        .filter_map(|root| Package::newest_in(root, crate::PEER))
        .next()
        .ok_or(Absent {
            what: "the hashicorp/aws provider",
            advice: "put it into a provider mirror and name that in KAFKAWS_PEER_MIRROR",
        })
}

/// Linux's `/proc`, which tells a process's children: how a test finds the plugin that it kills.
pub fn process_tree() -> Result<(), Absent> {
    let known = Path::new("/proc/self/task").exists();
    known.then_some(()).ok_or(Absent {
        what: "/proc",
        advice: "only Linux tells which process is the plugin",
    })
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| file.is_file())
}

/// A test runs as `target/debug/deps/acceptance-…`; programs lie two folders up.
fn beside_the_test() -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    Some(test.parent()?.parent()?.join("terraform-provider-kafkaws"))
}
