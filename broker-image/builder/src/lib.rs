//! Writes a broker's disk image, without root and without mounting anything.
//!
//! The same inputs give the same bytes: what would differ from run to run (identifiers, times, the order in which a
//! folder is read) comes from the content, or is fixed. So an image can be known by its digest, and an AMI that was
//! made of it need not be made again.

mod archive;
mod bootable;
mod content;
mod disk;
mod engine;
mod error;
mod esp;
mod ext4;
mod glibc;
mod identifiers;
mod image;
mod measure;
mod packages;
mod pe;
mod sbom;
mod system;
mod tool;
mod tree;
mod uki;

pub use bootable::bootable;
pub use content::Content;
pub use disk::{Partition, PartitionKind};
pub use engine::EngineFile;
pub use error::BuildError;
pub use identifiers::WRITTEN_AT;
pub use image::{Image, Parts, bare};
pub use measure::measure;
pub use system::{System, debian};
pub use tree::{Entry, Node, Tree};

/// Bytes of a MiB.
pub(crate) const MIB: u64 = 1024 * 1024;
