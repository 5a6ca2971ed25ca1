//! Which processor a disk's UEFI loader is for. What partitions are called is written by hand; the loader is what the firmware runs.
//!
//! Sources: UEFI specification 2.10, 3.5.1.1 (what is run where nothing else is set up, as on every new instance); PE Format,
//! "Machine Types".

use super::fat::{Fat, ShortName};
use super::known::{Known, Span, Stop};
use crate::broker_ami::types::Architecture;

/// By processor: the loader's name in `/EFI/BOOT`, and what its header says.
const LOADERS: [(Architecture, &ShortName, u16); 2] = [
    (Architecture::X86, b"BOOTX64 EFI", 0x8664),
    (Architecture::Arm64, b"BOOTAA64EFI", 0xaa64),
];
/// Where a program says where its PE header is.
const HEADER: usize = 0x3c;

/// A search for the loader on an EFI system partition.
#[derive(Clone, Debug)]
pub(crate) struct Search {
    /// Where the partition begins.
    start: u64,
    known: Known,
}

impl Search {
    /// Nothing is read yet of the disk, which has so many bytes.
    pub(super) fn new(start: u64, size: u64) -> Self {
        let known = Known::nothing_of(size);
        Self { start, known }
    }

    /// The processor that has a loader; `None` where none or more than one has, and where nothing can be read.
    ///
    /// # Errors
    ///
    /// What has to be read first, and handed to [`Search::learn`].
    pub(crate) fn look(&self) -> Result<Option<Architecture>, Span> {
        let mut found = Vec::new();
        for (architecture, name, machine) in LOADERS {
            match self.machine(name) {
                Ok(said) if said == machine => found.push(architecture),
                // A loader that says otherwise is run by no firmware.
                Ok(_) | Err(Stop::Nothing) => {}
                Err(Stop::Lacks(span)) => return Err(span),
            }
        }
        Ok(found.first().copied().filter(|_| found.len() == 1))
    }

    /// What was read there.
    pub(crate) fn learn(&mut self, span: Span, bytes: Vec<u8>) {
        self.known.learn(span, bytes);
    }

    fn machine(&self, name: &ShortName) -> Result<u16, Stop> {
        let fat = Fat::open(&self.known, self.start)?;
        let file = fat.file(&[b"EFI        ", b"BOOT       ", name])?;
        let start: [u8; HEADER + 4] = file.bytes(0)?;
        let [.., a, b, c, d] = start;
        let header: [u8; 6] = file.bytes(u32::from_le_bytes([a, b, c, d]).into())?;
        match header {
            [b'P', b'E', 0, 0, low, high] if start.starts_with(b"MZ") => {
                Ok(u16::from_le_bytes([low, high]))
            }
            _ => Err(Stop::Nothing),
        }
    }
}

#[cfg(test)]
#[path = "loader_tests.rs"]
mod tests;
