//! Engine file, contract and volumes become one program to run.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use kafkaws_boot_contract::{Contract, Listener};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::file::Engine;
use super::template::{Placeholder, Template};
use super::{listeners, properties};
use crate::volumes::Mounted;

/// What `kafkaws-boot broker` runs: the form of `broker.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Program {
    pub(crate) command: PathBuf,
    pub(crate) arguments: Vec<String>,
    pub(crate) directory: PathBuf,
    /// On top of what the agent has.
    pub(crate) environment: BTreeMap<String, String>,
    /// To be written before it starts, by path.
    #[serde(skip)]
    pub(crate) files: BTreeMap<PathBuf, String>,
}

/// What an engine and a contract have against each other.
#[derive(Debug, PartialEq, Eq, Error)]
pub(crate) enum ResolveError {
    #[error(
        "the engine {engine} keeps data on a volume, and the broker has none: add one to `volumes`"
    )]
    VolumeMissing { engine: String },
    #[error("the engine {engine} keeps data on a volume named {name}, and the broker has {}", volumes.join(", "))]
    UnknownVolume {
        engine: String,
        name: String,
        volumes: Vec<String>,
    },
    /// They would be ignored without a word otherwise.
    #[error(
        "the engine {engine} takes no broker properties, and the boot data sets {}: use `environment`",
        names.join(", ")
    )]
    PropertiesIgnored { engine: String, names: Vec<String> },
    #[error("the boot data has no listener")]
    ListenerMissing,
}

/// What placeholders are filled from.
pub(crate) struct Place<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) contract: &'a Contract,
    pub(crate) volumes: &'a [Mounted],
    pub(crate) config_dir: &'a Path,
}

/// Fills every placeholder.
///
/// # Errors
///
/// [`ResolveError`]: the engine and the contract do not go together.
pub(crate) fn resolve(place: &Place<'_>) -> Result<Program, ResolveError> {
    place.refuse_ignored_properties()?;
    let broker = &place.engine.broker;
    let fill = |template: &Template| template.fill(|placeholder| place.value(placeholder));
    let files = place.engine.files.iter().map(|file| {
        let path = place.config_dir.join(&file.name);
        Ok((path, fill(&file.content)?))
    });
    Ok(Program {
        command: broker.command.clone(),
        arguments: broker
            .arguments
            .iter()
            .map(fill)
            .collect::<Result<_, _>>()?,
        directory: fill(&broker.directory)?.into(),
        environment: place.environment()?,
        files: files.collect::<Result<_, _>>()?,
    })
}

impl Place<'_> {
    /// The engine's variables under the user's. What the user replaces is not filled: a user who moves storage to S3
    /// needs no volume for the default that is replaced.
    fn environment(&self) -> Result<BTreeMap<String, String>, ResolveError> {
        let mut environment = self.contract.environment.clone();
        for (name, template) in &self.engine.broker.environment {
            if !environment.contains_key(name) {
                let value = template.fill(|placeholder| self.value(placeholder))?;
                environment.insert(name.clone(), value);
            }
        }
        Ok(environment)
    }

    fn value(&self, placeholder: &Placeholder) -> Result<String, ResolveError> {
        let contract = self.contract;
        Ok(match placeholder {
            Placeholder::Cluster => contract.cluster.clone(),
            Placeholder::BrokerId => contract.broker_id.to_string(),
            Placeholder::Rack => contract.rack.clone(),
            Placeholder::Address => contract.address.clone(),
            Placeholder::Port => self.listener()?.port.to_string(),
            Placeholder::ListenerUrl => self.url(&contract.address)?,
            Placeholder::AdvertisedUrl => {
                self.url(listeners::advertised_host(contract, self.listener()?))?
            }
            Placeholder::Listeners => listeners::listeners(contract),
            Placeholder::AdvertisedListeners => listeners::advertised(contract),
            Placeholder::ListenerProtocols => listeners::protocols(contract),
            Placeholder::DataDir(name) => self.data_dir(name.as_deref())?,
            Placeholder::DataDirs => self.data_dirs()?,
            Placeholder::ConfigDir => self.config_dir.display().to_string(),
            Placeholder::Properties => properties::text(&contract.properties),
        })
    }

    fn listener(&self) -> Result<&Listener, ResolveError> {
        self.contract
            .listeners
            .first()
            .ok_or(ResolveError::ListenerMissing)
    }

    fn url(&self, host: &str) -> Result<String, ResolveError> {
        let port = self.listener()?.port;
        Ok(format!("tcp://{}", listeners::authority(host, port)))
    }

    fn data_dir(&self, name: Option<&str>) -> Result<String, ResolveError> {
        let mut volumes = self.volumes.iter();
        let found = volumes.find(|volume| name.is_none_or(|name| volume.name == name));
        match (found, name) {
            (Some(volume), _) => Ok(volume.data.display().to_string()),
            (None, Some(name)) if !self.volumes.is_empty() => Err(ResolveError::UnknownVolume {
                engine: self.engine.name.clone(),
                name: name.to_owned(),
                volumes: self.volumes.iter().map(|each| each.name.clone()).collect(),
            }),
            (None, _) => Err(ResolveError::VolumeMissing {
                engine: self.engine.name.clone(),
            }),
        }
    }

    fn data_dirs(&self) -> Result<String, ResolveError> {
        self.data_dir(None)?;
        let folders = self
            .volumes
            .iter()
            .map(|each| each.data.display().to_string());
        Ok(folders.collect::<Vec<_>>().join(","))
    }

    fn refuse_ignored_properties(&self) -> Result<(), ResolveError> {
        let broker = &self.engine.broker;
        let files = self.engine.files.iter().map(|file| &file.content);
        let mut templates = files
            .chain(&broker.arguments)
            .chain(broker.environment.values());
        let properties = &self.contract.properties;
        if properties.is_empty() || templates.any(|each| each.has(&Placeholder::Properties)) {
            return Ok(());
        }
        Err(ResolveError::PropertiesIgnored {
            engine: self.engine.name.clone(),
            names: properties.keys().cloned().collect(),
        })
    }
}
