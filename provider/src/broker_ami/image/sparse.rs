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

/// Bytes of a block.
pub(crate) const BLOCK: usize = kafkaws_image_manifest::BLOCK_BYTES;

static ZEROES: [u8; BLOCK] = [0; BLOCK];

/// A part of an image.
#[derive(Debug)]
pub(crate) enum Piece {
    /// So many zeroes.
    Zeroes(u64),
    /// A block that is not all zeroes.
    Data(Block),
}

/// A block that is not all zeroes. The last one of a file is filled up with zeroes.
#[derive(Debug)]
pub(crate) struct Block {
    pub(crate) index: u32,
    pub(crate) bytes: Vec<u8>,
    /// How many of them are in the file.
    length: usize,
}

/// Reads a file from its beginning to its end, piece by piece in order, until `each` breaks off.
///
/// Holes are not read: an image of gigabytes holds megabytes.
///
/// # Errors
///
/// What reading says.
pub(crate) fn read_pieces(
    file: &File,
    mut each: impl FnMut(Piece) -> ControlFlow<()>,
) -> io::Result<ControlFlow<()>> {
    let size = file.metadata()?.len();
    let mut at = 0;
    while at < size {
        let data = next_data(file, at)?.unwrap_or(size).min(size);
        let start = (data - data % BLOCK as u64).max(at);
        let start = if data == size { size } else { start };
        let piece = match start - at {
            0 => read_block(file, at, (size - at).min(BLOCK as u64))?,
            hole => Piece::Zeroes(hole),
        };
        at += piece.length();
        if each(piece).is_break() {
            return Ok(ControlFlow::Break(()));
        }
    }
    Ok(ControlFlow::Continue(()))
}

fn read_block(file: &File, at: u64, length: u64) -> io::Result<Piece> {
    let (mut bytes, length) = (vec![0; BLOCK], length as usize);
    let (data, _) = bytes.split_at_mut(length);
    file.read_exact_at(data, at)?;
    if bytes.as_slice() == ZEROES.as_slice() {
        return Ok(Piece::Zeroes(length as u64));
    }
    let index = u32::try_from(at / BLOCK as u64).map_err(|_| io::ErrorKind::FileTooLarge)?;
    Ok(Piece::Data(Block {
        index,
        bytes,
        length,
    }))
}

impl Piece {
    fn length(&self) -> u64 {
        match self {
            Self::Zeroes(count) => *count,
            Self::Data(block) => block.length as u64,
        }
    }
}

/// The SHA-256 of a whole file, piece by piece.
#[derive(Debug, Default)]
pub(crate) struct Sum(Sha256);

impl Sum {
    pub(crate) fn add(&mut self, piece: &Piece) {
        match piece {
            Piece::Zeroes(count) => self.zeroes(*count),
            Piece::Data(block) => {
                let bytes = block.bytes.get(..block.length);
                self.0.update(bytes.unwrap_or_default());
            }
        }
    }

    fn zeroes(&mut self, mut count: u64) {
        while count > 0 {
            let now = count.min(BLOCK as u64);
            self.0
                .update(ZEROES.get(..now as usize).unwrap_or_default());
            count -= now;
        }
    }

    pub(crate) fn digest(self) -> Digest {
        Digest::of_bytes(&self.0.finalize().into())
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
    let mut sum = Sum::default();
    let whole = read_pieces(file, |piece| {
        sum.add(&piece);
        ControlFlow::Continue(())
    });
    whole.map(|_| sum.digest())
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
        let mut length = 0;
        let ended = read_pieces(file, |piece| {
            length += piece.length();
            if let Piece::Data(block) = piece {
                assert_eq!(block.bytes.len(), BLOCK);
                found.push(block.index);
            }
            ControlFlow::Continue(())
        });
        assert!(ended.unwrap().is_continue());
        assert_eq!(length, file.metadata().unwrap().len());
        (found, hash(file).unwrap().to_string())
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
        let ended = read_pieces(&file, |piece| match piece {
            Piece::Zeroes(_) => ControlFlow::Continue(()),
            Piece::Data(block) => {
                bytes = block.bytes;
                ControlFlow::Break(())
            }
        });
        assert!(ended.unwrap().is_break());
        assert_eq!((bytes[511], bytes[512], bytes.len()), (7, 0, BLOCK));
    }

    #[test]
    fn nothing_more_is_read_after_a_break() {
        let file = file(4 * MIB, &[(0, b"a"), (3 * MIB, b"b")]);
        let mut seen = 0;
        let ended = read_pieces(&file, |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!((ended.unwrap().is_break(), seen), (true, 1));
    }
}
