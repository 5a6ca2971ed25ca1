//! An image on this machine becomes a snapshot through the EBS direct APIs: only its blocks that are not zero, each with its checksum,
//! and the checksum of all in the end.

mod blocks;
pub(crate) mod digest;
mod fault;
pub(crate) mod journal;
pub(crate) mod progress;
mod session;

pub(crate) use fault::UploadFault;
pub(crate) use session::{Session, Snapshot};
