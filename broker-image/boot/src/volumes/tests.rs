use super::sysfs::testing::add;
use super::testing::{MIB, Machine, data, mkfs, tools_are_here};
use super::*;
use crate::clock::testing::TestClock;
use crate::tools::{Programs, Tools};

#[test]
fn a_blank_volume_is_formatted_mounted_by_uuid_and_marked() {
    if !tools_are_here() {
        return;
    }
    let machine = Machine::new();
    let mounted = machine.ready_now().unwrap();
    let at = machine.folder.path().join("data/data");
    let expected = Mounted {
        name: "data".into(),
        mount: at.clone(),
        data: at.join("broker"),
    };
    assert_eq!(mounted, [expected]);
    let marker = std::fs::read_to_string(at.join(marker::NAME)).unwrap();
    assert_eq!(
        marker,
        r#"{"cluster":"orders","broker_id":1,"volume":"data"}"#
    );

    let dump = Programs.output(
        "dumpe2fs",
        &["-h".as_ref(), machine.device("nvme1n1").as_ref()],
    );
    let dump = dump.unwrap().stdout;
    let value = |name: &str| {
        let line = dump.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_once(':').unwrap().1.trim().to_owned()
    };
    assert_eq!(value("Filesystem volume name"), "kws-160a785d");
    assert_eq!(value("Reserved block count"), "0");
    let calls = machine.tools.calls();
    let uuid = value("Filesystem UUID");
    let mount = format!(
        "mount -t ext4 -o noatime,nodev,nosuid,noexec UUID={uuid} {}",
        at.display()
    );
    assert!(calls.contains(&mount), "{calls:?}");
    assert!(calls.last().unwrap().starts_with("resize2fs "), "{calls:?}");
}

#[test]
fn a_second_boot_finds_it_and_makes_nothing() {
    if !tools_are_here() {
        return;
    }
    let machine = Machine::new();
    machine.ready_now().unwrap();
    std::fs::write(machine.folder.path().join("mountinfo"), "").unwrap();
    machine.tools.calls();
    machine.ready_now().unwrap();
    let calls = machine.tools.calls();
    assert!(
        !calls.iter().any(|call| call.starts_with("mkfs")),
        "{calls:?}"
    );
    assert!(
        calls.iter().any(|call| call.starts_with("mount ")),
        "{calls:?}"
    );
    // The agent was started again in the same boot.
    machine.ready_now().unwrap();
    let calls = machine.tools.calls();
    assert!(
        !calls.iter().any(|call| call.starts_with("mount ")),
        "{calls:?}"
    );
}

#[test]
fn what_is_not_ours_is_named_and_not_touched() {
    if !tools_are_here() {
        return;
    }
    let unlabelled: fn(&Machine) = |machine| mkfs(machine, &["-q", "-F"]);
    let other_broker: fn(&Machine) = |machine| mkfs(machine, &["-q", "-F", "-L", "kws-00000000"]);
    let swap: fn(&Machine) = |machine| {
        machine.write("nvme1n1", 1024, &[1, 0, 0, 0, 0xff, 0x3f, 0, 0]);
        machine.write("nvme1n1", 4096 - 10, b"SWAPSPACE2");
    };
    let luks: fn(&Machine) = |machine| machine.write("nvme1n1", 0, b"LUKS\xba\xbe\x00\x01");
    let table: fn(&Machine) = |machine| {
        machine.write(
            "nvme1n1",
            446,
            &[0, 0, 2, 0, 0x83, 1, 1, 0, 0, 8, 0, 0, 0, 8, 0, 0],
        );
        machine.write("nvme1n1", 510, &[0x55, 0xaa]);
    };
    let bytes: fn(&Machine) = |machine| machine.write("nvme1n1", 5000, b"x");
    let last: fn(&Machine) = |machine| machine.write("nvme1n1", 64 * MIB - 1, b"x");
    let cases = [
        (unlabelled, "a filesystem of kind ext4 labelled \"\""),
        (
            other_broker,
            "labelled kws-00000000, and this broker's would be kws-160a785d",
        ),
        (swap, "it holds swap (other)"),
        (luks, "it holds "),
        (table, "it holds a partition table (dos)"),
        (
            bytes,
            "data that no known filesystem explains, at byte 5000",
        ),
        (
            last,
            "data that no known filesystem explains, at byte 67108863",
        ),
    ];
    for (fill, expected) in cases {
        let machine = Machine::new();
        fill(&machine);
        let before = machine.bytes();
        let error = machine.ready_now().unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
        assert!(error.contains("data (vol-0aaaaaaaaaaaaaaaa)"), "{error}");
        assert!(machine.bytes() == before, "{expected}");
        let calls = machine.tools.calls();
        assert!(
            calls.iter().all(|call| call.starts_with("blkid --probe")),
            "{calls:?}"
        );
    }
}

#[test]
fn a_marker_of_another_broker_is_refused_whatever_the_label_says() {
    if !tools_are_here() {
        return;
    }
    let machine = Machine::new();
    let mount = machine.ready_now().unwrap().remove(0).mount;
    let marker = r#"{"cluster":"orders","broker_id":2,"volume":"data"}"#;
    std::fs::write(mount.join(marker::NAME), marker).unwrap();
    let error = machine.ready_now().unwrap_err().to_string();
    assert!(
        error.ends_with("belongs to volume data of broker 2 of cluster orders"),
        "{error}"
    );
}

#[test]
fn a_copy_with_the_same_uuid_is_refused_before_anything_is_mounted() {
    if !tools_are_here() {
        return;
    }
    let mut machine = Machine::new();
    machine.tools = machine
        .tools
        .when("blkid --cache-file", 0, "/dev/nvme1n1\n/dev/nvme2n1\n");
    let error = machine.ready_now().unwrap_err();
    assert!(matches!(error, VolumeError::Copied { .. }), "{error}");
    assert!(
        !machine
            .tools
            .calls()
            .iter()
            .any(|call| call.starts_with("mount "))
    );
}

#[test]
fn a_mount_that_led_to_another_device_is_an_error() {
    if !tools_are_here() {
        return;
    }
    let machine = Machine::new().mounting("259:7");
    let error = machine.ready_now().unwrap_err();
    assert!(matches!(error, VolumeError::Occupied { .. }), "{error}");
}

#[test]
fn volumes_that_are_attached_late_are_waited_for() {
    if !tools_are_here() {
        return;
    }
    let machine = Machine::new();
    std::fs::remove_dir_all(machine.folder.path().join("sys/block/nvme1n1")).unwrap();
    let sysfs = machine.sysfs();
    let clock = TestClock::default().at(Duration::from_secs(90), move || {
        add(
            &sysfs,
            "nvme1n1",
            "259:1",
            "device/serial",
            "vol0aaaaaaaaaaaaaaaa",
        );
    });
    machine.ready(&clock, &[data()]).unwrap();
    assert!(
        (90..=95).contains(&clock.now().as_secs()),
        "{:?}",
        clock.now()
    );
    let said = machine.screen.lines();
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("data (vol-0aaaaaaaaaaaaaaaa)"), "{said:?}");
}

#[test]
fn what_never_comes_is_named_and_what_came_is_not_touched() {
    let machine = Machine::new();
    let late = Volume {
        name: "log".into(),
        volume_id: "vol-0bbbbbbbbbbbbbbbb".into(),
    };
    let clock = TestClock::default();
    let error = machine
        .ready(&clock, &[data(), late])
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "not attached after 600 seconds: log (vol-0bbbbbbbbbbbbbbbb)"
    );
    assert_eq!(clock.now(), PATIENCE.limit);
    assert!(machine.tools.calls().is_empty());
}

#[test]
fn two_devices_with_one_serial_number() {
    let machine = Machine::new();
    add(
        &machine.sysfs(),
        "nvme2n1",
        "259:2",
        "device/serial",
        "vol0aaaaaaaaaaaaaaaa",
    );
    let error = machine.ready_now().unwrap_err();
    assert!(matches!(error, VolumeError::Ambiguous { .. }), "{error}");
}
