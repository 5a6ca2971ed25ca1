use super::*;

const MIB: u64 = 1 << 20;

/// The beginning of a GPT disk of that size with one partition of a type.
fn head(size: u64, kind: [u8; 16]) -> Vec<u8> {
    let mut head = vec![0; HEAD as usize];
    head[510..512].copy_from_slice(&[0x55, 0xaa]);
    let header = &mut head[512..];
    header[..8].copy_from_slice(b"EFI PART");
    header[32..40].copy_from_slice(&(size / SECTOR - 1).to_le_bytes());
    header[80..84].copy_from_slice(&128_u32.to_le_bytes());
    header[84..88].copy_from_slice(&128_u32.to_le_bytes());
    let entry = &mut head[1024..1152];
    entry[..16].copy_from_slice(&kind);
    entry[32..40].copy_from_slice(&2048_u64.to_le_bytes());
    entry[40..48].copy_from_slice(&(size / SECTOR - 35).to_le_bytes());
    head
}

#[test]
fn a_disk_tells_its_architecture() {
    let size = 64 * MIB;
    for (kind, architecture) in [
        (ROOT_X86_64, Some(Architecture::X86)),
        (ROOT_ARM64, Some(Architecture::Arm64)),
        ([7; 16], None),
    ] {
        let disk = Disk::read(size, &head(size, kind)).unwrap();
        assert_eq!(disk.root, architecture);
        assert_eq!(disk.backup, Some(size - SECTOR));
        assert!(disk.gpt);
    }
}

#[test]
fn roots_of_two_kinds_tell_nothing() {
    let size = 64 * MIB;
    let mut head = head(size, ROOT_X86_64);
    let (first, second) = head[1024..].split_at_mut(128);
    second[..128].copy_from_slice(first);
    second[..16].copy_from_slice(&ROOT_ARM64);
    assert_eq!(Disk::read(size, &head).unwrap().root, None);
}

#[test]
fn what_is_no_disk_is_told_by_what_it_is() {
    let size = 64 * MIB;
    let table: [(&[u8], u64, NoDisk); 6] = [
        (b"", 0, NoDisk::Empty),
        (b"QFI\xfb", size, NoDisk::OtherFormat("QCOW2")),
        (b"\x1f\x8b\x08", 77, NoDisk::OtherFormat("gzip")),
        (b"#!/bin/sh", 100, NoDisk::NoWholeSectors(100)),
        (&[0; 512], 512, NoDisk::NoPartitionTable),
        (&[0; 17_408], size, NoDisk::NoPartitionTable),
    ];
    for (head, size, why) in table {
        assert_eq!(Disk::read(size, head), Err(why));
    }
}

#[test]
fn a_disk_that_was_cut_off_says_how_large_it_must_be() {
    let size = 64 * MIB;
    let head = head(size, ROOT_X86_64);
    for shorter in [size - SECTOR, 63 * MIB, HEAD] {
        let why = NoDisk::Truncated {
            needed: size,
            size: shorter,
        };
        assert_eq!(Disk::read(shorter, &head), Err(why));
    }
}

#[test]
fn the_second_copy_must_be_there() {
    let size = 64 * MIB;
    let disk = Disk::read(size, &head(size, ROOT_X86_64)).unwrap();
    assert_eq!(disk.check_backup(b"EFI PART..."), Ok(()));
    let why = NoDisk::NoBackup(size - SECTOR);
    assert_eq!(disk.check_backup(&[0; 512]), Err(why));
}

#[test]
fn a_disk_without_gpt_is_one_as_well() {
    let mut head = vec![0; 512];
    head[510..].copy_from_slice(&[0x55, 0xaa]);
    head[454..458].copy_from_slice(&2048_u32.to_le_bytes());
    head[458..462].copy_from_slice(&100_000_u32.to_le_bytes());
    let disk = Disk::read(64 * MIB, &head).unwrap();
    assert!(!disk.gpt && disk.root.is_none() && disk.backup.is_none() && disk.esp.is_none());
    assert_eq!(
        Disk::read(MIB, &head),
        Err(NoDisk::Truncated {
            needed: 102_048 * SECTOR,
            size: MIB
        })
    );
}

#[test]
fn an_efi_system_partition_is_found_in_either_table() {
    let disk = Disk::read(64 * MIB, &head(64 * MIB, ESP)).unwrap();
    assert_eq!((disk.esp, disk.root), (Some(MIB), None));
    let mut head = vec![0; 512];
    head[510..].copy_from_slice(&[0x55, 0xaa]);
    for (at, start) in [(446, 2048_u32), (462, 4096)] {
        head[at + 4] = ESP_OF_MBR;
        head[at + 8..at + 12].copy_from_slice(&start.to_le_bytes());
        head[at + 12] = 8;
    }
    let disk = Disk::read(64 * MIB, &head).unwrap();
    assert_eq!(disk.esp, Some(MIB));
}

#[test]
fn the_loader_goes_before_the_root_partition() {
    use Architecture::{Arm64, X86};
    let table = [
        (None, None, None),
        (None, Some(X86), Some((X86, Witness::Root))),
        (Some(Arm64), None, Some((Arm64, Witness::Loader))),
        (Some(Arm64), Some(X86), Some((Arm64, Witness::Loader))),
    ];
    for (loader, root, said) in table {
        let disk = Disk {
            gpt: true,
            root,
            esp: None,
            loader,
            backup: None,
        };
        assert_eq!(disk.architecture(), said);
    }
}

#[test]
fn entries_of_a_strange_length_are_refused() {
    let mut head = head(64 * MIB, ROOT_X86_64);
    head[512 + 84..512 + 88].copy_from_slice(&0_u32.to_le_bytes());
    assert_eq!(Disk::read(64 * MIB, &head), Err(NoDisk::StrangeEntries(0)));
}

proptest::proptest! {
    /// Whatever bytes come: an answer, and no panic.
    #[test]
    fn any_bytes_have_an_answer(mut head in proptest::collection::vec(proptest::num::u8::ANY, 0..2048), size in 0_u64..1 << 40) {
        head.resize(HEAD as usize, 0xff);
        head[510..520].copy_from_slice(b"\x55\xaaEFI PART");
        drop(Disk::read(size, &head));
    }
}
