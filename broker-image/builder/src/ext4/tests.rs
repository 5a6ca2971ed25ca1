use super::*;
use crate::MIB;
use crate::identifiers;

fn tree() -> Tree {
    let mut tree = Tree::default();
    tree.file("usr/bin/broker", 0o4755, "program");
    tree.file("etc/a name with blanks", 0o600, "");
    tree.link("bin", "usr/bin");
    tree.folder("tmp", 0o1777);
    let mut entry = Entry::of_root(Node::Folder, 0o700);
    (entry.uid, entry.gid) = (990, 991);
    tree.put("var/lib/broker", entry);
    // More than fits into one block of a folder.
    for number in 0..300 {
        tree.file(&format!("usr/share/file-{number:03}"), 0o644, "x");
    }
    tree
}

fn ext4() -> Ext4 {
    Ext4 {
        bytes: 128 * MIB,
        uuid: identifiers::of(&[7; 32], "root"),
        journal: true,
    }
}

/// Whether e2fsprogs is here. Says so if not: the test is counted as skipped.
fn tools_are_here() -> bool {
    let absent = [MKFS, DEBUGFS]
        .into_iter()
        .find(|tool| tool.command().is_err());
    if let Some(tool) = absent {
        println!("skipped: {} is not installed", tool.name);
    }
    absent.is_none()
}

fn debugfs(image: &Path, request: &str) -> String {
    let mut command = DEBUGFS.command().unwrap();
    let output = DEBUGFS.run(command.args(["-R", request]).arg(image));
    String::from_utf8(output.unwrap().stdout).unwrap()
}

#[test]
fn what_debugfs_is_told() {
    let mut tree = Tree::default();
    tree.file("a b", 0o644, "x");
    let mut entry = Entry::of_root(Node::Link("a b".into()), 0o777);
    entry.gid = 5;
    tree.put("c", entry);
    let told = script(&tree, |number, _| Ok(format!("/tmp/{number}").into())).unwrap();
    let expected = "write \"/tmp/0\" \"/a b\"\nsif \"/a b\" mode 0100644\n\
                    symlink \"/c\" \"a b\"\nsif \"/c\" mode 0120777\nsif \"/c\" gid 5\n";
    assert_eq!(told, expected);
}

#[test]
fn a_name_that_would_be_another_command_is_refused() {
    for name in ["a\nrm /etc", "a\"b"] {
        let mut tree = Tree::default();
        tree.file(name, 0o644, "x");
        let told = script(&tree, |_, _| Ok(PathBuf::new()));
        assert!(matches!(told, Err(BuildError::Name(_))), "{name:?}");
    }
}

#[test]
fn everything_arrives_as_it_was_told() {
    if !tools_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("root");
    ext4().write(&tree(), &image).unwrap();
    let said = |path: &str| debugfs(&image, &format!("stat {path}"));
    assert!(said("/usr/bin/broker").contains("Mode:  04755"));
    assert!(said("/tmp").contains("Mode:  01777"));
    assert!(said("/bin").contains("Fast link dest: \"usr/bin\""));
    let owned = said("/var/lib/broker");
    assert!(owned.contains("User:   990   Group:   991"), "{owned}");
    assert_eq!(debugfs(&image, "cat /usr/bin/broker"), "program");
    assert!(said("\"/etc/a name with blanks\"").contains("Mode:  0600"));
    assert!(said("/usr/share/file-299").contains("Type: regular"));
}

#[test]
fn a_file_system_that_fsck_finds_nothing_to_mend_on() {
    if !tools_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("root");
    ext4().write(&tree(), &image).unwrap();
    let mut fsck = crate::tool::FSCK.command().unwrap();
    let output = fsck.args(["-f", "-n"]).arg(&image).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(0), "{said}");
}

#[test]
fn twice_the_same_bytes() {
    if !tools_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str| {
        let image = folder.path().join(name);
        ext4().write(&tree(), &image).unwrap();
        std::fs::read(image).unwrap()
    };
    let first = write("first");
    // The clock that must not matter has whole seconds.
    std::thread::sleep(std::time::Duration::from_millis(1100));
    assert!(first == write("second"));
}

#[test]
fn more_than_fits_is_an_error_though_debugfs_says_success() {
    if !tools_are_here() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut tree = tree();
    tree.file("large", 0o644, Content::Bytes(vec![1; 120 << 20]));
    let written = ext4().write(&tree, &folder.path().join("root"));
    assert!(matches!(
        written,
        Err(BuildError::Tool {
            program: "debugfs",
            ..
        })
    ));
}
