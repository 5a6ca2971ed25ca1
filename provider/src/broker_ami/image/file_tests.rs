use std::fs;

use super::*;
use crate::broker_ami::image::sparse;

const MIB: u64 = 1 << 20;
/// Linux root (x86-64), as it lies on the disk.
const ROOT: [u8; 16] = [
    0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09,
];

/// A disk of that many bytes with a GPT and one partition.
fn disk(path: &Path, size: u64) {
    let file = File::create(path).unwrap();
    file.set_len(size).unwrap();
    let mut head = vec![0; HEAD as usize];
    head[510..520].copy_from_slice(b"\x55\xaaEFI PART");
    head[544..552].copy_from_slice(&(size / SECTOR - 1).to_le_bytes());
    head[592..600].copy_from_slice(&[128, 0, 0, 0, 128, 0, 0, 0]);
    head[1024..1040].copy_from_slice(&ROOT);
    head[1064..1072].copy_from_slice(&(size / SECTOR - 35).to_le_bytes());
    file.write_all_at(&head, 0).unwrap();
    file.write_all_at(b"EFI PART", size - SECTOR).unwrap();
}

fn given<'a>() -> Given<'a> {
    Given {
        sha256: None,
        stamp: None,
    }
}

fn write_manifest(image: &Path, sha256: &str, size: u64) {
    let text = format!(
        r#"{{"version":1,"sha256":"{sha256}","size_bytes":{size},"data_bytes":1024,"architecture":"x86_64","boot_mode":"uefi",
        "engine":{{"name":"nisshi","version":"0.8.1"}},"boot_agent":"0.1.0","contract":1}}"#
    );
    fs::write(Manifest::path_beside(image), text).unwrap();
}

#[test]
fn a_file_without_a_manifest_is_read_once() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    disk(&path, 8 * MIB);
    let facts = look(&path, &given()).unwrap().unwrap();
    let hash = sparse::hash(&File::open(&path).unwrap()).unwrap();
    assert_eq!(facts.sha256, hash.to_string());
    let mut stamp = facts.stamp.clone().unwrap();
    // Had it been read again, the true one would be found.
    stamp.sha256 = "00".repeat(32);
    let again = Given {
        stamp: Some(&stamp),
        ..given()
    };
    let remembered = look(&path, &again).unwrap().unwrap();
    assert_eq!(remembered.sha256, stamp.sha256);
    let file = File::options().write(true).open(&path).unwrap();
    file.set_modified(std::time::UNIX_EPOCH).unwrap();
    let touched = look(&path, &again).unwrap().unwrap();
    assert_eq!(touched.sha256, facts.sha256);
}

#[test]
fn a_manifest_tells_without_reading() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    disk(&path, 8 * MIB);
    let said = "ab".repeat(32);
    write_manifest(&path, &said, 8 * MIB);
    let facts = look(&path, &given()).unwrap().unwrap();
    assert_eq!((facts.sha256.as_str(), facts.stamp), (said.as_str(), None));
    assert_eq!(facts.manifest.unwrap().engine.name, "nisshi");
}

#[test]
fn what_does_not_agree_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    disk(&path, 8 * MIB);
    write_manifest(&path, &"ab".repeat(32), 9 * MIB);
    let found = look(&path, &given());
    assert!(matches!(found, Err(ImageProblem::OtherSize { .. })));
    write_manifest(&path, &"ab".repeat(32), 8 * MIB);
    let other = "cd".repeat(32).parse().unwrap();
    let given = Given {
        sha256: Some(&other),
        ..given()
    };
    let found = look(&path, &given);
    assert!(matches!(found, Err(ImageProblem::OtherDigest { .. })));
    fs::write(Manifest::path_beside(&path), "{}").unwrap();
    let found = look(&path, &given);
    assert!(matches!(found, Err(ImageProblem::Manifest { .. })));
}

#[test]
fn a_missing_file_is_told_from_a_folder_and_from_no_disk() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    assert!(look(&path, &given()).unwrap().is_none());
    let found = look(folder.path(), &given());
    assert!(matches!(found, Err(ImageProblem::NoFile(_))));
    for bytes in [&b""[..], b"#!/bin/sh\n", &[0; 4096]] {
        fs::write(&path, bytes).unwrap();
        let found = look(&path, &given());
        assert!(
            matches!(found, Err(ImageProblem::NoDisk { .. })),
            "{bytes:?}"
        );
    }
}

#[test]
fn an_image_that_lost_its_end_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    disk(&path, 8 * MIB);
    let file = File::options().write(true).open(&path).unwrap();
    file.set_len(7 * MIB).unwrap();
    let found = look(&path, &given());
    assert!(matches!(found, Err(ImageProblem::NoDisk { .. })));
    // As long as it was, but without what was there.
    file.set_len(8 * MIB).unwrap();
    let found = look(&path, &given());
    assert!(matches!(found, Err(ImageProblem::NoDisk { .. })));
}
