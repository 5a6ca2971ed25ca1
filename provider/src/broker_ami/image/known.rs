//! What has been read of a disk, in pages. A search in it is a pure function that says which page it lacks: a file and an object in S3
//! are searched by the same code, and however a disk is spoilt, no more than [`MOST`] pages are read.

use std::collections::BTreeMap;

/// Bytes of a page. The folders of a usual EFI system partition lie in one.
const PAGE: u64 = 16 * 1024;
/// Pages of one search. A usual one takes three.
const MOST: usize = 64;

/// Why a search did not find what it looks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stop {
    /// This has to be read first.
    Lacks(Span),
    /// It is not there.
    Nothing,
}

/// Bytes of a disk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(crate) at: u64,
    pub(crate) length: u64,
}

/// The pages that have been read.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// Bytes of the disk.
    size: u64,
    pages: BTreeMap<u64, Vec<u8>>,
}

impl Known {
    pub(super) fn nothing_of(size: u64) -> Self {
        let pages = BTreeMap::new();
        Self { size, pages }
    }

    /// What was read there. Fewer bytes than the span has are all that there are.
    pub(super) fn learn(&mut self, span: Span, bytes: Vec<u8>) {
        self.pages.insert(span.at / PAGE, bytes);
    }

    /// So many bytes.
    ///
    /// # Errors
    ///
    /// [`Stop::Nothing`] past the end of the disk, and when too much has been read already.
    pub(super) fn bytes<const N: usize>(&self, at: u64) -> Result<[u8; N], Stop> {
        let end = at.checked_add(N as u64);
        end.filter(|end| *end <= self.size).ok_or(Stop::Nothing)?;
        let mut bytes = [0; N];
        let mut filled = 0;
        while filled < N {
            let rest = self.page(at + filled as u64)?;
            let open = bytes.iter_mut().skip(filled);
            filled += open.zip(rest).map(|(to, from)| *to = *from).count();
        }
        Ok(bytes)
    }

    /// What a page has from this byte on, at least one.
    fn page(&self, at: u64) -> Result<&[u8], Stop> {
        let (page, within) = (at / PAGE, (at % PAGE) as usize);
        let Some(bytes) = self.pages.get(&page) else {
            return Err(self.lacks(page));
        };
        let rest = bytes.get(within..).filter(|rest| !rest.is_empty());
        rest.ok_or(Stop::Nothing)
    }

    fn lacks(&self, page: u64) -> Stop {
        let at = page * PAGE;
        let length = PAGE.min(self.size - at);
        match self.pages.len() < MOST {
            true => Stop::Lacks(Span { at, length }),
            false => Stop::Nothing,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_asked_for_page_by_page_and_only_so_many() {
        let mut known = Known::nothing_of(2 * PAGE + 512);
        let page = |at, length| Err(Stop::Lacks(Span { at, length }));
        assert_eq!(known.bytes::<4>(PAGE - 2), page(0, PAGE));
        let first = Span {
            at: 0,
            length: PAGE,
        };
        known.learn(first, vec![1; PAGE as usize]);
        assert_eq!(known.bytes::<4>(PAGE - 2), page(PAGE, PAGE));
        let second = Span { at: PAGE, ..first };
        known.learn(second, vec![2; 100]);
        assert_eq!(known.bytes(PAGE - 2), Ok([1, 1, 2, 2]));
        assert_eq!(known.bytes::<4>(PAGE + 98), Err(Stop::Nothing));
        assert_eq!(known.bytes::<4>(2 * PAGE), page(2 * PAGE, 512));
        assert_eq!(known.bytes::<4>(2 * PAGE + 510), Err(Stop::Nothing));
        assert_eq!(known.bytes::<4>(u64::MAX), Err(Stop::Nothing));
    }

    #[test]
    fn a_search_ends_after_so_many_pages() {
        let mut known = Known::nothing_of(u64::MAX);
        let mut read = 0;
        while let Err(Stop::Lacks(span)) = known.bytes::<1>(read * PAGE) {
            known.learn(span, vec![0]);
            read += 1;
        }
        assert_eq!(read, MOST as u64);
    }
}
