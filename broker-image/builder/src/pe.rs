//! Adding sections to a UEFI program. Source: "PE Format" of Microsoft, which UEFI takes its programs in.

use crate::error::BuildError;

/// A page: UEFI may protect sections by pages.
const PAGE: u32 = 4096;
/// Bytes of an entry in the table of sections.
const ENTRY: usize = 40;
/// Initialised data that can be read.
const CHARACTERISTICS: u32 = 0x4000_0040;

/// Where the numbers are that change. All in bytes from the beginning of the file.
struct Header {
    sections: usize,
    optional: usize,
    table: usize,
    count: u16,
}

/// A program with more sections, in the order given. `name` has at most 8 bytes.
///
/// # Errors
///
/// [`BuildError::Program`] for what is no UEFI program, [`BuildError::TooLarge`] if its header has no room.
pub(crate) fn append(program: &[u8], sections: &[(&str, &[u8])]) -> Result<Vec<u8>, BuildError> {
    let header = Header::of(program)?;
    let mut bytes = program.to_vec();
    header.check_room(&bytes, sections.len())?;
    let align = header.number(&bytes, 32)?.max(PAGE);
    let file_align = header.number(&bytes, 36)? as usize;
    let mut address = header.end(&bytes)?.next_multiple_of(align);
    for (index, (name, content)) in sections.iter().enumerate() {
        let size = fits(content.len())?;
        bytes.resize(bytes.len().next_multiple_of(file_align), 0);
        let at = fits(bytes.len())?;
        bytes.extend_from_slice(content);
        bytes.resize(bytes.len().next_multiple_of(file_align), 0);
        let raw = fits(bytes.len())? - at;
        let entry = entry(name, [size, address, raw, at]);
        let place = header.table + (usize::from(header.count) + index) * ENTRY;
        put(&mut bytes, place, &entry)?;
        address = (address + size).next_multiple_of(align);
    }
    header.close(&mut bytes, sections.len(), address)?;
    Ok(bytes)
}

impl Header {
    fn of(program: &[u8]) -> Result<Self, BuildError> {
        let start = number(program, 0x3c)? as usize;
        if program.get(start..start + 4) != Some(b"PE\0\0") {
            return Err(BuildError::Program);
        }
        let optional = start + 24;
        Ok(Self {
            sections: start + 6,
            optional,
            table: optional + usize::from(short(program, start + 20)?),
            count: short(program, start + 6)?,
        })
    }

    /// A number of the optional header.
    fn number(&self, bytes: &[u8], offset: usize) -> Result<u32, BuildError> {
        number(bytes, self.optional + offset)
    }

    /// The table of sections can only grow up to where the content begins.
    fn check_room(&self, bytes: &[u8], more: usize) -> Result<(), BuildError> {
        let needed = self.table + (usize::from(self.count) + more) * ENTRY;
        let room = self.number(bytes, 60)? as usize;
        match needed <= room {
            true => Ok(()),
            false => Err(BuildError::TooLarge {
                what: "the table of sections of the UEFI program",
                needed: needed as u64,
                room: room as u64,
            }),
        }
    }

    /// Where the last section ends in memory.
    fn end(&self, bytes: &[u8]) -> Result<u32, BuildError> {
        let mut end = 0;
        for index in 0..usize::from(self.count) {
            let entry = self.table + index * ENTRY;
            end = end.max(number(bytes, entry + 8)? + number(bytes, entry + 12)?);
        }
        Ok(end)
    }

    /// How many sections there are, and how much memory all of it takes. The checksum is of drivers only.
    fn close(&self, bytes: &mut [u8], more: usize, end: u32) -> Result<(), BuildError> {
        let count = self.count + u16::try_from(more).map_err(|_| BuildError::Program)?;
        put(bytes, self.sections, &count.to_le_bytes())?;
        put(bytes, self.optional + 56, &end.to_le_bytes())?;
        put(bytes, self.optional + 64, &[0; 4])
    }
}

/// An entry: name, then size and address in memory, then size and place in the file.
fn entry(name: &str, numbers: [u32; 4]) -> [u8; ENTRY] {
    let mut entry = [0; ENTRY];
    for (to, from) in entry.iter_mut().zip(name.bytes().take(8)) {
        *to = from;
    }
    let bytes = numbers.into_iter().flat_map(u32::to_le_bytes);
    for (to, from) in entry.iter_mut().skip(8).zip(bytes) {
        *to = from;
    }
    let last = CHARACTERISTICS.to_le_bytes();
    for (to, from) in entry.iter_mut().skip(36).zip(last) {
        *to = from;
    }
    entry
}

fn fits(size: usize) -> Result<u32, BuildError> {
    u32::try_from(size).map_err(|_| BuildError::Program)
}

fn number(bytes: &[u8], at: usize) -> Result<u32, BuildError> {
    let found = bytes
        .get(at..at + 4)
        .and_then(|found| found.try_into().ok());
    found.map(u32::from_le_bytes).ok_or(BuildError::Program)
}

fn short(bytes: &[u8], at: usize) -> Result<u16, BuildError> {
    let found = bytes
        .get(at..at + 2)
        .and_then(|found| found.try_into().ok());
    found.map(u16::from_le_bytes).ok_or(BuildError::Program)
}

fn put(bytes: &mut [u8], at: usize, what: &[u8]) -> Result<(), BuildError> {
    let place = bytes.get_mut(at..at + what.len());
    place.ok_or(BuildError::Program)?.copy_from_slice(what);
    Ok(())
}

#[cfg(test)]
pub(crate) mod testing {
    use super::*;

    /// A program with one section, whose header has room for `room` more.
    pub(crate) fn program(room: usize) -> Vec<u8> {
        let (start, optional) = (64, 240);
        let table = start + 24 + optional;
        let headers = (table + (1 + room) * ENTRY).next_multiple_of(512);
        let mut bytes = vec![0; headers + 512];
        let mut set = |at: usize, what: &[u8]| put(&mut bytes, at, what).unwrap();
        set(0, b"MZ");
        set(0x3c, &64_u32.to_le_bytes());
        set(start, b"PE\0\0\x64\x86\x01\x00");
        set(start + 20, &(optional as u16).to_le_bytes());
        // PE32+, or readers look for the numbers elsewhere.
        set(start + 24, &[0x0b, 0x02]);
        set(start + 24 + 32, &4096_u32.to_le_bytes());
        set(start + 24 + 36, &512_u32.to_le_bytes());
        let limit = table + (1 + room) * ENTRY;
        set(start + 24 + 60, &(limit as u32).to_le_bytes());
        set(table, &entry(".text", [16, 4096, 512, headers as u32]));
        set(headers, b"code");
        bytes
    }
}

#[cfg(test)]
mod tests {
    use object::read::pe::PeFile64;
    use object::{Object, ObjectSection};

    use super::testing::program;
    use super::*;

    #[test]
    fn another_reader_finds_every_section_with_its_content() {
        let large = vec![7; 10_000];
        let sections: [(&str, &[u8]); 2] = [(".cmdline", b"quiet"), (".linux", &large)];
        let bytes = append(&program(2), &sections).unwrap();
        let read = PeFile64::parse(&*bytes).unwrap();
        let found: Vec<_> = read
            .sections()
            .map(|each| (each.name().unwrap().to_owned(), each.address()))
            .collect();
        let expected = [(".text", 4096), (".cmdline", 8192), (".linux", 12288)];
        assert_eq!(found, expected.map(|(name, at)| (name.to_owned(), at)));
        for (name, content) in sections {
            let section = read.section_by_name(name).unwrap();
            assert_eq!(section.size(), content.len() as u64);
            assert!(section.data().unwrap().starts_with(content));
        }
        let size = read.nt_headers().optional_header.size_of_image;
        assert_eq!(size.get(object::LittleEndian), 24576);
    }

    #[test]
    fn what_is_no_program_or_has_no_room() {
        for bytes in [&b""[..], b"MZ", &[0; 200]] {
            assert!(matches!(append(bytes, &[]), Err(BuildError::Program)));
        }
        let full = append(&program(0), &[(".linux", b"x")]);
        assert!(matches!(full, Err(BuildError::TooLarge { .. })));
    }
}
