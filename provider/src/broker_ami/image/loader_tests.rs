use std::io::{Cursor, Write};
use std::sync::OnceLock;

use fatfs::{FatType, FileSystem, FormatVolumeOptions, FsOptions};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any, proptest};

use super::*;

const KIB: usize = 1024;
const MIB: usize = 1024 * KIB;
/// Where the partition begins.
const START: usize = MIB;

/// The beginning of a UEFI program.
fn program(header: u32, machine: u16) -> Vec<u8> {
    let mut bytes = vec![0; header as usize + 512];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[HEADER..HEADER + 4].copy_from_slice(&header.to_le_bytes());
    let header = &mut bytes[header as usize..];
    header[..4].copy_from_slice(b"PE\0\0");
    header[4..6].copy_from_slice(&machine.to_le_bytes());
    bytes
}

fn x86() -> Vec<u8> {
    program(0x80, 0x8664)
}

fn arm() -> Vec<u8> {
    program(0x40, 0xaa64)
}

/// A disk whose partition is FAT of this kind and size with these files, as another implementation writes it.
fn disk(kind: FatType, size: usize, files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut partition = Cursor::new(vec![0; size]);
    let format = FormatVolumeOptions::new()
        .fat_type(kind)
        .bytes_per_cluster(512)
        .volume_label(*b"EFI        ");
    fatfs::format_volume(&mut partition, format).unwrap();
    let system = FileSystem::new(&mut partition, FsOptions::new()).unwrap();
    for (path, content) in files {
        let mut folder = system.root_dir();
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        for name in folders.split('/').filter(|name| !name.is_empty()) {
            folder = folder.create_dir(name).unwrap();
        }
        folder
            .create_file(file)
            .unwrap()
            .write_all(content)
            .unwrap();
    }
    system.unmount().unwrap();
    let mut disk = vec![0; START];
    disk.extend(partition.into_inner());
    disk
}

fn part(disk: &[u8], span: Span) -> Vec<u8> {
    disk[span.at as usize..][..span.length as usize].to_vec()
}

/// A whole search, and how often it read.
fn search(disk: &[u8]) -> (Option<Architecture>, usize) {
    let mut search = Search::new(START as u64, disk.len() as u64);
    for reads in 0.. {
        let lacks = match search.look() {
            Ok(found) => return (found, reads),
            Err(lacks) => lacks,
        };
        search.learn(lacks, part(disk, lacks));
    }
    unreachable!("a search ends")
}

const X64: &str = "EFI/BOOT/BOOTX64.EFI";
const AA64: &str = "EFI/BOOT/BOOTAA64.EFI";

#[test]
fn every_kind_of_fat_is_read() {
    let kinds = [
        (FatType::Fat12, MIB),
        (FatType::Fat16, 16 * MIB),
        (FatType::Fat32, 48 * MIB),
    ];
    for (kind, size) in kinds {
        let (found, reads) = search(&disk(kind, size, &[(AA64, &arm())]));
        assert_eq!(found, Some(Architecture::Arm64), "{kind:?}");
        assert!(reads <= 4, "{kind:?}: {reads}");
    }
}

#[test]
fn a_loader_tells_by_its_name_and_its_header() {
    type Case<'a> = (&'a [(&'a str, &'a [u8])], Option<Architecture>);
    let (x86, arm, far) = (x86(), arm(), program(40_000, 0x8664));
    let (deep, header) = (program(100_000, 0x8664), &x86[..0x3e]);
    let cases: [Case<'_>; 13] = [
        (&[(X64, &x86)], Some(Architecture::X86)),
        (&[("efi/boot/BootX64.efi", &x86)], Some(Architecture::X86)),
        (&[(X64, &far)], Some(Architecture::X86)),
        (&[(AA64, &arm)], Some(Architecture::Arm64)),
        (
            &[("EFI/debian/grubx64.efi", &x86), (AA64, &arm)],
            Some(Architecture::Arm64),
        ),
        (&[(X64, &x86), (AA64, &x86)], Some(Architecture::X86)),
        // One image for both.
        (&[(X64, &x86), (AA64, &arm)], None),
        (&[(X64, &arm)], None),
        (&[(X64, &deep)], None),
        (&[(X64, header)], None),
        (&[(X64, b"")], None),
        (&[("EFI/debian/grubx64.efi", &x86)], None),
        (&[], None),
    ];
    for (files, expected) in cases {
        let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
        let (found, _) = search(&disk(FatType::Fat16, 16 * MIB, files));
        assert_eq!(found, expected, "{names:?}");
    }
}

#[test]
fn a_folder_may_have_many_clusters() {
    let many: Vec<String> = (0..200).map(|n| format!("EFI/BOOT/{n}.EFI")).collect();
    let mut files: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    let arm = arm();
    files.push((AA64, &arm));
    for (kind, size) in [(FatType::Fat12, MIB), (FatType::Fat16, 16 * MIB)] {
        let (found, _) = search(&disk(kind, size, &files));
        assert_eq!(found, Some(Architecture::Arm64), "{kind:?}");
    }
}

#[test]
fn what_is_no_fat_says_nothing() {
    let mut ext4 = vec![0; START + MIB];
    ext4[START + 1024 + 56..][..2].copy_from_slice(&[0x53, 0xef]);
    for disk in [vec![], vec![0; START], vec![0xff; START + MIB], ext4] {
        let (found, reads) = search(&disk);
        assert_eq!((found, reads <= 1), (None, true));
    }
}

/// A file system of FAT12 or FAT16 with a loader, made once.
fn sound(second: bool) -> &'static [u8] {
    static BOTH: OnceLock<[Vec<u8>; 2]> = OnceLock::new();
    let both = BOTH.get_or_init(|| {
        let program = program(40_000, 0x8664);
        let kinds = [(FatType::Fat12, 128 * KIB), (FatType::Fat16, 3 * MIB)];
        kinds.map(|(kind, size)| disk(kind, size, &[(X64, &program)]))
    });
    &both[usize::from(second)]
}

/// A boot sector that may pass, and then these bytes over and over.
fn wild(bytes: &[u8], sectors: u32, fat32: bool) -> Vec<u8> {
    let mut disk = vec![0; START];
    disk.extend(bytes.iter().cycle().take(64 * KIB));
    let boot = &mut disk[START..][..512];
    boot[510..].copy_from_slice(&[0x55, 0xaa]);
    boot[11..17].copy_from_slice(&[0, 2, 1 << sectors, 1, 0, 1]);
    boot[22] = if fat32 { 0 } else { 4 };
    boot[23] = 0;
    disk
}

/// Every entry of the table leads to cluster 2, the root folder, which no entry ends.
#[test]
fn a_folder_that_is_linked_to_itself_has_an_end() {
    let mut disk = wild(&[2, 0, 0, 0], 0, true);
    disk[START + 36..][..4].copy_from_slice(&[4, 0, 0, 0]);
    let fat = Fat::open(&learnt(&disk), START as u64).map(|_| ());
    assert_eq!(fat, Ok(()));
    assert_eq!(search(&disk).0, None);
}

fn learnt(disk: &[u8]) -> Known {
    let mut known = Known::nothing_of(disk.len() as u64);
    while let Err(Stop::Lacks(span)) = known.bytes::<512>(START as u64) {
        known.learn(span, part(disk, span));
    }
    known
}

/// Bytes of a partition that are another, by place. Mostly where the file system describes itself.
fn spoilt() -> impl Strategy<Value = Vec<(usize, u8)>> {
    let header = (0..64_usize, any::<u8>());
    let anywhere = (0..80 * KIB, any::<u8>());
    (vec(header, 0..6), vec(anywhere, 0..200)).prop_map(|(one, other)| [one, other].concat())
}

proptest! {
    /// However a file system is spoilt: an answer, no panic, and an end.
    #[test]
    fn a_spoilt_file_system_has_an_answer(spoilt in spoilt(), second in any::<bool>()) {
        let mut disk = sound(second).to_vec();
        for (at, byte) in spoilt {
            disk[START + at] = byte;
        }
        search(&disk);
    }

    #[test]
    fn any_bytes_have_an_answer(bytes in vec(any::<u8>(), 2 * KIB), sectors in 0..3_u32, fat32 in any::<bool>()) {
        search(&wild(&bytes, sectors, fat32));
    }
}
