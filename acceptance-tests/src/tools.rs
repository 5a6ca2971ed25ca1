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
    named.or_else(|| beside_the_test("terraform-provider-kafkaws")).filter(|file| file.is_file()).ok_or(Absent {
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

/// Programs that only Linux runs as instances, and only where file systems can be made.
pub fn image_tools() -> Result<(), Absent> {
    let absent = |what, advice| Err(Absent { what, advice });
    let folders = ["/usr/sbin/mkfs.ext4", "/sbin/mkfs.ext4"].map(Path::new);
    let makes = on_path("mkfs.ext4").is_some() || folders.iter().any(|file| file.is_file());
    match (cfg!(target_os = "linux"), makes) {
        (false, _) => absent("Linux", "instances are processes on Linux only"),
        (_, false) => absent("mkfs.ext4", "install e2fsprogs"),
        _ => Ok(()),
    }
}

/// The boot agent that cargo put beside the running test.
pub fn boot_agent() -> Result<PathBuf, Absent> {
    let built = beside_the_test("kafkaws-boot");
    built.filter(|file| file.is_file()).ok_or(Absent {
        what: "kafkaws-boot",
        advice: "build it (`cargo build -p kafkaws-boot`)",
    })
}

/// The broker that images are shipped with: `KAFKAWS_NISSHI`, or the one that `cargo xtask image` has built.
pub fn nisshi() -> Result<PathBuf, Absent> {
    let named = std::env::var_os("KAFKAWS_NISSHI").map(PathBuf::from);
    let built = || {
        Some(
            cache()?
                .join(format!("nisshi-{}", nisshi_version()?))
                .join("bin/nisshi"),
        )
    };
    named
        .or_else(built)
        .filter(|file| file.is_file())
        .ok_or(Absent {
            what: "the Nisshi broker",
            advice: "`cargo xtask image --bare` builds it, or name it in KAFKAWS_NISSHI",
        })
}

/// The version of Nisshi that images get.
#[must_use]
pub fn nisshi_version() -> Option<String> {
    let file = crate::checkout().join("broker-image/engines/nisshi/build.toml");
    let build: toml::Table = std::fs::read_to_string(file).ok()?.parse().ok()?;
    Some(build.get("version")?.as_str()?.to_owned())
}

/// A Python with librdkafka: in the folder that `KAFKAWS_KAFKA_CLIENT` names, or where `cargo xtask test` installs it.
pub fn kafka_client() -> Result<PathBuf, Absent> {
    let named = std::env::var_os("KAFKAWS_KAFKA_CLIENT").map(PathBuf::from);
    let made = || Some(cache()?.join("kafka-client/bin"));
    let python = named.or_else(made).map(|folder| folder.join("python"));
    python.filter(|file| file.is_file()).ok_or(Absent {
        what: "a Python with confluent-kafka",
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
fn beside_the_test(name: &str) -> Option<PathBuf> {
    let test = std::env::current_exe().ok()?;
    Some(test.parent()?.parent()?.join(name))
}

/// Where `cargo xtask` keeps what it has fetched and built.
fn cache() -> Option<PathBuf> {
    let named = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let base = named
        .filter(|path| path.is_absolute())
        .or_else(|| std::env::home_dir().map(|home| home.join(".cache")));
    Some(base?.join("kafkaws"))
}
