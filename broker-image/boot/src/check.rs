//! Saying what a broker would do with user data, on any machine.

use std::path::Path;

use kafkaws_boot_contract::{Contract, UserData, Volume};

use crate::engine::{Engine, Place, Program, resolve};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::settings::Settings;
use crate::volumes::Mounted;

/// Reads a file of user data, and puts it together with an engine if one is given.
///
/// # Errors
///
/// What a broker would report as its failure.
pub(crate) fn check(
    settings: &Settings,
    user_data: &Path,
    engine: Option<&Path>,
) -> Result<String, Failure> {
    let bytes = std::fs::read(user_data).map_err(Failure::at(user_data))?;
    let data = UserData::from_bytes(bytes);
    let contract = data.contract()?;
    contract.check()?;
    let mut text = described(&contract, &data);
    if let Some(engine) = engine {
        text.push_str(&command(&program(settings, &contract, engine)?));
    }
    Ok(text)
}

fn described(contract: &Contract, data: &UserData) -> String {
    let identity = Identity {
        cluster: contract.cluster.clone(),
        broker_id: contract.broker_id,
    };
    let volumes = contract.volumes.iter().map(|volume| {
        let Volume { name, volume_id } = volume;
        let (serial, label) = (volume.nvme_serial(), identity.label(name));
        format!("volume {name}: {volume_id}, serial number {serial}, filesystem label {label}\n")
    });
    format!(
        "broker {} of cluster {} at {} in {}\nboot hash {}\n{}",
        contract.broker_id,
        contract.cluster,
        contract.address,
        contract.rack,
        data.hash(),
        volumes.collect::<String>(),
    )
}

fn program(settings: &Settings, contract: &Contract, engine: &Path) -> Result<Program, Failure> {
    let volumes: Vec<_> = contract
        .volumes
        .iter()
        .map(|volume| mounted(settings, volume))
        .collect();
    Ok(resolve(&Place {
        engine: &Engine::read(engine)?,
        contract,
        volumes: &volumes,
        config_dir: &settings.config(),
    })?)
}

fn mounted(settings: &Settings, volume: &Volume) -> Mounted {
    let mount = settings.mounts().join(&volume.name);
    Mounted {
        name: volume.name.clone(),
        data: mount.join("broker"),
        mount,
    }
}

fn command(program: &Program) -> String {
    let files = program.files.iter();
    let files = files.map(|(path, content)| format!("file {}:\n{content}\n", path.display()));
    let variables = program.environment.iter();
    let variables = variables.map(|(name, value)| format!("variable {name}={value}\n"));
    let arguments = program.arguments.iter().map(|word| format!(" {word:?}"));
    format!(
        "command {}{} in {}\n{}{}",
        program.command.display(),
        arguments.collect::<String>(),
        program.directory.display(),
        variables.collect::<String>(),
        files.collect::<String>(),
    )
}
