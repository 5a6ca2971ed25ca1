//! Tags of brokers: the user's, the provider block's, and the provider's own.

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::tags::{OURS, TagPolicy, Tags};

pub(crate) use crate::aws::fleet::VOLUME;

/// Hash of the boot data that an instance boots with.
pub(crate) const BOOT_HASH: &str = "kafkaws:boot-hash";
/// The image that an instance's root volume is made of. DescribeInstances names the one it was launched from.
pub(crate) const AMI: &str = "kafkaws:ami";
/// On all that a create makes, from its first moment until everything planned is in force. Its value is a hash of what
/// cannot be changed later, so that only the same broker finds and finishes what a crash left.
pub(crate) const PENDING: &str = "kafkaws:pending";
/// On volumes that our own destroy left for the broker's next life.
pub(crate) const RELEASED: &str = "kafkaws:released";
/// On root volumes, which are none of the data volumes.
pub(crate) const ROOT: &str = "kafkaws:root";
/// On the interface of a broker that was made, or is taken down for a change, until its health check has passed. A failed
/// check or a crash leaves it there, so that nobody takes the broker for one that serves.
pub(crate) const UNPROVEN: &str = "kafkaws:unproven";
/// On brokers of a stack: its first and last broker id.
pub(crate) const STACK: &str = "kafkaws:stack";
/// What the console shows as the name.
pub(crate) const NAME: &str = "Name";

/// What a broker's interface, volumes and instance are to be tagged with, beside what says whose they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tagging {
    /// The user's tags and those of the provider block.
    pub(crate) all: Tags,
    policy: TagPolicy,
}

impl Tagging {
    /// `own`: the resource's `tags`.
    ///
    /// # Errors
    ///
    /// While `default_tags` of the provider block are not known.
    pub(crate) fn of(cloud: &Cloud, own: &Tags) -> Result<Self, AwsError> {
        let all = cloud.tags().tags_all(own).ok_or_else(|| {
            let message = "default_tags of the provider block are not known yet";
            AwsError::new("ec2:CreateTags", AwsErrorKind::NotConfigured, message)
        })?;
        Ok(Self {
            all,
            policy: cloud.tags().clone(),
        })
    }

    /// Keys that are to go: not ours, not AWS's, and not those that `ignore_tags` leaves to others.
    pub(crate) fn unwanted(&self, actual: &Tags) -> Vec<String> {
        let goes = |key: &&String| {
            !self.all.contains_key(*key)
                && !key.starts_with(OURS)
                && *key != NAME
                && !self.policy.is_foreign(key)
        };
        actual.keys().filter(goes).cloned().collect()
    }
}

/// Tags that are shown: not AWS's, not the provider's, not those of `ignore_tags`. `own` are the resource's `tags`.
pub(crate) fn managed(cloud: &Cloud, actual: &Tags, own: &Tags) -> Tags {
    let mut visible = cloud.tags().visible(actual, own);
    let named = own.contains_key(NAME)
        || cloud
            .tags()
            .tags_all(&Tags::new())
            .is_some_and(|defaults| defaults.contains_key(NAME));
    visible.retain(|key, _| !key.starts_with(OURS) && (named || key != NAME));
    visible
}

/// The part of all tags that belongs into `tags`: what the user wrote, and what others added; not what came from
/// `default_tags`, those of an earlier provider block included.
pub(crate) fn own(all: &Tags, defaults: &Tags, written: &Tags, before: Option<&Tags>) -> Tags {
    let known = |key: &String| before.is_some_and(|tags| tags.contains_key(key));
    let belongs = |(key, value): &(&String, &String)| {
        written.contains_key(*key) || (!known(key) && defaults.get(*key) != Some(*value))
    };
    let own = all.iter().filter(belongs);
    own.map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}
