//! Data volumes: waiting for them, telling them apart, and making them folders that the broker may write to.

pub(crate) mod content;
mod devices;
mod error;
mod folders;
pub(crate) mod grow;
mod marker;
pub(crate) mod mounts;
pub(crate) mod sysfs;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use kafkaws_boot_contract::Volume;

use crate::clock::Clock;
use crate::console::Console;
use crate::identity::Identity;
use crate::patience::{Again, Patience};
use crate::user::User;

pub(crate) use devices::Devices;
pub(crate) use error::VolumeError;
pub(crate) use folders::Folders;

/// Volumes are attached after the launch, each by a call of its own, and AWS takes seconds to minutes.
pub(crate) const PATIENCE: Patience = Patience {
    first: Duration::from_millis(250),
    longest: Duration::from_secs(5),
    limit: Duration::from_secs(600),
};

/// Where volumes come from.
pub(crate) trait Storage {
    /// Where a volume is attached, or `None` while it is not.
    fn locate(&self, volume: &Volume) -> Result<Option<PathBuf>, VolumeError>;

    /// Makes an attached volume a folder of files, and says which. It must be `owner`'s, or blank.
    fn open(
        &self,
        owner: &Identity,
        volume: &Volume,
        attached: &Path,
    ) -> Result<PathBuf, VolumeError>;
}

/// A volume that the broker can use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mounted {
    pub(crate) name: String,
    /// Where its filesystem is mounted.
    pub(crate) mount: PathBuf,
    /// The broker's folder on it. Not the filesystem's root, which holds `lost+found` and our marker.
    pub(crate) data: PathBuf,
}

/// What readying volumes needs of its surroundings.
pub(crate) struct Readying<'a> {
    pub(crate) storage: &'a dyn Storage,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) patience: Patience,
    pub(crate) console: &'a dyn Console,
    /// Who owns the broker's folders. `None`: whoever runs the agent.
    pub(crate) user: Option<&'a User>,
}

impl Readying<'_> {
    /// Waits for all the volumes, then opens each. Nothing is written before all are there.
    ///
    /// # Errors
    ///
    /// [`VolumeError`]: what is missing, or what a volume holds that is not ours.
    pub(crate) fn ready(
        &self,
        owner: &Identity,
        volumes: &[Volume],
    ) -> Result<Vec<Mounted>, VolumeError> {
        let attached = self.wait(volumes)?;
        let each = volumes.iter().zip(attached);
        each.map(|(volume, attached)| self.open(owner, volume, &attached))
            .collect()
    }

    fn wait(&self, volumes: &[Volume]) -> Result<Vec<PathBuf>, VolumeError> {
        let mut said = false;
        self.patience.wait(self.clock, || {
            let found = self.locate_all(volumes);
            if let (Err(Again::Later(missing)), false) = (&found, said) {
                self.console.say(&format!("waiting for volumes: {missing}"));
                said = true;
            }
            found
        })
    }

    fn locate_all(&self, volumes: &[Volume]) -> Result<Vec<PathBuf>, Again<VolumeError>> {
        let mut found = Vec::new();
        let mut missing = Vec::new();
        for volume in volumes {
            match self.storage.locate(volume).map_err(Again::Never)? {
                Some(attached) => found.push(attached),
                None => missing.push(error::called(volume)),
            }
        }
        match missing.is_empty() {
            true => Ok(found),
            false => Err(Again::Later(VolumeError::Missing {
                volumes: missing,
                seconds: self.patience.limit.as_secs(),
            })),
        }
    }

    fn open(
        &self,
        owner: &Identity,
        volume: &Volume,
        attached: &Path,
    ) -> Result<Mounted, VolumeError> {
        let mount = self.storage.open(owner, volume, attached)?;
        marker::claim(owner, volume, &mount)?;
        let data = mount.join("broker");
        fs::create_dir_all(&data).map_err(VolumeError::at(&data))?;
        if let Some(user) = self.user {
            user.own(&data).map_err(VolumeError::at(&data))?;
        }
        Ok(Mounted {
            name: volume.name.clone(),
            mount,
            data,
        })
    }
}
