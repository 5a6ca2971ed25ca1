//! What has to be right before the broker starts, in order. Nothing is written before everything was read.

use std::fs;
use std::path::Path;

use kafkaws_boot_contract::Contract;
use kafkaws_boot_contract::console::Boot;

use crate::atomic;
use crate::clock::Clock;
use crate::console::Console;
use crate::engine::{Engine, Place, Program, resolve};
use crate::failure::Failure;
use crate::identity::Identity;
use crate::metadata::{self, Instance, Metadata};
use crate::patience::Patience;
use crate::readiness::Target;
use crate::settings::Settings;
use crate::tools::Tools;
use crate::user::User;
use crate::volumes::sysfs::Sysfs;
use crate::volumes::{self, Devices, Folders, Mounted, Readying, Storage, mounts};

/// What a boot works with.
pub(crate) struct Surroundings<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) clock: &'a dyn Clock,
    pub(crate) tools: &'a dyn Tools,
    pub(crate) console: &'a dyn Console,
    /// Who the broker runs as. `None`: who runs the agent.
    pub(crate) user: Option<&'a str>,
}

/// A broker that can be started.
#[derive(Debug)]
pub(crate) struct Prepared {
    pub(crate) engine: Engine,
    pub(crate) volumes: Vec<Mounted>,
    pub(crate) target: Target,
}

impl Surroundings<'_> {
    /// Readies everything. `boot` is filled with what becomes known, so that a failure says as much as there is.
    ///
    /// # Errors
    ///
    /// The first thing that is not right.
    pub(crate) fn prepare(&self, boot: &mut Boot) -> Result<Prepared, Failure> {
        // The engine first: an image without one is broken whatever the metadata says.
        let engine = Engine::read(&self.settings.engine)?;
        let instance = self.instance()?;
        boot.boot_hash = instance.user_data.hash();
        let contract = instance.user_data.contract()?;
        contract.check()?;
        boot.cluster.clone_from(&contract.cluster);
        boot.broker_id = contract.broker_id;
        let identity = Identity::of(&contract, &instance)?;
        self.greet(&identity, &instance);
        let volumes = self.volumes(&engine, &identity, &contract)?;
        self.configure(&engine, &contract, &volumes)?;
        Ok(Prepared {
            target: Target::of(&contract, &engine)?,
            engine,
            volumes,
        })
    }

    fn greet(&self, identity: &Identity, instance: &Instance) {
        let Identity { cluster, broker_id } = identity;
        let Instance {
            instance_id,
            ami_id,
            ..
        } = instance;
        self.console.say(&format!(
            "starting broker {broker_id} of cluster {cluster} on {instance_id} from {ami_id}"
        ));
    }

    fn instance(&self) -> Result<Instance, Failure> {
        let patience = self.patience(metadata::PATIENCE);
        Ok(Metadata::new(&self.settings.metadata, self.clock, patience).read()?)
    }

    fn volumes(
        &self,
        engine: &Engine,
        identity: &Identity,
        contract: &Contract,
    ) -> Result<Vec<Mounted>, Failure> {
        let user = self.user.map(user).transpose()?;
        let storage = self.storage(engine);
        let readying = Readying {
            storage: storage.as_ref(),
            clock: self.clock,
            patience: self.patience(volumes::PATIENCE),
            console: self.console,
            user: user.as_ref(),
        };
        Ok(readying.ready(identity, &contract.volumes)?)
    }

    fn storage(&self, engine: &Engine) -> Box<dyn Storage + '_> {
        match &self.settings.volumes {
            Some(folder) => Box::new(Folders(folder.clone())),
            None => Box::new(Devices {
                sysfs: Sysfs::of_machine(),
                tools: self.tools,
                filesystem: engine.storage.filesystem,
                below: self.settings.mounts(),
                mountinfo: mounts::MOUNTINFO.into(),
            }),
        }
    }

    /// Writes what the broker reads and what `kafkaws-boot broker` runs.
    fn configure(
        &self,
        engine: &Engine,
        contract: &Contract,
        volumes: &[Mounted],
    ) -> Result<(), Failure> {
        let config_dir = self.settings.config();
        let program = resolve(&Place {
            engine,
            contract,
            volumes,
            config_dir: &config_dir,
        })?;
        fs::create_dir_all(&config_dir).map_err(Failure::at(&config_dir))?;
        for (path, content) in &program.files {
            atomic::write(path, content.as_bytes()).map_err(Failure::at(path))?;
        }
        write_program(&self.settings.program(), &program)
    }

    fn patience(&self, ours: Patience) -> Patience {
        Patience {
            limit: self.settings.limit(ours.limit),
            ..ours
        }
    }
}

fn write_program(path: &Path, program: &Program) -> Result<(), Failure> {
    let bytes = serde_json::to_vec_pretty(program).map_err(std::io::Error::from);
    let written = bytes.and_then(|bytes| atomic::write(path, &bytes));
    written.map_err(Failure::at(path))
}

fn user(name: &str) -> Result<User, Failure> {
    let passwd = Path::new("/etc/passwd");
    let found = User::named(name, passwd).map_err(Failure::at(passwd))?;
    found.ok_or_else(|| Failure::NoUser(name.to_owned()))
}
