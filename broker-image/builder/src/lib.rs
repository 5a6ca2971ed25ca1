//! Writes a broker's disk image, without root and without mounting anything.
//!
//! The same inputs give the same bytes: what would differ from run to run (identifiers, times, the order in which a
//! folder is read) comes from the content, or is fixed. So an image can be known by its digest, and an AMI that was
//! made of it need not be made again.

mod content;
mod disk;
mod engine;
mod error;
mod ext4;
mod identifiers;
mod image;
mod tool;
mod tree;

pub use content::Content;
pub use disk::{Partition, PartitionKind, Written};
pub use engine::EngineFile;
pub use error::BuildError;
pub use image::{Image, Parts, bare};
pub use tree::{Entry, Node, Tree};

/// Bytes of a MiB.
pub(crate) const MIB: u64 = 1024 * 1024;
