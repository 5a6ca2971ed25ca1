//! What a create leaves on what it has finished, for as long as Terraform may not know of it yet.
//!
//! A plugin that dies between its last call and its answer leaves a thing that nothing but a state could tell from another
//! configuration's. So what was just finished says for some minutes whose it is, and the same create, from the same folder and
//! workspace, finds it in that time.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::idempotency::key;
use super::tags::Tags;

/// On what a create has finished: its maker, and when that was (seconds since 1970).
const MADE: &str = "kafkaws:made";

/// Long enough to run a pipeline that failed once more, and short enough that a copy of a configuration, days later, takes
/// nothing over.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Clocks of two machines that run Terraform differ.
const SKEW: Duration = Duration::from_secs(60);

/// A create: its arguments, and where Terraform runs. Copies of a configuration have the same arguments, and other folders or
/// workspaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Maker(String);

impl Maker {
    /// A create with these arguments, here.
    pub(crate) fn here(arguments: &[&str]) -> Self {
        let folder = std::env::current_dir().unwrap_or_default();
        let workspace = workspace(&folder);
        Self::at(arguments, &folder, &workspace)
    }

    fn at(arguments: &[&str], folder: &Path, workspace: &str) -> Self {
        Self(key(&[
            &key(arguments),
            &folder.to_string_lossy(),
            workspace,
        ]))
    }

    /// What a thing that is finished now is tagged with.
    pub(crate) fn tags(&self, now: SystemTime) -> Tags {
        Tags::from([(MADE.to_owned(), format!("{} {}", self.0, seconds(now)))])
    }

    /// Whether what bears these tags was finished by this create a moment ago.
    pub(crate) fn just_made(&self, tags: &Tags, now: SystemTime) -> bool {
        let told = tags.get(MADE).and_then(|mark| mark.split_once(' '));
        told.is_some_and(|(maker, at)| maker == self.0 && is_recent(at, now))
    }
}

/// As Terraform tells it apart: the variable goes before the file that `terraform workspace select` writes.
fn workspace(folder: &Path) -> String {
    let data = std::env::var_os("TF_DATA_DIR").map_or(".terraform".into(), PathBuf::from);
    let chosen = || std::fs::read_to_string(folder.join(data).join("environment")).ok();
    let named = std::env::var("TF_WORKSPACE").ok();
    named.or_else(chosen).unwrap_or_default().trim().to_owned()
}

fn is_recent(at: &str, now: SystemTime) -> bool {
    let now = seconds(now);
    at.parse::<u64>().is_ok_and(|at| {
        now.saturating_sub(at) <= WINDOW.as_secs() && at.saturating_sub(now) <= SKEW.as_secs()
    })
}

fn seconds(time: SystemTime) -> u64 {
    let since = time.duration_since(UNIX_EPOCH);
    since.map_or(0, |since| since.as_secs())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn now() -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(1_700_000_000)
    }

    #[test]
    fn only_the_same_create_finds_it_and_only_for_a_while() {
        let (ours, other) = (Maker::here(&["a"]), Maker::here(&["b"]));
        let tags = ours.tags(now());
        let later = |seconds| now() + Duration::from_secs(seconds);
        let table = [
            (&ours, now(), true),
            (&ours, later(900), true),
            (&ours, later(901), false),
            (&ours, now() - Duration::from_secs(60), true),
            (&ours, now() - Duration::from_secs(61), false),
            (&other, now(), false),
        ];
        for (maker, at, expected) in table {
            assert_eq!(maker.just_made(&tags, at), expected, "{at:?}");
        }
        assert!(!ours.just_made(&Tags::new(), now()), "it bears no mark");
    }

    #[test]
    fn a_copy_elsewhere_is_another_one() {
        let here = Maker::at(&["a"], Path::new("/a"), "default");
        assert_eq!(here, Maker::at(&["a"], Path::new("/a"), "default"));
        assert_ne!(here, Maker::at(&["a"], Path::new("/b"), "default"));
        assert_ne!(here, Maker::at(&["a"], Path::new("/a"), "green"));
    }

    #[test]
    fn a_workspace_is_what_was_selected() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(workspace(folder.path()), "");
        std::fs::create_dir(folder.path().join(".terraform")).unwrap();
        std::fs::write(folder.path().join(".terraform/environment"), "green\n").unwrap();
        assert_eq!(workspace(folder.path()), "green");
    }

    #[test]
    fn a_mark_that_says_nothing_is_none() {
        let ours = Maker::here(&["a"]);
        for text in ["", "x", " 1700000000", &ours.0, "a b c"] {
            let tags = Tags::from([(MADE.to_owned(), text.to_owned())]);
            assert!(!ours.just_made(&tags, now()), "{text:?}");
        }
    }
}
