//! Volumes that grow while the broker runs: ModifyVolume changes the device, and this the filesystem.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use crate::clock::Clock;
use crate::console::Console;
use crate::tools::Tools;
use crate::volumes::content::Kind;
use crate::volumes::grow::grow;
use crate::volumes::mounts::{self, Mount};
use crate::volumes::sysfs::Sysfs;

/// AWS takes minutes for a modification; nothing is gained by looking more often.
const INTERVAL: Duration = Duration::from_secs(60);

/// Looks after the volumes below a folder.
pub(crate) struct Watch<'a> {
    pub(crate) sysfs: Sysfs,
    pub(crate) mountinfo: PathBuf,
    pub(crate) below: PathBuf,
    pub(crate) tools: &'a dyn Tools,
    pub(crate) console: &'a dyn Console,
}

/// What was seen of each mount: the size that its filesystem was grown to, or that growing it failed at.
#[derive(Default)]
pub(crate) struct Sizes(BTreeMap<PathBuf, u64>);

impl Watch<'_> {
    /// Looks for ever.
    pub(crate) fn run(&self, clock: &dyn Clock) -> ! {
        let mut sizes = Sizes::default();
        loop {
            self.look(&mut sizes);
            clock.sleep(INTERVAL);
        }
    }

    /// Looks once. Every filesystem is grown at the first look, which does nothing where nothing is to do: the volume
    /// may have grown since the boot.
    pub(crate) fn look(&self, sizes: &mut Sizes) {
        match mounts::read(&self.mountinfo) {
            Ok(mounts) => {
                let ours = mounts
                    .iter()
                    .filter(|mount| mount.at.parent() == Some(&self.below));
                ours.for_each(|mount| self.look_at(mount, sizes));
            }
            Err(cause) => self
                .console
                .say(&format!("{}: {cause}", self.mountinfo.display())),
        }
    }

    fn look_at(&self, mount: &Mount, sizes: &mut Sizes) {
        let (Some(kind), Ok(sectors)) = (
            Kind::named(&mount.filesystem),
            self.sysfs.sectors(&mount.number),
        ) else {
            return;
        };
        let before = sizes.0.insert(mount.at.clone(), sectors);
        if before == Some(sectors) {
            return;
        }
        let grown = grow(self.tools, kind, &mount.source, &mount.at);
        let at = mount.at.display();
        let gib = sectors as f64 / f64::from(1024 * 1024 * 2);
        match (grown, before) {
            (Ok(()), None) => {}
            (Ok(()), Some(_)) => self.console.say(&format!("{at} has grown to {gib} GiB")),
            // Not tried again until the size changes once more: it would fail in the same way every minute.
            (Err(cause), _) => self
                .console
                .say(&format!("{at} did not grow to {gib} GiB: {cause}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::testing::Screen;
    use crate::tools::testing::Scripted;
    use crate::volumes::sysfs::testing::{add, resize, sysfs};

    const MOUNTS: &str = "24 1 259:0 / / rw - ext4 /dev/nvme0n1 rw\n\
        31 24 259:1 / /data/a rw - ext4 /dev/nvme1n1 rw\n\
        32 24 259:2 / /data/b rw - xfs /dev/nvme2n1 rw\n\
        33 24 0:31 / /data/b/deep rw - tmpfs tmpfs rw\n";

    fn watching(tools: &Scripted, screen: &Screen, steps: impl Fn(&Watch<'_>, &mut Sizes)) {
        let folder = tempfile::tempdir().unwrap();
        let sysfs = sysfs(folder.path());
        for (name, number) in [
            ("nvme0n1", "259:0"),
            ("nvme1n1", "259:1"),
            ("nvme2n1", "259:2"),
        ] {
            add(&sysfs, name, number, "device/serial", name);
        }
        let mountinfo = folder.path().join("mountinfo");
        std::fs::write(&mountinfo, MOUNTS).unwrap();
        let watch = Watch {
            sysfs,
            mountinfo,
            below: "/data".into(),
            tools,
            console: screen,
        };
        steps(&watch, &mut Sizes::default());
    }

    #[test]
    fn a_volume_that_grew_is_grown_once() {
        let tools = Scripted::default();
        let screen = Screen::default();
        watching(&tools, &screen, |watch, sizes| {
            watch.look(sizes);
            assert_eq!(
                tools.calls(),
                ["resize2fs /dev/nvme1n1", "xfs_growfs /data/b"]
            );
            watch.look(sizes);
            assert!(tools.calls().is_empty());
            resize(&watch.sysfs, "259:2", 4 << 21);
            watch.look(sizes);
            watch.look(sizes);
            assert_eq!(tools.calls(), ["xfs_growfs /data/b"]);
        });
        assert_eq!(screen.lines(), ["kafkaws-boot: /data/b has grown to 4 GiB"]);
    }

    #[test]
    fn what_does_not_grow_is_said_once_and_tried_at_the_next_size() {
        let tools = Scripted::default().when("resize2fs", 1, "");
        let screen = Screen::default();
        watching(&tools, &screen, |watch, sizes| {
            watch.look(sizes);
            watch.look(sizes);
            assert_eq!(tools.calls().len(), 2);
            resize(&watch.sysfs, "259:1", 6 << 21);
            watch.look(sizes);
            assert_eq!(tools.calls(), ["resize2fs /dev/nvme1n1"]);
        });
        let said = screen.lines();
        assert_eq!(said.len(), 2, "{said:?}");
        assert!(
            said[1].ends_with("/data/a did not grow to 6 GiB: resize2fs ended with code 1: no")
        );
    }

    #[test]
    fn a_machine_without_mounts_of_ours_or_without_proc() {
        let (tools, screen) = (Scripted::default(), Screen::default());
        watching(&tools, &screen, |watch, sizes| {
            std::fs::write(&watch.mountinfo, "").unwrap();
            watch.look(sizes);
            std::fs::remove_file(&watch.mountinfo).unwrap();
            watch.look(sizes);
        });
        assert!(tools.calls().is_empty());
        assert_eq!(screen.lines().len(), 1);
    }
}
