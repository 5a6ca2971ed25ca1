//! Doing one thing.

use std::future::Future;
use std::time::SystemTime;

use kafkaws_schema::Path;

use super::halt::{Fault, Refused};
use super::make::{Made, Order};
use super::restart::living;
use super::run::Run;
use super::step::{Step, VolumeChange};
use super::{boot, change, fresh};
use crate::aws::ec2_tags;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::{Seen, SeenInstance, SeenInterface};
use crate::aws::tags::Tags;
use crate::broker::tags::{AMI, PENDING, RELEASED};
use crate::broker::volumes::Volume;

/// How many things that are gone a token may name before it is somebody else's trouble.
const GENERATIONS: u32 = 100;
/// What EC2 answers when a token names something that is gone.
const GONE: [&str; 3] = [
    "InvalidNetworkInterfaceID.NotFound",
    "InvalidVolume.NotFound",
    "InvalidInstanceID.NotFound",
];
/// Device names that EC2 recommends for data volumes, and then the rest. On Nitro they only have to differ.
const DEVICES: &str = "fghijklmnopqrstuvwxyzbcde";

impl Run<'_> {
    pub(super) async fn perform(&self, step: &Step, seen: &Seen) -> Result<(), Fault> {
        let done = match step {
            Step::CreateInterface => self.interface().await,
            Step::CreateVolume { name } => self.volume(seen, name).await,
            Step::Launch => self.launch(seen).await,
            Step::ModifyVolume { id, change, name } => return self.modify(id, name, change).await,
            Step::Start => return Box::pin(self.start(living(seen)?)).await,
            Step::BootData => return self.boot_data(seen).await,
            other => Box::pin(self.simple(other, seen)).await,
        };
        done.map_err(|error| self.fault(step, error))
    }

    /// One call or two, and nothing to be known about its answer.
    async fn simple(&self, step: &Step, seen: &Seen) -> Result<(), AwsError> {
        let cloud = self.cloud;
        let instance = seen.living().map(|one| one.id.as_str()).unwrap_or_default();
        match step {
            Step::AdoptVolume { id, .. } => {
                ec2_tags::delete(cloud, [id], &[RELEASED.to_owned()]).await
            }
            Step::SecurityGroups => self.groups(seen.interface.as_ref()).await,
            Step::Protect(on) => change::protect(cloud, instance, *on).await,
            Step::Terminate(_) => self.terminate(seen).await,
            Step::Attach { name, id } => self.attach(seen, name, id).await,
            Step::ReplaceRoot => self.replace_root(seen, instance).await,
            Step::MarkImage => {
                let image = Tags::from([(AMI.to_owned(), self.wanted.ami.clone())]);
                ec2_tags::create(cloud, [instance], &image).await
            }
            Step::Stop(_) => change::stop(cloud, instance).await,
            Step::Detach { id, .. } => change::detach(cloud, id, instance).await,
            Step::ChangeType { from, to } => {
                self.memory(|memory| memory.old_type = Some(from.clone()));
                change::instance_type(cloud, instance, to).await
            }
            Step::Discard {
                id, delete: true, ..
            } => change::delete_volume(cloud, id).await,
            Step::Discard { id, .. } => ec2_tags::create(cloud, [id], &released()).await,
            Step::Tag { id, set, remove } => {
                ec2_tags::create(cloud, [id], set).await?;
                ec2_tags::delete(cloud, [id], remove).await
            }
            Step::Finish => self.finish(seen).await,
            _ => Ok(()),
        }
    }

    fn order(&self, generation: u32) -> Order<'_> {
        Order {
            cloud: self.cloud,
            wanted: self.wanted,
            mark: self.mark.as_deref(),
            generation,
        }
    }

    /// Makes something with a token that names nothing that is gone.
    async fn made<F: Future<Output = Result<Made, AwsError>>>(
        &self,
        what: &str,
        call: impl Fn(u32) -> F,
    ) -> Result<(), AwsError> {
        loop {
            let generation =
                self.memory(|memory| *memory.generations.entry(what.to_owned()).or_default());
            match call(generation).await {
                Ok(Made { id, alive: true }) => {
                    self.memory(|memory| memory.made.insert(id, what.to_owned()));
                    return Ok(());
                }
                Err(error) if !names_what_is_gone(&error) || generation >= GENERATIONS => {
                    return Err(error);
                }
                Ok(_) | Err(_) => {
                    self.memory(|memory| {
                        memory.generations.insert(what.to_owned(), generation + 1)
                    });
                }
            }
        }
    }

    async fn interface(&self) -> Result<(), AwsError> {
        self.made("interface", |generation| async move {
            self.order(generation).interface().await
        })
        .await
    }

    async fn volume(&self, seen: &Seen, name: &str) -> Result<(), AwsError> {
        let zone = seen
            .interface
            .as_ref()
            .map(|interface| interface.zone.as_str())
            .unwrap_or_default();
        let volume = self
            .wanted
            .volumes
            .iter()
            .find(|volume| volume.name.as_str() == name);
        let Some(volume) = volume else { return Ok(()) };
        let call = |generation| async move { self.order(generation).volume(volume, zone).await };
        self.made(&format!("volume {name}"), call).await
    }

    async fn launch(&self, seen: &Seen) -> Result<(), AwsError> {
        let Some(interface) = &seen.interface else {
            return Ok(());
        };
        let data = boot::user_data(self.wanted, seen).map_err(|error| {
            AwsError::new(
                "ec2:RunInstances",
                AwsErrorKind::BadRequest { parameter: None },
                error.to_string(),
            )
        })?;
        let Some(data) = &data else { return Ok(()) };
        let call =
            |generation| async move { self.order(generation).instance(interface, data).await };
        self.made("instance", call).await
    }

    async fn groups(&self, interface: Option<&SeenInterface>) -> Result<(), AwsError> {
        let (Some(interface), Some(groups)) = (interface, &self.wanted.security_groups) else {
            return Ok(());
        };
        change::groups(self.cloud, &interface.id, groups.iter().cloned().collect()).await
    }

    /// One that is protected by us is unprotected first: the next instance is protected again.
    async fn terminate(&self, seen: &Seen) -> Result<(), AwsError> {
        let Some(instance) = seen.living() else {
            return Ok(());
        };
        if instance.protected == Some(true) && self.wanted.disable_api_termination {
            change::protect(self.cloud, &instance.id, false).await?;
        }
        change::terminate(self.cloud, &instance.id).await
    }

    async fn attach(&self, seen: &Seen, name: &str, id: &str) -> Result<(), AwsError> {
        let Some(instance) = seen.living() else {
            return Ok(());
        };
        let known = seen
            .volumes
            .get(name)
            .map_or(id, |volume| volume.id.as_str());
        let device = self.device(seen, instance, name);
        change::attach(self.cloud, known, &instance.id, &device).await
    }

    /// The same for each volume of a batch, since the look that they are told from is the same.
    fn device(&self, seen: &Seen, instance: &SeenInstance, name: &str) -> String {
        let held = |device: &String| {
            let mut attached = seen
                .volumes
                .values()
                .filter(|volume| volume.is_on(&instance.id));
            *device == instance.root_device
                || attached.any(|volume| {
                    volume
                        .attachment
                        .as_ref()
                        .is_some_and(|held| held.device == *device)
                })
        };
        let mut free = DEVICES
            .chars()
            .map(|letter| format!("/dev/sd{letter}"))
            .filter(|device| !held(device));
        let attached = |volume: &&Volume| {
            let seen = seen.volumes.get(volume.name.as_str());
            !seen.is_some_and(|volume| volume.is_on(&instance.id))
        };
        let mut waiting = self.wanted.volumes.iter().filter(attached);
        let place = waiting
            .position(|volume| volume.name.as_str() == name)
            .unwrap_or_default();
        free.nth(place).unwrap_or_default()
    }

    async fn replace_root(&self, seen: &Seen, instance_id: &str) -> Result<(), AwsError> {
        let count = seen.root_task.as_ref().map_or(0, |task| task.count);
        self.memory(|memory| memory.root_tasks = Some(count));
        self.order(0).root(instance_id, count).await
    }

    async fn finish(&self, seen: &Seen) -> Result<(), AwsError> {
        if let Some(interface) = &seen.interface {
            let made = fresh::tags(self.wanted, SystemTime::now());
            ec2_tags::create(self.cloud, [&interface.id], &made).await?;
        }
        let marked = seen.tagged().filter(|(_, tags)| tags.contains_key(PENDING));
        ec2_tags::delete(self.cloud, marked.map(|(id, _)| id), &[PENDING.to_owned()]).await
    }

    async fn modify(&self, id: &str, name: &str, wanted: &VolumeChange) -> Result<(), Fault> {
        let Err(error) = change::volume(self.cloud, id, wanted).await else {
            return Ok(());
        };
        let more = match error.kind {
            AwsErrorKind::TooSoon => self
                .cloud
                .fleet()
                .last_modification(id)
                .await
                .ok()
                .flatten(),
            _ => None,
        };
        Err(Refused {
            doing: format!("changing the volume {name:?} ({id}) to {wanted}"),
            error,
            path: self.place_of(name),
            more: more.map(|told| {
                format!("The last modification of {id}: {told}. When it is over, apply again.")
            }),
        }
        .into())
    }

    pub(super) fn fault(&self, step: &Step, error: AwsError) -> Fault {
        Refused {
            doing: format!("could not {step}"),
            error,
            path: self.path(step),
            more: None,
        }
        .into()
    }

    /// The attribute that asks for a step.
    fn path(&self, step: &Step) -> Option<Path> {
        let attribute = match step {
            Step::CreateInterface => "subnet_id",
            Step::SecurityGroups => "security_groups",
            Step::Protect(_) => "disable_api_termination",
            Step::ReplaceRoot | Step::Launch => "ami",
            Step::ChangeType { .. } => "instance_type",
            Step::CreateVolume { name } | Step::Attach { name, .. } => return self.place_of(name),
            _ => return None,
        };
        Some(Path::root().attribute(attribute))
    }

    /// Where the configuration describes a volume.
    fn place_of(&self, name: &str) -> Option<Path> {
        let mut volumes = self.wanted.volumes.iter();
        let index = volumes.position(|volume| volume.name.as_str() == name)?;
        let volumes = Path::root().attribute("volumes");
        Some(volumes.index(i64::try_from(index).ok()?))
    }
}

fn names_what_is_gone(error: &AwsError) -> bool {
    error
        .code
        .as_deref()
        .is_some_and(|code| GONE.contains(&code))
}

/// What a volume that stays is tagged with.
pub(super) fn released() -> Tags {
    Tags::from([(RELEASED.to_owned(), "true".to_owned())])
}
