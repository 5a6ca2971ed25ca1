//! Instances as processes: what runs follows what the world says.

mod agent;
mod console;
mod folder;
mod guest;
mod image;
mod keeper;
mod loopback;
mod surroundings;
mod temporary;
mod volumes;
mod wanted;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError, Weak};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use thiserror::Error;
use tokio::runtime::Handle;

use crate::gateway::Gateway;
use crate::storage::Storage;
use crate::world::World;
use folder::{Folder, Place};
use guest::Guest;
use image::Images;
pub(crate) use loopback::Loopback;
use surroundings::Surroundings;
use volumes::{Sources, Volumes};
use wanted::{Ending, Spec};

/// How long instances may take to stop when the sandbox ends.
const FAREWELL: Duration = Duration::from_secs(30);
/// How long the end of killed processes may take; until then nobody may see the instance as ended.
const DEATH: Duration = Duration::from_secs(10);

/// What an instance of a broker's image is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compute {
    /// A line on a console that says what it was told to say.
    #[default]
    None,
    /// The image's own boot agent and broker, as processes of this machine. Linux only.
    Processes,
}

/// Why instances cannot be processes here.
#[derive(Debug, Error)]
pub enum ProcessesError {
    /// What ends processes with the sandbox is Linux's.
    #[error(
        "instances can be processes on Linux only, and this is {}",
        std::env::consts::OS
    )]
    NotLinux,
    /// The folder of instances, volumes and images.
    #[error("cannot use the folder of processes: {0}")]
    Folder(#[from] io::Error),
    /// The state has addresses in a range that another sandbox has too.
    #[error(
        "127.{0}.0.0/16, where this state's instances have their addresses, is another sandbox's: {1}"
    )]
    Range(u8, io::Error),
    /// No range of loopback can be locked.
    #[error(
        "no range of loopback is free for instances: all of 127.32.0.0/16 to 127.249.0.0/16 are other sandboxes'"
    )]
    NoRange,
}

/// All processes of a sandbox.
#[derive(Debug)]
pub(crate) struct Processes {
    folder: Folder,
    volumes: Volumes,
    images: Arc<Images>,
    storage: Arc<Storage>,
    surroundings: OnceLock<Arc<Surroundings>>,
    guests: Mutex<Guests>,
    /// The sandbox ends, and nothing is started any more.
    ending: AtomicBool,
}

#[derive(Debug, Default)]
struct Guests {
    by_instance: BTreeMap<String, Guest>,
    /// What was followed last, so that most calls need not look at the folders.
    sources: Sources,
    instances: BTreeSet<String>,
}

impl Processes {
    /// Readies the folder, in which nothing runs afterwards.
    ///
    /// # Errors
    ///
    /// When it cannot be used, or this is not Linux.
    pub(crate) fn open(
        beside: Option<&Path>,
        storage: Arc<Storage>,
    ) -> Result<Self, ProcessesError> {
        if !cfg!(target_os = "linux") {
            return Err(ProcessesError::NotLinux);
        }
        let folder = Folder::open(beside)?;
        let images = folder.below("images");
        for id in folder::names(&folder.below("instances"))? {
            agent::end_orphan(&folder.instance(&id), &images);
        }
        // What images are needed now is taken out again: nobody keeps books of the others.
        std::fs::remove_dir_all(&images)?;
        std::fs::create_dir(&images)?;
        Ok(Self {
            volumes: Volumes::open(&folder),
            images: Arc::new(Images::new(images, Arc::clone(&storage))),
            folder,
            storage,
            surroundings: OnceLock::new(),
            guests: Mutex::default(),
            ending: AtomicBool::new(false),
        })
    }

    /// From now on instances run.
    pub(crate) fn begin(&self, endpoint: String, gateway: Weak<Gateway>) {
        let _ = self.surroundings.set(Arc::new(Surroundings {
            images: Arc::clone(&self.images),
            endpoint,
            runtime: Handle::current(),
            gateway,
        }));
    }

    /// Tells the world how the processes are.
    pub(crate) fn report(&self, world: &mut World) {
        let guests = self.guests();
        let now = world.now;
        for instance in world.instances_mut() {
            let shown = guests
                .by_instance
                .get(&instance.id)
                .map(|guest| guest.status.shown());
            instance.alive = shown.as_ref().is_some_and(|shown| shown.alive);
            let down = shown.is_some_and(|shown| shown.trouble.is_some());
            instance.health.follow(down, now);
        }
    }

    /// Lets run what the world says should, and nothing else.
    pub(crate) fn follow(&self, world: &World) {
        let mut guests = self.guests();
        let surroundings = self.surroundings.get();
        let Some(surroundings) = surroundings.filter(|_| !self.ending.load(Ordering::SeqCst))
        else {
            return;
        };
        if let Err(error) = self.follow_volumes(&mut guests, world) {
            complain(&error);
        }
        let wanted = self.wanted(world);
        let rest: Vec<String> = guests
            .by_instance
            .keys()
            .filter(|id| !wanted.contains_key(*id))
            .cloned()
            .collect();
        for id in rest {
            end(&mut guests.by_instance, &id, wanted::ending(world, &id));
        }
        for (id, spec) in wanted {
            let place = self.folder.instance(&id);
            if let Err(error) = run(&mut guests.by_instance, place, spec, surroundings) {
                complain(&error);
            }
        }
    }

    fn follow_volumes(&self, guests: &mut Guests, world: &World) -> io::Result<()> {
        let sources = wanted::sources(world, &self.storage);
        if sources != guests.sources {
            self.volumes.follow(&sources)?;
            guests.sources = sources;
        }
        for (area, instance) in world.instances() {
            let place = self.folder.instance(&instance.id);
            place.attach(&wanted::attached(area, instance), self.volumes.folder())?;
        }
        self.forget(guests, world)
    }

    /// Takes away the folders of instances that EC2 shows no more.
    fn forget(&self, guests: &mut Guests, world: &World) -> io::Result<()> {
        let instances: BTreeSet<String> =
            world.instances().map(|(_, one)| one.id.clone()).collect();
        if instances == guests.instances {
            return Ok(());
        }
        for id in folder::names(&self.folder.below("instances"))?.difference(&instances) {
            std::fs::remove_dir_all(self.folder.instance(id).path())?;
        }
        guests.instances = instances;
        Ok(())
    }

    fn wanted(&self, world: &World) -> BTreeMap<String, Spec> {
        let specs = world
            .instances()
            .filter_map(|(area, one)| wanted::spec(area, one));
        specs
            .filter(|spec| self.images.has_contents(&spec.snapshot))
            .map(|spec| (spec.instance.clone(), spec))
            .collect()
    }

    /// What an instance's console shows; `None` for one that was never a process.
    pub(crate) fn console(&self, instance: &str) -> Option<String> {
        self.folder.instance(instance).console().shown()
    }

    /// The processes by instance, for the admin API.
    pub(crate) fn list(&self) -> Value {
        let guests = self.guests();
        let shown = guests.by_instance.iter().map(|(id, guest)| {
            let mut shown = json!(guest.status.shown());
            shown["boot"] = json!(guest.boot);
            shown["console"] = json!(guest.place.console().0);
            shown["log"] = json!(guest.place.log().0);
            shown["volumes"] = json!(guest.place.volumes());
            (id.clone(), shown)
        });
        Value::Object(shown.collect())
    }

    /// Stops everything in order, and kills what takes too long.
    pub(crate) fn stop(&self) {
        self.ending.store(true, Ordering::SeqCst);
        let mut all = std::mem::take(&mut self.guests().by_instance);
        all.values_mut().for_each(Guest::stop);
        let began = Instant::now();
        for guest in all.values() {
            let left = FAREWELL.saturating_sub(began.elapsed());
            if !guest.status.wait(left) {
                guest.kill();
                guest.status.wait(DEATH);
            }
        }
    }

    fn guests(&self) -> MutexGuard<'_, Guests> {
        self.guests.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends an instance that is not wanted, and forgets it when it has ended.
fn end(guests: &mut BTreeMap<String, Guest>, id: &str, ending: Ending) {
    let Some(guest) = guests.get_mut(id) else {
        return;
    };
    match ending {
        Ending::InOrder => guest.stop(),
        Ending::AtOnce => {
            guest.kill();
            guest.status.wait(DEATH);
        }
    }
    if guest.status.is_over() {
        guests.remove(id);
    }
}

/// Starts an instance, or starts it again where the world is a boot ahead.
fn run(
    guests: &mut BTreeMap<String, Guest>,
    place: Place,
    spec: Spec,
    surroundings: &Arc<Surroundings>,
) -> io::Result<()> {
    match guests.get_mut(&spec.instance) {
        Some(guest) if guest.boot == spec.boot => (),
        Some(guest) if !guest.status.is_over() => guest.boot(spec),
        _ => {
            let id = spec.instance.clone();
            guests.insert(id, Guest::start(place, spec, Arc::clone(surroundings))?);
        }
    }
    Ok(())
}

/// A disk of this machine that is full, for one: the call that met it has been answered already.
fn complain(error: &io::Error) {
    let line = format!("kafkaws-sandbox: processes: {error}\n");
    let _ = io::Write::write_all(&mut io::stderr(), line.as_bytes());
}
