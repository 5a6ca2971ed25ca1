//! What a create leaves on a broker that it has finished, for as long as Terraform may not know of it yet.
//!
//! A plugin that dies between its last call and its answer leaves a broker that nothing but a state could tell from another
//! configuration's. So a finished broker says for some minutes whose it is, and the same create, from the same folder and
//! workspace, finds it in that time.

use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::token;
use super::wanted::Wanted;
use crate::aws::fleet::Seen;
use crate::aws::tags::Tags;
use crate::broker::tags::MADE;

/// Long enough to run a pipeline that failed once more, and short enough that a copy of a configuration, days later, takes
/// nothing over.
const WINDOW: Duration = Duration::from_secs(15 * 60);
/// Clocks of two machines that run Terraform differ.
const SKEW: Duration = Duration::from_secs(60);

/// What the interface of a broker that is finished now is tagged with.
pub(super) fn tags(wanted: &Wanted, now: SystemTime) -> Tags {
    Tags::from([(MADE.to_owned(), mark(wanted, now))])
}

/// What the mark says: the create's arguments and where Terraform runs, and when it was finished (seconds since 1970).
fn mark(wanted: &Wanted, now: SystemTime) -> String {
    format!("{} {}", origin(wanted), seconds(now))
}

/// Copies of a configuration have the same arguments, and other folders or workspaces.
fn origin(wanted: &Wanted) -> String {
    let folder = std::env::current_dir().unwrap_or_default();
    token::origin(wanted, &folder.to_string_lossy(), &workspace(&folder))
}

/// As Terraform tells it apart: the variable goes before the file that `terraform workspace select` writes.
fn workspace(folder: &Path) -> String {
    let data = std::env::var_os("TF_DATA_DIR").map_or(".terraform".into(), PathBuf::from);
    let chosen = || std::fs::read_to_string(folder.join(data).join("environment")).ok();
    let named = std::env::var("TF_WORKSPACE").ok();
    named.or_else(chosen).unwrap_or_default().trim().to_owned()
}

/// Whether a create with the same arguments finished this broker a moment ago.
pub(crate) fn just_made(wanted: &Wanted, seen: &Seen, now: SystemTime) -> bool {
    let mark = seen
        .interface
        .as_ref()
        .and_then(|interface| interface.tags.get(MADE));
    let told = mark.and_then(|mark| mark.split_once(' '));
    told.is_some_and(|(mark, at)| mark == origin(wanted) && is_recent(at, now))
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
    use super::super::testing::{complete, wanted};
    use super::*;

    #[test]
    fn only_the_same_create_finds_it_and_only_for_a_while() {
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let later = |seconds| now + Duration::from_secs(seconds);
        let ours = wanted();
        let mut other = wanted();
        other.subnet_id = "subnet-0other".to_owned();
        let mut seen = complete(&ours);
        assert!(!just_made(&ours, &seen, now), "it bears no mark");
        let interface = seen.interface.as_mut().unwrap();
        interface.tags.extend(tags(&ours, now));
        let table = [
            (&ours, now, true),
            (&ours, later(900), true),
            (&ours, later(901), false),
            (&ours, now - Duration::from_secs(60), true),
            (&ours, now - Duration::from_secs(61), false),
            (&other, now, false),
        ];
        for (wanted, at, expected) in table {
            assert_eq!(just_made(wanted, &seen, at), expected, "{at:?}");
        }
    }

    #[test]
    fn a_copy_elsewhere_is_another_one() {
        let ours = wanted();
        let here = token::origin(&ours, "/a", "default");
        assert_eq!(here, token::origin(&ours, "/a", "default"));
        assert_ne!(here, token::origin(&ours, "/b", "default"));
        assert_ne!(here, token::origin(&ours, "/a", "green"));
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
        let now = UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        let ours = wanted();
        let mut seen = complete(&ours);
        for text in ["", "x", " 1700000000", &origin(&ours), "a b c"] {
            let interface = seen.interface.as_mut().unwrap();
            interface.tags.insert(MADE.to_owned(), text.to_owned());
            assert!(!just_made(&ours, &seen, now), "{text:?}");
        }
    }
}
