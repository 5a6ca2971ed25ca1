//! What it takes to make a broker what it is to be: a pure function of what EC2 has and what is wanted.
//!
//! The list is made anew from what EC2 shows after every step: what was done, here or by an apply that was cut off, is
//! not in it any more.

mod belongings;

use super::boot;
use super::step::{Reason, Step, VolumeChange};
use super::wanted::Wanted;
use crate::aws::fleet::{Power, RootTask, Seen, SeenInstance, SeenVolume, TaskState, Trouble};
use crate::broker::tags::{AMI, BOOT_HASH};
use crate::broker::volumes::Volume;

/// What is missing, in the order in which it is done: what can be done while the broker runs goes first, so that a refusal
/// there leaves it running.
pub(crate) fn steps(wanted: &Wanted, seen: &Seen) -> Vec<Step> {
    let missing = Missing { wanted, seen };
    let mut steps = missing.identity();
    steps.extend(missing.online());
    steps.extend(missing.instance());
    steps.extend(missing.discards());
    steps.extend(missing.tags());
    steps.extend(missing.finish());
    steps
}

/// The image that an instance's root volume is of.
pub(crate) fn image_of(instance: &SeenInstance) -> &str {
    instance.tags.get(AMI).unwrap_or(&instance.image_id)
}

/// What a volume lacks. A size that is larger than wanted stays: volumes never shrink.
pub(crate) fn change_of(wanted: &Volume, seen: &SeenVolume) -> Option<VolumeChange> {
    let kind = (wanted.r#type.as_str() != seen.kind).then(|| wanted.r#type.to_string());
    let differs = |wanted: Option<i64>, seen| wanted.filter(|_| wanted != seen);
    // A new type begins with its own figures, so what was right before has to be said again.
    let (iops, throughput) = match kind {
        Some(_) => (wanted.wanted_iops(), wanted.wanted_throughput()),
        None => (
            differs(wanted.wanted_iops(), seen.iops),
            differs(wanted.wanted_throughput(), seen.throughput),
        ),
    };
    let change = VolumeChange {
        kind,
        size: Some(wanted.size.get()).filter(|size| *size > seen.size),
        iops,
        throughput,
    };
    (change != VolumeChange::default()).then_some(change)
}

struct Missing<'a> {
    wanted: &'a Wanted,
    seen: &'a Seen,
}

impl Missing<'_> {
    /// The interface and the volumes: what makes it this broker.
    fn identity(&self) -> Vec<Step> {
        let interface = self
            .seen
            .interface
            .is_none()
            .then_some(Step::CreateInterface);
        let volumes = self.wanted.volumes.iter().filter_map(|volume| {
            let name = volume.name.as_str();
            if self.seen.volumes.contains_key(name) {
                return None;
            }
            Some(match self.seen.left_behind(name) {
                Some(left) => Step::AdoptVolume {
                    name: name.to_owned(),
                    id: left.id.clone(),
                },
                None => Step::CreateVolume {
                    name: name.to_owned(),
                },
            })
        });
        interface.into_iter().chain(volumes).collect()
    }

    /// What is changed while the broker runs.
    fn online(&self) -> Vec<Step> {
        let groups = self.seen.interface.as_ref().filter(|interface| {
            let wanted = self.wanted.security_groups.as_ref();
            wanted.is_some_and(|groups| *groups != interface.groups)
        });
        let mut steps: Vec<Step> = groups.map(|_| Step::SecurityGroups).into_iter().collect();
        steps.extend(self.wanted.volumes.iter().filter_map(|volume| {
            let seen = self.seen.volumes.get(volume.name.as_str())?;
            Some(Step::ModifyVolume {
                name: volume.name.to_string(),
                id: seen.id.clone(),
                change: change_of(volume, seen)?,
            })
        }));
        let protected = self.seen.living().and_then(|instance| instance.protected);
        let wanted = self.wanted.disable_api_termination;
        steps.extend(
            protected
                .filter(|now| *now != wanted)
                .map(|_| Step::Protect(wanted)),
        );
        steps
    }

    fn instance(&self) -> Vec<Step> {
        let Some(instance) = self.seen.living() else {
            return self.launch();
        };
        if let Some(reason) = self.unfit(instance) {
            let mut steps = vec![Step::Terminate(reason)];
            steps.extend(self.launch());
            return steps;
        }
        let mut steps = self.attach(Some(instance));
        steps.extend(self.reboot(instance));
        steps
    }

    fn launch(&self) -> Vec<Step> {
        let mut steps = vec![Step::Launch];
        steps.extend(self.attach(None));
        steps
    }

    /// The volumes that are not on the instance yet; without one, all of them.
    fn attach(&self, instance: Option<&SeenInstance>) -> Vec<Step> {
        let attached = |volume: &SeenVolume| instance.is_some_and(|one| volume.is_on(&one.id));
        let missing = self.wanted.volumes.iter().filter_map(|volume| {
            let seen = self.seen.volumes.get(volume.name.as_str());
            let id = seen.map(|seen| seen.id.clone()).unwrap_or_default();
            (!seen.is_some_and(attached)).then(|| Step::Attach {
                name: volume.name.to_string(),
                id,
            })
        });
        missing.collect()
    }

    /// Why the instance cannot become what is wanted. Another one takes over its interface and volumes then.
    fn unfit(&self, instance: &SeenInstance) -> Option<Reason> {
        let interface = self.seen.interface.as_ref().map(|one| &one.id);
        if interface.is_none() || instance.interface_id.as_ref() != interface {
            return Some(Reason::OtherInterface);
        }
        let stranded = matches!(
            self.seen.root_task,
            Some(RootTask {
                state: TaskState::FailedDetached,
                ..
            })
        );
        if instance.root_volume.is_none() && (stranded || instance.power == Power::Stopped) {
            return Some(Reason::NoRoot);
        }
        if self.wanted.key_name != instance.key_name {
            return Some(Reason::KeyName);
        }
        if !same_profile(
            self.wanted.iam_instance_profile.as_deref(),
            instance.profile.as_deref(),
        ) {
            return Some(Reason::InstanceProfile);
        }
        (!self.is_placed(instance)).then_some(Reason::Placement)
    }

    fn is_placed(&self, instance: &SeenInstance) -> bool {
        let wanted = self.wanted.placement.as_ref();
        let group = wanted.map(|placement| &placement.group);
        let partition = wanted.and_then(|placement| placement.partition);
        group == instance.placement_group.as_ref()
            && partition.is_none_or(|wanted| Some(wanted) == instance.partition)
    }

    /// From its present root, type and boot data to those that are wanted. Agents read older boot data, and not newer: the
    /// image goes before the data.
    fn reboot(&self, instance: &SeenInstance) -> Vec<Step> {
        let image = image_of(instance) != self.wanted.ami;
        if image && self.is_replaced() {
            let mut steps = vec![Step::MarkImage];
            steps.extend(self.restart(instance, self.reason(instance), true));
            return steps;
        }
        let stopped = matches!(instance.power, Power::Stopped | Power::Stopping);
        if !image {
            return self.restart(instance, self.reason(instance), true);
        }
        let sick = instance.trouble.is_some() || stopped;
        // The root of a running instance is replaced: one that is off or on a bad host is started first.
        let mut steps = match sick {
            true => self.restart(instance, self.reason(instance), false),
            false => Vec::new(),
        };
        steps.push(Step::ReplaceRoot);
        let moved = SeenInstance {
            power: Power::Running,
            trouble: None,
            instance_type: match sick {
                true => self.wanted.instance_type.clone(),
                false => instance.instance_type.clone(),
            },
            ..instance.clone()
        };
        steps.extend(self.restart(&moved, self.reason(&moved), true));
        steps
    }

    fn is_replaced(&self) -> bool {
        self.seen.root_task.as_ref().is_some_and(|task| {
            task.state == TaskState::Succeeded && task.image_id.as_ref() == Some(&self.wanted.ami)
        })
    }

    fn reason(&self, instance: &SeenInstance) -> Reason {
        match instance.trouble {
            Some(Trouble::Impaired(_)) => Reason::Impaired,
            Some(Trouble::Retiring(_)) => Reason::Retiring,
            None => Reason::Change,
        }
    }

    /// Stop, change what only a stopped instance changes, start. Nothing where nothing asks for it.
    fn restart(&self, instance: &SeenInstance, reason: Reason, with_data: bool) -> Vec<Step> {
        let off = matches!(instance.power, Power::Stopped | Power::Stopping);
        let mut inner: Vec<Step> = match with_data {
            true => self.detachments(instance),
            false => Vec::new(),
        };
        if instance.instance_type != self.wanted.instance_type {
            inner.push(Step::ChangeType {
                from: instance.instance_type.clone(),
                to: self.wanted.instance_type.clone(),
            });
        }
        if with_data && self.boots_otherwise(instance) {
            inner.push(Step::BootData);
        }
        if inner.is_empty() && !off && instance.trouble.is_none() {
            return Vec::new();
        }
        let mut steps: Vec<Step> = (!off).then_some(Step::Stop(reason)).into_iter().collect();
        steps.extend(inner);
        steps.push(Step::Start);
        steps
    }

    /// Volumes that are not wanted any more. A mounted one may never come free, so the instance is stopped for it.
    fn detachments(&self, instance: &SeenInstance) -> Vec<Step> {
        let goes = |(name, volume): (&String, &SeenVolume)| {
            let goes = !self.wanted.has_volume(name) && volume.is_on(&instance.id);
            goes.then(|| Step::Detach {
                name: name.clone(),
                id: volume.id.clone(),
            })
        };
        match self.wanted.may_remove_volumes {
            true => self.seen.volumes.iter().filter_map(goes).collect(),
            false => Vec::new(),
        }
    }

    /// Boot data that cannot be written is for whoever writes it to complain about.
    fn boots_otherwise(&self, instance: &SeenInstance) -> bool {
        match boot::user_data(self.wanted, self.seen) {
            Ok(Some(data)) => instance.tags.get(BOOT_HASH) != Some(&data.hash()),
            _ => true,
        }
    }
}

/// EC2 reports the ARN of what may have been named.
pub(crate) fn same_profile(wanted: Option<&str>, arn: Option<&str>) -> bool {
    match (wanted, arn) {
        (Some(wanted), Some(arn)) => {
            wanted == arn || arn.rsplit('/').next() == Some(wanted) && !wanted.contains(':')
        }
        (None, None) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
