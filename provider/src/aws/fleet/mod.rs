//! Brokers' instances, interfaces and volumes.

mod identity;
mod seen;

pub(crate) use identity::{BROKER_ID, CLUSTER, Identity, VOLUME};
pub(crate) use seen::{
    Attachment, Ended, Power, RootTask, Seen, SeenInstance, SeenInterface, SeenVolume, TaskState,
    Trouble, VolumeState,
};
