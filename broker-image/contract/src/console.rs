//! What the boot agent says on the serial console: one line that a person can read and the health gate too.
//!
//! EC2 keeps the last 64 KiB of the console and shows them through GetConsoleOutput, whether or not anything can
//! reach the broker. Lines of several boots stand there together, so each names its boot.

use std::fmt;

/// Begins every line of the agent. The kernel and systemd write to the same console.
const MARK: &str = "kafkaws-boot: ";

/// A line of the agent that says how a boot went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// The broker takes connections.
    Ready(Boot),
    /// The broker is not coming up.
    Failed(Boot, String),
}

/// Which boot of which broker a line is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Boot {
    /// Name of the cluster.
    pub cluster: String,
    /// The broker's id.
    pub broker_id: i32,
    /// The boot data in force: [`UserData::hash`](crate::UserData::hash).
    pub boot_hash: String,
    /// The kernel's random id of this boot, `/proc/sys/kernel/random/boot_id`.
    pub boot_id: String,
}

impl Boot {
    /// A boot that did not get as far as to read who it is: no metadata service, or user data of another form. Its
    /// cluster is `?` and its broker -1, which no broker has; the boot's id still tells which boot it was.
    pub fn of_nobody(boot_id: impl Into<String>) -> Self {
        Self {
            cluster: "?".to_owned(),
            broker_id: -1,
            boot_hash: "?".to_owned(),
            boot_id: boot_id.into(),
        }
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ready(boot) => write!(f, "{MARK}ready {boot}"),
            Self::Failed(boot, reason) => {
                // A line is a line: a reason with a line break would hide its second half.
                let reason = reason.split_whitespace().collect::<Vec<_>>().join(" ");
                write!(f, "{MARK}failed {boot} reason={reason}")
            }
        }
    }
}

impl fmt::Display for Boot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            cluster,
            broker_id,
            boot_hash,
            boot_id,
        } = self;
        write!(
            f,
            "cluster={cluster} broker={broker_id} boot_hash={boot_hash} boot_id={boot_id}"
        )
    }
}

/// The agent's lines in a console's text, oldest first. A line that was cut off, or that another program wrote
/// into, is passed over.
pub fn lines(console: &str) -> impl Iterator<Item = Line> + '_ {
    console.lines().filter_map(line)
}

fn line(text: &str) -> Option<Line> {
    // Something before the mark is a timestamp of the kernel's, or the rest of a prompt.
    let (_, said) = text.split_once(MARK)?;
    let (said, reason) = match said.split_once(" reason=") {
        Some((said, reason)) => (said, Some(reason.trim_end())),
        None => (said.trim_end(), None),
    };
    let (kind, boot) = said.split_once(' ')?;
    match (kind, reason) {
        ("ready", None) => Some(Line::Ready(boot_of(boot)?)),
        ("failed", Some(reason)) => Some(Line::Failed(boot_of(boot)?, reason.to_owned())),
        _ => None,
    }
}

fn boot_of(text: &str) -> Option<Boot> {
    let mut words = text.split(' ');
    let mut value = |name: &str| {
        words
            .next()?
            .strip_prefix(name)?
            .strip_prefix('=')
            .map(str::to_owned)
    };
    let boot = Boot {
        cluster: value("cluster")?,
        broker_id: value("broker")?.parse().ok()?,
        boot_hash: value("boot_hash")?,
        boot_id: value("boot_id").filter(|id| !id.is_empty())?,
    };
    words.next().is_none().then_some(boot)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn boot() -> Boot {
        Boot {
            cluster: "orders".into(),
            broker_id: 2,
            boot_hash: "2430f1a2ad2982d0067885488a4c89e2".into(),
            boot_id: "6a8b".into(),
        }
    }

    #[test]
    fn a_line_that_a_person_can_read() {
        let ready = Line::Ready(boot()).to_string();
        let expected = "kafkaws-boot: ready cluster=orders broker=2 \
                        boot_hash=2430f1a2ad2982d0067885488a4c89e2 boot_id=6a8b";
        assert_eq!(ready, expected);
    }

    #[test]
    fn among_what_others_write() {
        let failed = Line::Failed(boot(), "no volume\nvol01 after 5 minutes".into());
        let console = format!(
            "[    0.1] Linux version 6.1\r\n[   12.2] {}\r\nlogin: {failed}\r\nkafkaws-boot: ready cluster=orders broker=2 boot_h",
            Line::Ready(boot()),
        );
        let found: Vec<_> = lines(&console).collect();
        let reason = "no volume vol01 after 5 minutes".to_owned();
        assert_eq!(found, [Line::Ready(boot()), Line::Failed(boot(), reason)]);
    }

    #[test]
    fn what_is_not_a_line_of_the_agent() {
        let cases = [
            "",
            "kafkaws-boot: ",
            "kafkaws-boot: mounting data",
            "kafkaws-boot: ready cluster=orders broker=two boot_hash=a boot_id=b",
            "kafkaws-boot: ready cluster=orders broker=2 boot_hash=a boot_id=",
            "kafkaws-boot: ready cluster=orders broker=2 boot_hash=a boot_id=b more",
            "kafkaws-boot: failed cluster=orders broker=2 boot_hash=a boot_id=b",
        ];
        for text in cases {
            assert_eq!(lines(text).count(), 0, "{text}");
        }
    }

    #[test]
    fn a_boot_that_does_not_know_who_it_is_says_so_in_the_same_form() {
        let line = Line::Failed(Boot::of_nobody("6a8b"), "no metadata service".into());
        let expected = "kafkaws-boot: failed cluster=? broker=-1 boot_hash=? boot_id=6a8b reason=no metadata service";
        assert_eq!(line.to_string(), expected);
        assert_eq!(lines(expected).collect::<Vec<_>>(), [line]);
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in ".*") {
            let _count = lines(&format!("{MARK}{text}")).count();
        }

        #[test]
        fn what_is_written_is_read_back(id in 0i32.., reason in "[a-z]{1,9}( [a-z0-9=]{1,9}){0,9}") {
            let boot = Boot { broker_id: id, ..boot() };
            for line in [Line::Ready(boot.clone()), Line::Failed(boot.clone(), reason.clone())] {
                prop_assert_eq!(lines(&line.to_string()).collect::<Vec<_>>(), vec![line]);
            }
        }
    }
}
