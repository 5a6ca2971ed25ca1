//! Where things are. Every variable is documented in `README.md`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use thiserror::Error;

use crate::metadata;

/// The same as AWS's own tools and SDKs read.
const METADATA: &str = "AWS_EC2_METADATA_SERVICE_ENDPOINT";
const ENGINE: &str = "KAFKAWS_BOOT_ENGINE";
const VOLUMES: &str = "KAFKAWS_BOOT_VOLUMES";
const STATE: &str = "KAFKAWS_BOOT_STATE";
const RUNTIME: &str = "KAFKAWS_BOOT_RUNTIME";
const WAIT: &str = "KAFKAWS_BOOT_WAIT";
const BOOT_ID: &str = "KAFKAWS_BOOT_ID";

/// Places and limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Settings {
    /// Base URL of the metadata service.
    pub(crate) metadata: String,
    pub(crate) engine: PathBuf,
    /// A folder with a folder for each attached volume. `None`: volumes are block devices.
    pub(crate) volumes: Option<PathBuf>,
    /// What outlives a boot. Volumes are mounted below it.
    pub(crate) state: PathBuf,
    /// What is of this boot: the broker's program and configuration.
    pub(crate) runtime: PathBuf,
    /// The longest wait for the metadata service and for volumes. `None`: each has its own.
    pub(crate) wait: Option<Duration>,
    /// This boot's id, where it is not the kernel's.
    pub(crate) boot_id: Option<String>,
}

/// A variable that says nothing usable.
#[derive(Debug, Error)]
pub(crate) enum SettingsError {
    #[error("the variable {0} is not text")]
    NotText(&'static str),
    #[error("the variable {WAIT} is no time such as 90s: {0}")]
    NoTime(#[from] humantime::DurationError),
}

impl Settings {
    /// Reads the variables that `lookup` finds.
    pub(crate) fn read(
        lookup: impl Fn(&'static str) -> Option<OsString>,
    ) -> Result<Self, SettingsError> {
        let path = |name, default: &str| lookup(name).map_or(default.into(), PathBuf::from);
        let text = |name| match lookup(name).map(OsString::into_string) {
            None => Ok(None),
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(_)) => Err(SettingsError::NotText(name)),
        };
        let wait = text(WAIT)?.map(|text| humantime::parse_duration(&text));
        Ok(Self {
            metadata: text(METADATA)?.unwrap_or_else(|| metadata::ADDRESS.to_owned()),
            engine: path(ENGINE, "/etc/kafkaws/engine.toml"),
            volumes: lookup(VOLUMES).map(PathBuf::from),
            state: path(STATE, "/var/lib/kafkaws"),
            runtime: path(RUNTIME, "/run/kafkaws"),
            wait: wait.transpose()?,
            boot_id: text(BOOT_ID)?,
        })
    }

    /// The folder below which volumes are mounted, by their names.
    pub(crate) fn mounts(&self) -> PathBuf {
        self.state.join("data")
    }

    /// What `kafkaws-boot broker` runs.
    pub(crate) fn program(&self) -> PathBuf {
        self.runtime.join("broker.json")
    }

    /// The engine's configuration files.
    pub(crate) fn config(&self) -> PathBuf {
        self.runtime.join("config")
    }

    /// A limit of ours, or a shorter one of the user's.
    pub(crate) fn limit(&self, ours: Duration) -> Duration {
        self.wait.map_or(ours, |wait| wait.min(ours))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_needs_no_variable() {
        let settings = Settings::read(|_| None).unwrap();
        assert_eq!(settings.metadata, "http://169.254.169.254");
        assert_eq!(settings.engine, PathBuf::from("/etc/kafkaws/engine.toml"));
        assert_eq!(settings.mounts(), PathBuf::from("/var/lib/kafkaws/data"));
        assert_eq!(
            settings.program(),
            PathBuf::from("/run/kafkaws/broker.json")
        );
        assert_eq!((settings.volumes.as_ref(), settings.wait), (None, None));
        assert_eq!(settings.limit(Duration::from_secs(9)).as_secs(), 9);
    }

    #[test]
    fn each_variable_moves_its_own() {
        let values = |name: &'static str| match name {
            WAIT => Some("90s".into()),
            name => Some(format!("/{name}").into()),
        };
        let settings = Settings::read(values).unwrap();
        let expected = Settings {
            metadata: format!("/{METADATA}"),
            engine: format!("/{ENGINE}").into(),
            volumes: Some(format!("/{VOLUMES}").into()),
            state: format!("/{STATE}").into(),
            runtime: format!("/{RUNTIME}").into(),
            wait: Some(Duration::from_secs(90)),
            boot_id: Some(format!("/{BOOT_ID}")),
        };
        assert_eq!(settings, expected);
        assert_eq!(settings.limit(Duration::from_secs(600)).as_secs(), 90);
        assert_eq!(settings.limit(Duration::from_secs(60)).as_secs(), 60);
    }

    #[test]
    fn a_wait_that_is_no_time() {
        let values = |name| (name == WAIT).then(|| "soon".into());
        assert!(matches!(
            Settings::read(values),
            Err(SettingsError::NoTime(_))
        ));
    }
}
