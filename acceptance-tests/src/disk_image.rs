//! A disk image of nothing that boots, as far as an AMI can be made of it: a partition table, and some data.

use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;

use crate::Trouble;

/// Bytes of a sector.
const SECTOR: u64 = 512;
/// Bytes of a block of a snapshot.
const BLOCK: u64 = 512 * 1024;
/// Bytes of the disk.
const SIZE: u64 = 256 << 20;
/// The type of Linux root partitions for x86-64, 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, as it lies on the disk.
const ROOT: [u8; 16] = [
    0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09,
];

/// Writes an image in which so many blocks hold data, beside the two with the partition table. Another `seed` is another image.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write(path: &Path, seed: u8, blocks: u64) -> Result<(), Trouble> {
    write_all(path, seed, blocks).map_err(Trouble::at(path))
}

fn write_all(path: &Path, seed: u8, blocks: u64) -> io::Result<()> {
    let file = File::create(path)?;
    file.set_len(SIZE)?;
    file.write_all_at(&table(), 0)?;
    file.write_all_at(b"EFI PART", SIZE - SECTOR)?;
    for block in 0..blocks {
        let mark = [seed.to_be_bytes().to_vec(), block.to_be_bytes().to_vec()].concat();
        file.write_all_at(&mark.repeat(1000), (2 + block) * BLOCK)?;
    }
    Ok(())
}

/// Protective MBR, header and entries of a GPT with one partition.
fn table() -> Vec<u8> {
    let sectors = SIZE / SECTOR;
    let parts: [(u64, Vec<u8>); 6] = [
        (510, b"\x55\xaaEFI PART".to_vec()),
        (544, (sectors - 1).to_le_bytes().to_vec()),
        (592, [128_u32.to_le_bytes(), 128_u32.to_le_bytes()].concat()),
        (1024, ROOT.to_vec()),
        (1056, 2048_u64.to_le_bytes().to_vec()),
        (1064, (sectors - 35).to_le_bytes().to_vec()),
    ];
    let mut table = Vec::new();
    for (at, bytes) in parts {
        table.resize(usize::try_from(at).unwrap_or_default(), 0);
        table.extend(bytes);
    }
    table.resize(34 * 512, 0);
    table
}
