//! The EFI system partition: FAT with one file.

use std::io::{self, Cursor, Write};
use std::path::Path;

use fatfs::{
    Date, DateTime, FatType, FileSystem, FormatVolumeOptions, FsOptions, Time, TimeProvider,
};

use crate::MIB;
use crate::error::BuildError;

/// Room for a kernel four times as large. UEFI firmware reads FAT32 everywhere, which begins at 33 MiB.
const BYTES: u64 = 64 * MIB;

/// Its serial number, which only has to be there; by chance it would be another one in every image.
const SERIAL: u32 = 0x6b61_6673;

/// Writes the file system with one file at `name`, which has slashes between folders.
///
/// # Errors
///
/// [`BuildError::TooLarge`], [`BuildError::File`].
pub(crate) fn write(path: &Path, name: &str, content: &[u8]) -> Result<(), BuildError> {
    let needed = content.len() as u64;
    let room = BYTES - 4 * MIB;
    if needed > room {
        let what = "the kernel on the EFI system partition";
        return Err(BuildError::TooLarge { what, needed, room });
    }
    // In memory: clusters of 512 bytes are written one by one.
    let mut bytes = Cursor::new(vec![0; BYTES as usize]);
    fill(&mut bytes, name, content).map_err(BuildError::at(name))?;
    std::fs::write(path, bytes.into_inner()).map_err(BuildError::at(path))
}

fn fill(bytes: &mut Cursor<Vec<u8>>, name: &str, content: &[u8]) -> io::Result<()> {
    let format = FormatVolumeOptions::new()
        .fat_type(FatType::Fat32)
        .bytes_per_cluster(512)
        .volume_id(SERIAL)
        .volume_label(*b"KAFKAWS-ESP");
    fatfs::format_volume(&mut *bytes, format)?;
    let system = FileSystem::new(bytes, FsOptions::new().time_provider(&WrittenAt))?;
    let mut folder = system.root_dir();
    let (folders, file) = name.rsplit_once('/').unwrap_or(("", name));
    for each in folders.split('/').filter(|each| !each.is_empty()) {
        folder = folder.create_dir(each)?;
    }
    folder.create_file(file)?.write_all(content)?;
    drop(folder);
    system.unmount()
}

/// The time of everything in an image: [`crate::identifiers::WRITTEN_AT`].
#[derive(Debug)]
struct WrittenAt;

impl TimeProvider for WrittenAt {
    fn get_current_date(&self) -> Date {
        let (year, month, day) = (2025, 1, 1);
        Date { year, month, day }
    }

    fn get_current_date_time(&self) -> DateTime {
        let time = Time {
            hour: 0,
            min: 0,
            sec: 0,
            millis: 0,
        };
        let date = self.get_current_date();
        DateTime { date, time }
    }
}

#[cfg(test)]
mod tests {
    use std::fs::File;
    use std::io::Read;

    use super::*;

    #[test]
    fn the_file_is_read_back_and_every_byte_is_the_same_again() {
        let folder = tempfile::tempdir().unwrap();
        let content: Vec<u8> = (0..300_000_u32).map(|each| each as u8).collect();
        let write = |name: &str| {
            let path = folder.path().join(name);
            super::write(&path, "EFI/BOOT/BOOTX64.EFI", &content).unwrap();
            path
        };
        let (first, second) = (write("first"), write("second"));
        assert!(std::fs::read(&first).unwrap() == std::fs::read(second).unwrap());
        let system = FileSystem::new(File::open(first).unwrap(), FsOptions::new()).unwrap();
        assert_eq!(system.fat_type(), FatType::Fat32);
        let mut read = Vec::new();
        let mut file = system.root_dir().open_file("efi/boot/bootx64.efi").unwrap();
        file.read_to_end(&mut read).unwrap();
        assert!(read == content);
    }

    #[test]
    fn a_kernel_that_does_not_fit_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let content = vec![0; BYTES as usize];
        let error = write(&folder.path().join("esp"), "A", &content).unwrap_err();
        assert!(
            error.to_string().contains("EFI system partition"),
            "{error}"
        );
    }
}
