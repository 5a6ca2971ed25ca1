//! What a manifest says of a disk, found out by reading it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use kafkaws_image_manifest::{BLOCK_BYTES, Blocks, Digest, Measured};
use sha2::{Digest as _, Sha256};

use crate::disk::{PAGE, is_zero};
use crate::error::BuildError;

/// What a manifest says of a disk that something else has written.
///
/// # Errors
///
/// [`BuildError::File`].
pub fn measure(path: &Path) -> Result<Measured, BuildError> {
    let file = File::open(path).map_err(BuildError::at(path))?;
    measured(&file).map_err(BuildError::at(path))
}

pub(crate) fn measured(mut file: &File) -> std::io::Result<Measured> {
    let (mut hash, mut blocks) = (Sha256::new(), Vec::new());
    let (mut size_bytes, mut data_bytes) = (0, 0);
    file.seek(SeekFrom::Start(0))?;
    for index in 0.. {
        let mut block = Vec::with_capacity(BLOCK_BYTES);
        file.take(BLOCK_BYTES as u64).read_to_end(&mut block)?;
        if block.is_empty() {
            break;
        }
        hash.update(&block);
        size_bytes += block.len() as u64;
        let data = data_in(&block);
        data_bytes += data;
        if data > 0 {
            block.resize(BLOCK_BYTES, 0);
            blocks.push((index, <[u8; 32]>::from(Sha256::digest(&block))));
        }
    }
    Ok(Measured {
        sha256: Digest::of_bytes(&hash.finalize().into()),
        size_bytes,
        data_bytes,
        blocks: Blocks::of(blocks.iter().map(|(index, digest)| (*index, digest))),
    })
}

fn data_in(bytes: &[u8]) -> u64 {
    let full = bytes.chunks(PAGE).filter(|page| !is_zero(page));
    full.map(|page| page.len() as u64).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_block_counts_as_filled_up_with_zeroes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("odd");
        let mut bytes = vec![0; BLOCK_BYTES];
        bytes.extend([7; 512]);
        std::fs::write(&path, &bytes).unwrap();
        bytes.resize(2 * BLOCK_BYTES, 0);
        let last = Sha256::digest(&bytes[BLOCK_BYTES..]).into();
        let found = measure(&path).unwrap();
        assert_eq!(found.blocks, Blocks::of([(1, &last)]));
        let expected = (BLOCK_BYTES as u64 + 512, 512);
        assert_eq!((found.size_bytes, found.data_bytes), expected);
    }
}
