//! Volumes that are folders, for a broker that is a process among others: `KAFKAWS_BOOT_VOLUMES/<volume id>`.
//!
//! A folder that is there is attached; an empty one is blank.

use std::fs;
use std::path::{Path, PathBuf};

use kafkaws_boot_contract::Volume;

use super::error::{VolumeError, called};
use super::{Storage, marker};
use crate::identity::Identity;

/// The folder that holds a folder per attached volume.
#[derive(Debug)]
pub(crate) struct Folders(pub(crate) PathBuf);

impl Storage for Folders {
    fn locate(&self, volume: &Volume) -> Result<Option<PathBuf>, VolumeError> {
        let folder = self.0.join(&volume.volume_id);
        Ok(folder.is_dir().then_some(folder))
    }

    fn open(
        &self,
        _owner: &Identity,
        volume: &Volume,
        attached: &Path,
    ) -> Result<PathBuf, VolumeError> {
        let at = VolumeError::at(attached);
        let names = fs::read_dir(attached).map_err(at)?.flatten();
        let names: Vec<_> = names.map(|entry| entry.file_name()).collect();
        match names.first() {
            Some(first) if !names.iter().any(|name| name == marker::NAME) => {
                Err(VolumeError::Foreign {
                    volume: called(volume),
                    content: format!("{}, and no {}", first.to_string_lossy(), marker::NAME),
                })
            }
            _ => Ok(attached.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::testing::TestClock;
    use crate::console::testing::Screen;
    use crate::volumes::testing::{data, owner};
    use crate::volumes::{PATIENCE, Readying};

    #[test]
    fn a_folder_is_waited_for_kept_and_refused_to_strangers() {
        let folder = tempfile::tempdir().unwrap();
        let storage = Folders(folder.path().to_owned());
        let attached = folder.path().join("vol-0aaaaaaaaaaaaaaaa");
        let come = attached.clone();
        let clock = TestClock::default().at(Duration::from_secs(3), move || {
            fs::create_dir(come).unwrap();
        });
        let readying = Readying {
            storage: &storage,
            clock: &clock,
            patience: PATIENCE,
            console: &Screen::default(),
            user: None,
        };
        for _boot in 0..2 {
            let mounted = readying.ready(&owner(), &[data()]).unwrap();
            assert_eq!(mounted[0].data, attached.join("broker"));
        }
        let stranger = Identity {
            broker_id: 2,
            ..owner()
        };
        let error = readying.ready(&stranger, &[data()]).unwrap_err();
        assert!(matches!(error, VolumeError::OtherOwner { .. }), "{error}");
        fs::remove_file(attached.join(marker::NAME)).unwrap();
        let error = readying.ready(&owner(), &[data()]).unwrap_err();
        assert!(matches!(error, VolumeError::Foreign { .. }), "{error}");
    }
}
