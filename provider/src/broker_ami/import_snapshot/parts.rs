//! How a file is cut into the parts of an upload to S3.

/// Parts that S3 takes, and their number. Source: "Amazon S3 multipart upload limits".
const MOST_PARTS: u64 = 10_000;
/// Small enough that a few of them are little memory; S3 takes no smaller ones than 5 MiB.
const USUAL: u64 = 8 * MIB;
const MIB: u64 = 1 << 20;

/// A part of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part {
    /// From 1.
    pub(super) number: i32,
    /// First byte.
    pub(super) at: u64,
    /// Bytes.
    pub(super) length: u64,
}

/// The parts of a file of so many bytes, in order. The same for the same size, so that an upload that was cut off goes on with the same
/// parts.
pub(super) fn parts(size: u64) -> impl Iterator<Item = Part> {
    let each = size.div_ceil(MOST_PARTS).next_multiple_of(MIB).max(USUAL);
    let count = size.div_ceil(each);
    (0..count).map(move |index| {
        let at = index * each;
        Part {
            number: i32::try_from(index + 1).unwrap_or(i32::MAX),
            at,
            length: each.min(size - at),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_are_the_whole_file() {
        for size in [1, USUAL - 1, USUAL, USUAL + 1, 3 << 30, 5 << 40] {
            let all: Vec<Part> = parts(size).collect();
            assert!(all.len() as u64 <= MOST_PARTS, "{size}");
            let mut at = 0;
            for (index, part) in all.iter().enumerate() {
                assert_eq!(part.number as usize, index + 1);
                assert_eq!(part.at, at);
                at += part.length;
            }
            assert_eq!(at, size);
            let last = all.len() - 1;
            assert!(all[..last].iter().all(|part| part.length >= 5 * MIB));
        }
    }
}
