//! Hardware virtualisation where it really works, else emulation.

use std::fs::File;
use std::time::Duration;

use super::disks::Disks;
use super::machine::{Machine, Plan};
use super::tools::Tools;
use super::wait_until;
use crate::failure::Failure;

/// With KVM the firmware is through in two seconds.
const TRIAL: Duration = Duration::from_secs(15);

/// What runs the machine's instructions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Accelerator {
    /// The processor.
    Kvm,
    /// qemu.
    Emulation,
}

impl Accelerator {
    /// Tries KVM by booting with it: the device may open, and the machine be given up at its first instructions, as in a
    /// virtual machine whose host nests only halfway.
    pub(super) fn choose(tools: &Tools, disks: &Disks<'_>) -> Result<Self, Failure> {
        let opened = File::options().read(true).write(true).open("/dev/kvm");
        if opened.is_err() {
            return Ok(Self::Emulation);
        }
        let trial = Plan {
            tools,
            accelerator: Self::Kvm,
            folder: disks.folder().join("trial"),
            root: disks.root()?,
            volumes: None,
            network: None,
        };
        let Ok(mut machine) = Machine::start(&trial) else {
            return Ok(Self::Emulation);
        };
        let boots = wait_until(TRIAL, || match machine.progress()? {
            (true, _) => Ok(Some(true)),
            (false, status) => Ok((status != "running").then_some(false)),
        });
        Ok(match boots {
            Ok(Some(true)) => Self::Kvm,
            _ => Self::Emulation,
        })
    }

    /// What qemu is told.
    pub(super) fn arguments(self) -> &'static [&'static str] {
        match self {
            Self::Kvm => &["-accel", "kvm", "-cpu", "host"],
            Self::Emulation => &["-accel", "tcg,thread=multi", "-cpu", "max"],
        }
    }

    /// For people.
    pub(super) fn said(self) -> &'static str {
        match self {
            Self::Kvm => "machines run on this machine's processor (KVM)",
            Self::Emulation => "machines are emulated: KVM is not there, or does not boot one",
        }
    }

    /// How long a machine may take, for which this is long on a machine that compiles beside it.
    pub(super) fn patience(self) -> Duration {
        match self {
            Self::Kvm => Duration::from_secs(60),
            Self::Emulation => Duration::from_secs(240),
        }
    }
}
