//! The engine file's form.

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::Deserialize;
use thiserror::Error;

use super::duration;
use super::signal::StopSignal;
use super::template::Template;
use crate::volumes::content::Kind;

/// How a broker is run. `broker-image/CONTRACT.md` documents each field.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Engine {
    /// What it is called, for messages.
    pub(crate) name: String,
    pub(crate) broker: Broker,
    /// Files to write before it starts.
    #[serde(default)]
    pub(crate) files: Vec<File>,
    #[serde(default)]
    pub(crate) health: Health,
    #[serde(default)]
    pub(crate) stop: Stop,
    #[serde(default)]
    pub(crate) storage: Storage,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Broker {
    /// Program, with an absolute path: nothing depends on a search path.
    pub(crate) command: PathBuf,
    #[serde(default)]
    pub(crate) arguments: Vec<Template>,
    /// Working directory.
    #[serde(default = "Template::root")]
    pub(crate) directory: Template,
    /// The user's variables come on top of these.
    #[serde(default)]
    pub(crate) environment: BTreeMap<String, Template>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct File {
    /// Below the configuration folder.
    pub(crate) name: String,
    pub(crate) content: Template,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Health {
    pub(crate) probe: Probe,
    /// How long a start may take before it is reported as failed.
    #[serde(with = "duration")]
    pub(crate) ready_within: Duration,
}

/// What shows that the broker takes connections, at its first listener.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Probe {
    /// It answers Kafka's ApiVersions. Over TLS and SASL a connection has to do.
    Kafka,
    /// It accepts a connection.
    Tcp,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Stop {
    pub(crate) signal: StopSignal,
    /// After this long it is killed.
    #[serde(with = "duration")]
    pub(crate) within: Duration,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Storage {
    /// What is made on a blank volume.
    pub(crate) filesystem: Kind,
}

impl Default for Health {
    fn default() -> Self {
        Self {
            probe: Probe::Kafka,
            ready_within: Duration::from_secs(300),
        }
    }
}

impl Default for Stop {
    fn default() -> Self {
        Self {
            signal: StopSignal::Terminate,
            // Kafka's controlled shutdown moves leaders away first.
            within: Duration::from_secs(120),
        }
    }
}

impl Default for Storage {
    fn default() -> Self {
        Self {
            filesystem: Kind::Ext4,
        }
    }
}

/// Why there is no engine.
#[derive(Debug, Error)]
pub(crate) enum EngineError {
    #[error("the engine file {path} cannot be read: {cause}", path = path.display())]
    Unreadable {
        path: PathBuf,
        #[source]
        cause: io::Error,
    },
    #[error("the engine file {path} is wrong: {cause}", path = path.display())]
    Malformed {
        path: PathBuf,
        #[source]
        cause: Box<toml::de::Error>,
    },
    #[error("the engine file {path} is wrong: `{field}` {problem}", path = path.display())]
    Unusable {
        path: PathBuf,
        field: String,
        problem: &'static str,
    },
}

impl Engine {
    /// Reads an engine file. What it does not know is an error: a misspelt field would otherwise be a default.
    pub(crate) fn read(path: &Path) -> Result<Self, EngineError> {
        let text = fs::read_to_string(path).map_err(|cause| EngineError::Unreadable {
            path: path.to_owned(),
            cause,
        })?;
        Self::parse(&text, path)
    }

    /// `path` is for messages.
    pub(crate) fn parse(text: &str, path: &Path) -> Result<Self, EngineError> {
        let engine: Self = toml::from_str(text).map_err(|cause| EngineError::Malformed {
            path: path.to_owned(),
            cause: Box::new(cause),
        })?;
        match engine.problem() {
            None => Ok(engine),
            Some((field, problem)) => Err(EngineError::Unusable {
                path: path.to_owned(),
                field,
                problem,
            }),
        }
    }

    fn problem(&self) -> Option<(String, &'static str)> {
        if !self.broker.command.is_absolute() {
            return Some(("broker.command".into(), "must be an absolute path"));
        }
        let mut names = self.files.iter().map(|file| &file.name);
        if let Some(name) = names.find(|name| !is_file_name(name)) {
            return Some((
                format!("files: {name}"),
                "must be a file name without a folder",
            ));
        }
        let mut names = self.broker.environment.keys();
        let bad = names.find(|name| name.is_empty() || name.contains(['=', '\0']))?;
        Some((
            format!("broker.environment: {bad}"),
            "is no name of a variable",
        ))
    }
}

fn is_file_name(name: &str) -> bool {
    Path::new(name).file_name() == Some(name.as_ref())
}
