//! A place of its own for each test: a mirror with the provider, a configuration, a shelf.

use std::fs;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// Longer than anything here takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub(crate) struct World {
    root: TempDir,
}

/// What a command printed, and how it ended.
#[derive(Debug)]
pub(crate) struct Printed {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl World {
    /// `None`, visibly, where there is no terraform.
    pub(crate) fn new() -> Option<Self> {
        if Command::new("terraform").arg("version").output().is_err() {
            println!("skipped: terraform is not installed");
            return None;
        }
        let world = Self {
            root: tempfile::tempdir().unwrap(),
        };
        for directory in ["shelf", "config", "tmp"] {
            fs::create_dir(world.path(directory)).unwrap();
        }
        world.install();
        Some(world)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    pub(crate) fn book(&self, title: &str) -> serde_json::Value {
        let text = fs::read(self.path("shelf").join(format!("{title}.book"))).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    pub(crate) fn has_book(&self, title: &str) -> bool {
        self.path("shelf").join(format!("{title}.book")).exists()
    }

    /// A filesystem mirror, as users install a provider that no registry has: `init` does not work
    /// with `dev_overrides`.
    fn install(&self) {
        let platform = if cfg!(target_arch = "aarch64") {
            "arm64"
        } else {
            "amd64"
        };
        let system = if cfg!(target_os = "macos") {
            "darwin"
        } else {
            "linux"
        };
        let mirror = self.path("mirror/example.com/test/shelf/0.0.1");
        let folder = mirror.join(format!("{system}_{platform}"));
        fs::create_dir_all(&folder).unwrap();
        std::os::unix::fs::symlink(
            shelf_binary(),
            folder.join("terraform-provider-shelf_v0.0.1"),
        )
        .unwrap();
        let mirror = self.path("mirror");
        let config = format!(
            "provider_installation {{\n  filesystem_mirror {{\n    path = {mirror:?}\n  }}\n}}\n"
        );
        fs::write(self.path("cli.tfrc"), config).unwrap();
    }

    /// Writes the configuration: the provider, and `body`.
    pub(crate) fn write(&self, body: &str) {
        let shelf = self.path("shelf");
        let text = format!(
            "terraform {{
  required_providers {{
    shelf = {{
      source = \"example.com/test/shelf\"
    }}
  }}
}}

provider \"shelf\" {{
  directory = {shelf:?}
}}

{body}
"
        );
        fs::write(self.path("config/main.tf"), text).unwrap();
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new("terraform");
        command
            .args(arguments)
            .current_dir(self.path("config"))
            .env("TF_CLI_CONFIG_FILE", self.path("cli.tfrc"))
            .env("TF_IN_AUTOMATION", "1")
            .env("CHECKPOINT_DISABLE", "1")
            .env("TMPDIR", self.path("tmp"))
            .env_remove("TF_LOG")
            .env_remove("TF_LOG_PROVIDER")
            .env_remove("TF_REATTACH_PROVIDERS")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Printed {
        Printed::of(self.command(arguments).output().unwrap())
    }

    /// Runs and wants success.
    #[track_caller]
    pub(crate) fn ok(&self, arguments: &[&str]) -> String {
        let printed = self.run(arguments);
        assert_eq!(
            printed.code,
            Some(0),
            "terraform {arguments:?}: {printed:#?}"
        );
        printed.out
    }

    #[track_caller]
    pub(crate) fn init(&self) {
        self.ok(&["init", "-no-color"]);
    }

    #[track_caller]
    pub(crate) fn apply(&self) -> String {
        self.ok(&["apply", "-auto-approve", "-no-color"])
    }

    /// Neither a plan nor a refresh has anything to say.
    #[track_caller]
    pub(crate) fn assert_quiet(&self) {
        for extra in [&[][..], &["-refresh-only"][..]] {
            let arguments = [&["plan", "-detailed-exitcode", "-no-color"][..], extra].concat();
            let printed = self.run(&arguments);
            assert_eq!(printed.code, Some(0), "{arguments:?}: {printed:#?}");
        }
    }

    /// What the state file says of `shelf_book.it`.
    pub(crate) fn state(&self) -> serde_json::Value {
        let text = fs::read(self.path("config/terraform.tfstate")).unwrap();
        let state: serde_json::Value = serde_json::from_slice(&text).unwrap();
        state["resources"][0]["instances"][0].clone()
    }

    /// Starts terraform in a process group of its own, as a terminal does, so that a signal can
    /// reach it together with its plugins.
    pub(crate) fn start(&self, arguments: &[&str]) -> Child {
        self.command(arguments)
            .process_group(0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap()
    }

    /// Waits for a sign that the provider left on the shelf.
    pub(crate) fn wait_for(&self, sign: &str) {
        let path = self.path("shelf").join(sign);
        eventually(&format!("{sign} appears"), || path.exists());
    }

    pub(crate) fn sockets(&self) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path("tmp")).unwrap();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths
            .filter(|p| p.to_string_lossy().contains("/plugin"))
            .collect()
    }
}

impl Printed {
    pub(crate) fn of(output: Output) -> Self {
        Self {
            code: output.status.code(),
            out: String::from_utf8_lossy(&output.stdout).into_owned(),
            err: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }

    /// Without the frame and the line breaks that Terraform puts into messages.
    pub(crate) fn prose(&self) -> String {
        let words = self
            .err
            .split_whitespace()
            .filter(|word| !"│╷╵".contains(word));
        words.collect::<Vec<_>>().join(" ")
    }
}

/// Waits until something outside this process holds.
#[track_caller]
pub(crate) fn eventually(what: &str, holds: impl Fn() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < PATIENCE,
            "not within {PATIENCE:?}: {what}"
        );
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// The example next to this test; cargo builds it with the tests unless it is asked for one of them
/// alone.
pub(crate) fn shelf_binary() -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let profile = test.parent().and_then(Path::parent).unwrap();
    let binary = profile.join("examples/shelf");
    if !binary.exists() {
        let arguments = ["build", "--package", "kafkaws-plugin", "--example", "shelf"];
        let built = Command::new(env!("CARGO"))
            .args(arguments)
            .status()
            .unwrap();
        assert!(built.success() && binary.exists(), "cargo {arguments:?}");
    }
    binary
}
