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
/// The type of Linux root partitions for x86-64, 4F68BCE3-E8CD-4DB1-96E7-FBCAF984B709, as it lies on the disk.
const ROOT: [u8; 16] = [
    0xe3, 0xbc, 0x68, 0x4f, 0xcd, 0xe8, 0xb1, 0x4d, 0x96, 0xe7, 0xfb, 0xca, 0xf9, 0x84, 0xb7, 0x09,
];

/// An image.
#[derive(Clone, Copy, Debug)]
pub struct DiskImage {
    /// Bytes of the disk.
    pub size: u64,
    /// Another one is another image.
    pub seed: u8,
    /// How many blocks hold data, beside the two with the partition table.
    pub blocks: u64,
    /// How many bytes of each of them do.
    pub bytes: usize,
}

/// Writes a small image in which so many blocks hold data, beside the two with the partition table. Another `seed` is another
/// image.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write(path: &Path, seed: u8, blocks: u64) -> Result<(), Trouble> {
    let image = DiskImage {
        size: 256 << 20,
        seed,
        blocks,
        bytes: 9000,
    };
    image.write(path).map_err(Trouble::at(path))
}

impl DiskImage {
    /// Writes it to a file, whose empty blocks are holes.
    ///
    /// # Errors
    ///
    /// When the file cannot be written.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let file = File::create(path)?;
        file.set_len(self.size)?;
        file.write_all_at(&self.table(), 0)?;
        file.write_all_at(b"EFI PART", self.size - SECTOR)?;
        for block in 0..self.blocks {
            let mark = [
                self.seed.to_be_bytes().to_vec(),
                block.to_be_bytes().to_vec(),
            ]
            .concat();
            let data: Vec<u8> = mark.into_iter().cycle().take(self.bytes).collect();
            file.write_all_at(&data, (2 + block) * BLOCK)?;
        }
        Ok(())
    }

    /// Protective MBR, header and entries of a GPT with one partition.
    fn table(&self) -> Vec<u8> {
        let sectors = self.size / SECTOR;
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
}
