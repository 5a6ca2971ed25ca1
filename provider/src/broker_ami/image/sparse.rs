//! Reading an image in the blocks that EBS takes, past its holes.

use std::fs::File;
use std::io;
use std::ops::ControlFlow;
use std::os::unix::fs::FileExt;

use kafkaws_image_manifest::Digest;
use rustix::fs::SeekFrom;
use rustix::io::Errno;
use sha2::Digest as _;
use sha2::Sha256;

/// Bytes of a block of a snapshot, the only size that the EBS direct APIs take.
pub(crate) const BLOCK: usize = 512 * 1024;

static ZEROES: [u8; BLOCK] = [0; BLOCK];

/// A block that is not all zeroes. The last one of a file is filled up with zeroes.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) index: u32,
    pub(crate) bytes: Vec<u8>,
}

/// Reads a file from its beginning to its end, hands on the blocks that are not all zeroes, in order, and returns the SHA-256 of the
/// whole. `None` when `each` broke off.
///
/// Holes are not read, only hashed as the zeroes that they are: an image of gigabytes holds megabytes.
///
/// # Errors
///
/// What reading says.
pub(crate) fn read_blocks(
    file: &File,
    mut each: impl FnMut(Block) -> ControlFlow<()>,
) -> io::Result<Option<Digest>> {
    let size = file.metadata()?.len();
    let (mut hash, mut at) = (Sha256::new(), 0);
    while at < size {
        let data = next_data(file, at)?.unwrap_or(size).min(size);
        let start = (data - data % BLOCK as u64).max(at);
        let start = if data == size { size } else { start };
        hash_zeroes(&mut hash, start - at);
        at = start;
        if at < size {
            let length = (size - at).min(BLOCK as u64);
            if hand_on(file, at, length as usize, &mut hash, &mut each)?.is_break() {
                return Ok(None);
            }
            at += length;
        }
    }
    Ok(Some(Digest::of_bytes(&hash.finalize().into())))
}

fn hand_on(
    file: &File,
    at: u64,
    length: usize,
    hash: &mut Sha256,
    each: &mut impl FnMut(Block) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let mut bytes = vec![0; BLOCK];
    let (data, _) = bytes.split_at_mut(length);
    file.read_exact_at(data, at)?;
    hash.update(&*data);
    if bytes.as_slice() == ZEROES.as_slice() {
        return Ok(ControlFlow::Continue(()));
    }
    let index = u32::try_from(at / BLOCK as u64).map_err(|_| io::ErrorKind::FileTooLarge)?;
    Ok(each(Block { index, bytes }))
}

fn hash_zeroes(hash: &mut Sha256, mut count: u64) {
    while count > 0 {
        let now = count.min(BLOCK as u64);
        hash.update(ZEROES.get(..now as usize).unwrap_or_default());
        count -= now;
    }
}

/// Where the next byte is that is not in a hole; `None` for nowhere. A file system without holes has them nowhere.
fn next_data(file: &File, at: u64) -> io::Result<Option<u64>> {
    match rustix::fs::seek(file, SeekFrom::Data(at)) {
        Ok(found) => Ok(Some(found)),
        Err(Errno::NXIO) => Ok(None),
        Err(Errno::INVAL | Errno::NOTSUP) => Ok(Some(at)),
        Err(error) => Err(error.into()),
    }
}

/// The SHA-256 of a whole file.
///
/// # Errors
///
/// What reading says.
pub(crate) fn hash(file: &File) -> io::Result<Digest> {
    let digest = read_blocks(file, |_| ControlFlow::Continue(()))?;
    digest.ok_or_else(|| io::ErrorKind::Interrupted.into())
}

#[cfg(test)]
mod tests {
    use std::io::{Seek, Write};

    use super::*;

    const MIB: u64 = 1 << 20;

    /// A file of that length with these bytes at these places.
    fn file(length: u64, data: &[(u64, &[u8])]) -> File {
        let mut file = tempfile::tempfile().unwrap();
        file.set_len(length).unwrap();
        for (at, bytes) in data {
            file.seek(io::SeekFrom::Start(*at)).unwrap();
            file.write_all(bytes).unwrap();
        }
        file
    }

    fn blocks(file: &File) -> (Vec<u32>, String) {
        let mut found = Vec::new();
        let digest = read_blocks(file, |block| {
            assert_eq!(block.bytes.len(), BLOCK);
            found.push(block.index);
            ControlFlow::Continue(())
        });
        (found, digest.unwrap().unwrap().to_string())
    }

    fn digest_of(length: u64, data: &[(u64, &[u8])]) -> String {
        let mut whole = vec![0; length as usize];
        for (at, bytes) in data {
            let at = *at as usize;
            whole[at..at + bytes.len()].copy_from_slice(bytes);
        }
        Digest::of_bytes(&Sha256::digest(whole).into()).to_string()
    }

    #[test]
    fn only_blocks_with_data_are_handed_on_and_all_bytes_are_hashed() {
        let block = BLOCK as u64;
        let written_zeroes = vec![0; BLOCK];
        type Case<'a> = (u64, Vec<(u64, &'a [u8])>, Vec<u32>);
        let cases: [Case<'_>; 6] = [
            (0, vec![], vec![]),
            (8 * MIB, vec![], vec![]),
            (8 * MIB, vec![(0, b"a"), (5 * block, b"b")], vec![0, 5]),
            (8 * MIB, vec![(8 * MIB - 1, b"z")], vec![15]),
            (3 * block, vec![(block, &written_zeroes)], vec![]),
            (2 * block + 512, vec![(2 * block, b"tail")], vec![2]),
        ];
        for (length, data, indexes) in cases {
            let (found, digest) = blocks(&file(length, &data));
            assert_eq!(found, indexes, "{length}");
            assert_eq!(digest, digest_of(length, &data), "{length}");
        }
    }

    #[test]
    fn the_last_block_is_filled_up() {
        let file = file(512, &[(0, &[7; 512])]);
        let mut bytes = Vec::new();
        read_blocks(&file, |block| {
            bytes = block.bytes;
            ControlFlow::Break(())
        })
        .unwrap();
        assert_eq!((bytes[511], bytes[512], bytes.len()), (7, 0, BLOCK));
    }

    #[test]
    fn nothing_more_is_read_after_a_break() {
        let file = file(4 * MIB, &[(0, b"a"), (3 * MIB, b"b")]);
        let mut seen = 0;
        let digest = read_blocks(&file, |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!((digest.unwrap(), seen), (None, 1));
    }
}
