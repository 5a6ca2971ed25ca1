use super::*;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// What packages leave behind, as far as the system's description reaches.
fn debian_tree() -> Tree {
    let mut tree = Tree::default();
    for (path, mode) in [
        ("passwd", 0o644),
        ("group", 0o644),
        ("gshadow", 0o640),
        ("shadow", 0o640),
    ] {
        let path = format!("etc/{path}");
        tree.file(&path, mode, "root:*:0\n");
        let mut entry = tree.get(&path).unwrap().clone();
        entry.gid = 42;
        tree.put(&path, entry);
    }
    for path in ["boot/vmlinuz-6.1", "etc/apt/sources.list", "etc/machine-id"] {
        tree.file(path, 0o644, "something");
    }
    tree.file("usr/lib/systemd/system/systemd-networkd.service", 0o644, "");
    tree
}

fn applied() -> Tree {
    let system = System::read(&here("system")).unwrap();
    let mut tree = debian_tree();
    system.apply(&mut tree, &here("boot/systemd")).unwrap();
    tree
}

fn target(tree: &Tree, path: &str) -> Option<String> {
    match &tree.get(path)?.node {
        Node::Link(target) => Some(target.clone()),
        _ => None,
    }
}

#[test]
fn the_agent_is_started_and_the_broker_only_by_it() {
    let tree = applied();
    let wants = "etc/systemd/system/multi-user.target.wants";
    for unit in ["kafkaws-boot.service", "kafkaws-boot-watch.service"] {
        let started = target(&tree, &format!("{wants}/{unit}")).unwrap();
        assert_eq!(started, format!("/usr/lib/systemd/system/{unit}"));
    }
    assert!(
        tree.get("usr/lib/systemd/system/kafkaws-broker.service")
            .is_some()
    );
    assert!(
        tree.get(&format!("{wants}/kafkaws-broker.service"))
            .is_none()
    );
}

#[test]
fn the_broker_has_a_user_that_nobody_logs_in_as() {
    let tree = applied();
    let text = |path: &str| String::from_utf8(tree.read(path).unwrap().unwrap()).unwrap();
    let user = "kafkaws-broker:x:990:990::/nonexistent:/usr/sbin/nologin\n";
    assert!(text("etc/passwd").ends_with(user));
    assert!(text("etc/shadow").ends_with("kafkaws-broker:!:::::::\n"));
    let shadow = tree.get("etc/shadow").unwrap();
    assert_eq!((shadow.mode, shadow.gid), (0o640, 42));
}

#[test]
fn what_belongs_to_the_machine_that_built_it_is_gone() {
    let tree = applied();
    assert_eq!(tree.read("etc/machine-id").unwrap().unwrap(), b"");
    assert!(tree.get("etc/apt").is_none());
    assert!(tree.get("boot").is_none());
}

#[test]
fn nobody_is_asked_for_anything() {
    let tree = applied();
    for unit in ["getty.target", "systemd-firstboot.service"] {
        let masked = target(&tree, &format!("etc/systemd/system/{unit}"));
        assert_eq!(masked.as_deref(), Some("/dev/null"), "{unit}");
    }
}

#[test]
fn packages_are_the_processors_own_and_xfs_only_where_it_is_wanted() {
    let system = System::read(&here("system")).unwrap();
    let packages = system.packages(Architecture::Arm64, false);
    assert!(packages.contains(&"linux-image-cloud-arm64".to_owned()));
    assert!(!packages.contains(&"xfsprogs".to_owned()));
    let packages = system.packages(Architecture::X86_64, true);
    assert!(packages.contains(&"linux-image-cloud-amd64".to_owned()));
    assert!(packages.contains(&"xfsprogs".to_owned()));
}

#[test]
fn the_serial_console_is_the_last_one() {
    let system = System::read(&here("system")).unwrap();
    let mut consoles = system
        .cmdline
        .split(' ')
        .filter(|word| word.starts_with("console="));
    assert_eq!(consoles.next_back(), Some("console=ttyS0,115200"));
}

#[test]
fn a_unit_that_is_not_there_is_named() {
    let system = System::read(&here("system")).unwrap();
    let mut tree = debian_tree();
    tree.remove("usr/lib/systemd/system");
    let error = system.apply(&mut tree, &here("boot/systemd")).unwrap_err();
    assert!(matches!(error, BuildError::Absent(unit) if unit == "systemd-networkd.service"));
}
