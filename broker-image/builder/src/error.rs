//! Why there is no image.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

/// Why an image could not be written. Its text tells what to do where something can be done.
#[derive(Debug, Error)]
pub enum BuildError {
    /// A program of the machine is not there.
    #[error("{program} was not found. {advice}")]
    Missing {
        /// Its name.
        program: &'static str,
        /// Where it comes from.
        advice: &'static str,
    },
    /// A program of the machine did not do its work.
    #[error("{program} failed:\n{said}")]
    Tool {
        /// Its name.
        program: &'static str,
        /// What it wrote.
        said: String,
    },
    /// A file or folder cannot be read or written.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// An engine file or a description of the system is not one.
    #[error("{path}: {source}", path = path.display())]
    Toml {
        /// Which.
        path: PathBuf,
        /// Why.
        #[source]
        source: Box<toml::de::Error>,
    },
    /// The agent would refuse it on every broker.
    #[error("{path} is no engine file: broker.command must be an absolute path, and is {command:?}", path = path.display())]
    RelativeCommand {
        /// The engine file.
        path: PathBuf,
        /// What it says.
        command: String,
    },
    /// A name that the programs which write file systems cannot be told.
    #[error("the name {0:?} cannot be written into a file system")]
    Name(String),
    /// A file that must be there for the image to work.
    #[error("{0} is not in the image, and it would not boot without")]
    Absent(String),
    /// Nothing loads modules before there is a root.
    #[error("the kernel has {0} not built in, and without an initramfs it would not find its root")]
    NotBuiltIn(&'static str),
    /// What should be a UEFI program is none.
    #[error("the boot stub in the image is no UEFI program")]
    Program,
    /// What should be a program is none.
    #[error("{path} is no ELF program for 64 bits: {reason}", path = path.display())]
    Elf {
        /// Which.
        path: PathBuf,
        /// Why.
        reason: String,
    },
    /// It would start on no broker.
    #[error(
        "{path} needs glibc {}.{}, and the image has {}.{}: build it on Debian 12 or older, or against musl",
        needed.0, needed.1, there.0, there.1, path = path.display()
    )]
    Glibc {
        /// The program.
        path: PathBuf,
        /// Major and minor version that it needs.
        needed: (u32, u32),
        /// Major and minor version in the image.
        there: (u32, u32),
    },
    /// It would start on no broker.
    #[error("{path} is not for {architecture}, which the image is for", path = path.display())]
    Machine {
        /// The program.
        path: PathBuf,
        /// The image's processor, in EC2's words.
        architecture: &'static str,
    },
    /// More than fits.
    #[error("{what} needs {needed} bytes, and there is room for {room}")]
    TooLarge {
        /// What.
        what: &'static str,
        /// How many.
        needed: u64,
        /// How many there are.
        room: u64,
    },
    /// The partition table could not be written.
    #[error("the partition table cannot be written: {0}")]
    Partitions(String),
}

impl BuildError {
    /// For `map_err` after an operation on a file.
    pub(crate) fn at(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Self::File { path, source }
    }

    /// For `map_err` where the partition table is written.
    pub(crate) fn partitions(error: impl std::fmt::Display) -> Self {
        Self::Partitions(error.to_string())
    }
}
