//! Disk images for tests: a partition table, and blocks of data far apart.

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::path::Path;

use kafkaws_image_manifest::{BLOCK_BYTES, Blocks};
use serde_json::{Value as Json, json};
use sha2::{Digest, Sha256};

use crate::config::merge;

const SECTOR: u64 = 512;
/// Bytes of a block of a snapshot.
pub(super) const BLOCK: u64 = 512 * 1024;
/// Linux root (x86-64), as it lies on the disk.
pub(super) const X86_64: [u8; 16] = [
    0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09,
];
/// Linux root (arm64).
pub(super) const ARM64: [u8; 16] = [
    0x45, 0xb0, 0x21, 0xb9, 0xf0, 0x1d, 0xc3, 0x41, 0xaf, 0x44, 0x4c, 0x6f, 0x28, 0x0d, 0x3f, 0xae,
];

/// A disk to be written.
#[derive(Clone, Copy, Debug)]
pub(super) struct Disk {
    pub(super) size: u64,
    pub(super) root: [u8; 16],
    /// What is in its blocks.
    pub(super) seed: u8,
    /// So many blocks, two apart, beside the first and the last, which hold the partition table.
    pub(super) blocks: u64,
}

impl Disk {
    pub(super) fn of(seed: u8) -> Self {
        Self {
            size: 64 << 20,
            root: X86_64,
            seed,
            blocks: 6,
        }
    }

    /// How many blocks are not zero.
    pub(super) fn written(self) -> usize {
        usize::try_from(self.blocks).unwrap() + 2
    }

    pub(super) fn write(self, path: &Path) {
        let file = File::create(path).unwrap();
        file.set_len(self.size).unwrap();
        let sectors = self.size / SECTOR;
        let mut head = vec![0; 34 * 512];
        head[510..520].copy_from_slice(b"\x55\xaaEFI PART");
        head[544..552].copy_from_slice(&(sectors - 1).to_le_bytes());
        head[592..600].copy_from_slice(&[128, 0, 0, 0, 128, 0, 0, 0]);
        head[1024..1040].copy_from_slice(&self.root);
        head[1056..1064].copy_from_slice(&2048_u64.to_le_bytes());
        head[1064..1072].copy_from_slice(&(sectors - 35).to_le_bytes());
        file.write_all_at(&head, 0).unwrap();
        file.write_all_at(b"EFI PART", self.size - SECTOR).unwrap();
        for block in 0..self.blocks {
            let bytes = [self.seed, u8::try_from(block % 251).unwrap(), 1].repeat(1000);
            file.write_all_at(&bytes, (2 + 2 * block) * BLOCK + 77)
                .unwrap();
        }
    }
}

/// The SHA-256 of a file, in hexadecimal digits.
pub(super) fn sha256(path: &Path) -> String {
    let digest = Sha256::digest(std::fs::read(path).unwrap());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Writes the manifest beside an image that does not say its blocks.
pub(super) fn describe_without_blocks(path: &Path, version: &str) {
    write_manifest(path, version, json!({}));
}

/// Writes the manifest beside an image, as `cargo xtask image` does.
pub(super) fn describe(path: &Path, version: &str) {
    let bytes = std::fs::read(path).unwrap();
    let blocks = bytes.chunks(BLOCK_BYTES).enumerate();
    let full = blocks.filter(|(_, block)| block.iter().any(|byte| *byte != 0));
    let digests: Vec<(u32, [u8; 32])> = full
        .map(|(index, block)| (index as u32, Sha256::digest(block).into()))
        .collect();
    let blocks = Blocks::of(digests.iter().map(|(index, digest)| (*index, digest)));
    write_manifest(path, version, json!({ "blocks": blocks }));
}

fn write_manifest(path: &Path, version: &str, more: Json) {
    let size = std::fs::metadata(path).unwrap().len();
    let mut manifest = json!({
        "version": 1,
        "sha256": sha256(path),
        "size_bytes": size,
        "data_bytes": 1024,
        "architecture": "x86_64",
        "boot_mode": "uefi",
        "engine": { "name": "nisshi", "version": version },
        "boot_agent": "0.1.0",
        "contract": 1,
    });
    merge(&mut manifest, more);
    let beside = format!("{}.json", path.display());
    std::fs::write(beside, manifest.to_string()).unwrap();
}
