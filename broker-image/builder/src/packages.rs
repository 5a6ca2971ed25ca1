//! Debian's packages in a root file system, from dpkg's own list.

use kafkaws_image_manifest::Component;

use crate::error::BuildError;
use crate::tree::Tree;

/// dpkg's list of what is installed. Source: dpkg(1), "FILES".
const STATUS: &str = "var/lib/dpkg/status";

/// One installed package.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) architecture: String,
}

/// Every installed package, sorted.
///
/// # Errors
///
/// [`BuildError::Absent`] for a tree without dpkg's list.
pub(crate) fn of(tree: &Tree) -> Result<Vec<Package>, BuildError> {
    let status = tree.read(STATUS)?;
    let status = status.ok_or_else(|| BuildError::Absent(STATUS.to_owned()))?;
    Ok(read(&String::from_utf8_lossy(&status)))
}

fn read(status: &str) -> Vec<Package> {
    let mut packages: Vec<_> = status.split("\n\n").filter_map(package).collect();
    packages.sort();
    packages
}

fn package(paragraph: &str) -> Option<Package> {
    let field = |name: &str| {
        let mut lines = paragraph.lines();
        let value = lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        value.map(str::to_owned)
    };
    // What was removed stays in the list.
    let installed = field("Status")?.ends_with(" installed");
    installed.then_some(Package {
        name: field("Package")?,
        version: field("Version")?,
        architecture: field("Architecture")?,
    })
}

impl From<&Package> for Component {
    fn from(package: &Package) -> Self {
        Self {
            name: package.name.clone(),
            version: package.version.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIST: &str = "Package: zlib1g\nStatus: install ok installed\nArchitecture: amd64\nMulti-Arch: same\n\
        Version: 1:1.2.13.dfsg-1\nDescription: compression\n Package: not this\n\n\
        Package: gone\nStatus: deinstall ok config-files\nArchitecture: all\nVersion: 1\n\n\
        Package: adduser\nStatus: install ok installed\nArchitecture: all\nVersion: 3.134\n";

    #[test]
    fn what_is_installed_sorted() {
        let package = |name: &str, version: &str, architecture: &str| Package {
            name: name.into(),
            version: version.into(),
            architecture: architecture.into(),
        };
        let expected = [
            package("adduser", "3.134", "all"),
            package("zlib1g", "1:1.2.13.dfsg-1", "amd64"),
        ];
        assert_eq!(read(LIST), expected);
    }

    #[test]
    fn a_tree_without_a_list() {
        assert!(matches!(of(&Tree::default()), Err(BuildError::Absent(_))));
        let mut tree = Tree::default();
        tree.file(STATUS, 0o644, LIST);
        assert_eq!(of(&tree).unwrap().len(), 2);
    }
}
