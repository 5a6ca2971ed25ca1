//! Debian's packages as an archive of a root file system, by mmdebstrap: without root where user namespaces are allowed.

use std::path::{Path, PathBuf};
use std::process::Command;

use kafkaws_image_builder::{System, WRITTEN_AT, debian};
use kafkaws_image_manifest::Architecture;

use crate::failure::Failure;
use crate::tools::digest;
use crate::{console, place, process, tools};

/// What nobody reads on a broker. Licences stay, as they must.
const LEFT_OUT: [&str; 5] = [
    "path-exclude=/usr/share/man/*",
    "path-exclude=/usr/share/info/*",
    "path-exclude=/usr/share/locale/*",
    "path-exclude=/usr/share/doc/*",
    "path-include=/usr/share/doc/*/copyright",
];

/// Which packages, for which processor.
pub(crate) struct Base<'a> {
    pub(crate) system: &'a System,
    pub(crate) architecture: Architecture,
    /// Whether the tools of XFS are among them.
    pub(crate) xfs: bool,
}

impl Base<'_> {
    /// The archive. It is made once for a description; `update` makes it anew, with the packages that Debian has by now.
    pub(crate) fn archive(&self, update: bool) -> Result<PathBuf, Failure> {
        let folder = place::cache()?.join("image");
        std::fs::create_dir_all(&folder).map_err(Failure::at(&folder))?;
        let sources = sources(&self.system.suite);
        // The archive's own name stands for what it is made of.
        let command = process::text(&self.mmdebstrap(Path::new("-"), &sources));
        let key = digest::of_text(&command);
        let name = format!("base-{}-{}.tar", self.architecture.as_str(), key.short());
        let archive = folder.join(name);
        if update || !archive.is_file() {
            self.make(&archive, &sources)?;
        }
        Ok(archive)
    }

    fn make(&self, archive: &Path, sources: &[String]) -> Result<(), Failure> {
        console::line("installing Debian's packages into a new root file system");
        let unfinished = archive.with_extension("unfinished.tar");
        process::quietly(&mut self.mmdebstrap(&unfinished, sources))?;
        std::fs::rename(&unfinished, archive).map_err(Failure::at(archive))
    }

    fn mmdebstrap(&self, target: &Path, sources: &[String]) -> Command {
        let mut command = Command::new("mmdebstrap");
        // The same packages give the same archive: mmdebstrap takes every time from this.
        command.env("SOURCE_DATE_EPOCH", WRITTEN_AT);
        command
            .args([
                "--quiet",
                "--mode=auto",
                "--variant=essential",
                "--format=tar",
            ])
            .arg(format!("--architectures={}", debian(self.architecture)))
            .arg("--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr");
        for path in LEFT_OUT {
            command.arg(format!("--dpkgopt={path}"));
        }
        let packages = self.system.packages(self.architecture, self.xfs);
        command
            .arg(format!("--include={}", packages.join(",")))
            .arg(&self.system.suite)
            .arg(target)
            .args(sources);
        command
    }
}

/// Where this machine's own apt takes the release from, security updates included. None: mmdebstrap knows Debian's.
fn sources(suite: &str) -> Vec<String> {
    let Some(apt) = tools::on_path("apt-get") else {
        return Vec::new();
    };
    let format = "$(ORIGIN)|$(CODENAME)|$(SITE)|$(RELEASE)|$(COMPONENT)";
    let mut command = Command::new(apt);
    command.args(["indextargets", "--format", format, "Created-By: Packages"]);
    let listed = process::output(&mut command).map(|output| output.stdout);
    chosen(&String::from_utf8_lossy(&listed.unwrap_or_default()), suite)
}

/// The lines of sources.list for what apt listed.
fn chosen(listed: &str, suite: &str) -> Vec<String> {
    let mut lines: Vec<_> = listed
        .lines()
        .filter_map(|line| source(line, suite))
        .collect();
    lines.sort();
    lines.dedup();
    lines
}

fn source(line: &str, suite: &str) -> Option<String> {
    let mut words = line.split('|');
    let (origin, codename) = (words.next()?, words.next()?);
    let (site, release, component) = (words.next()?, words.next()?, words.next()?);
    let of_suite = codename
        .strip_prefix(suite)
        .is_some_and(|rest| ["", "-updates", "-security"].contains(&rest));
    (origin == "Debian" && component == "main" && of_suite)
        .then(|| format!("deb {site} {release} {component}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machines_own_sources_of_the_release_and_no_others() {
        let listed = "Debian|bookworm|http://mirror/debian|bookworm|main\n\
                      Debian|bookworm|http://mirror/debian|bookworm|contrib\n\
                      Debian|bookworm-security|http://mirror/security|bookworm-security|main\n\
                      Debian|bookworm-backports|http://mirror/debian|bookworm-backports|main\n\
                      Debian|trixie|http://mirror/debian|trixie|main\n\
                      Docker|bookworm|https://docker|bookworm|main\n\
                      Debian|bookworm|http://mirror/debian|bookworm|main\n\ncut|off\n";
        let expected = [
            "deb http://mirror/debian bookworm main",
            "deb http://mirror/security bookworm-security main",
        ];
        assert_eq!(chosen(listed, "bookworm"), expected);
        assert!(chosen("", "bookworm").is_empty());
    }

    #[test]
    fn packages_are_those_of_the_processor() {
        let folder = place::checkout().join("broker-image/system");
        let base = Base {
            system: &System::read(&folder).unwrap(),
            architecture: Architecture::Arm64,
            xfs: false,
        };
        let line = process::text(&base.mmdebstrap(Path::new("out.tar"), &["deb a b c".into()]));
        assert!(line.contains("--architectures=arm64 "), "{line}");
        assert!(
            line.contains("--include=linux-image-cloud-arm64,"),
            "{line}"
        );
        assert!(line.ends_with("bookworm out.tar deb a b c"), "{line}");
    }
}
