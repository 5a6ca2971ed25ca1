//! What this machine must have to boot an image.

use std::path::PathBuf;

use super::firmware::Firmware;
use crate::failure::Failure;
use crate::tools;

const QEMU: &str = "qemu-system-x86_64";

/// The virtual machine and its firmware.
pub(crate) struct Tools {
    pub(super) qemu: PathBuf,
    pub(super) firmware: Firmware,
}

impl Tools {
    /// # Errors
    ///
    /// [`Failure::Missing`].
    pub(crate) fn find() -> Result<Self, Failure> {
        let qemu = tools::on_path(QEMU).ok_or(Failure::Missing {
            tool: QEMU,
            advice: "Install the package qemu-system-x86.",
        })?;
        let firmware = Firmware::find().ok_or(Failure::Missing {
            tool: "UEFI firmware for qemu",
            advice: "Install the package ovmf.",
        })?;
        Ok(Self { qemu, firmware })
    }
}
