//! UEFI firmware for virtual machines: a program, and the variables that it begins with.

use std::path::{Path, PathBuf};

use crate::failure::Failure;

/// Where distributions put it: the program, then the variables.
const PLACES: [[&str; 2]; 3] = [
    [
        "/usr/share/OVMF/OVMF_CODE_4M.fd",
        "/usr/share/OVMF/OVMF_VARS_4M.fd",
    ],
    [
        "/usr/share/OVMF/OVMF_CODE.fd",
        "/usr/share/OVMF/OVMF_VARS.fd",
    ],
    [
        "/usr/share/edk2/ovmf/OVMF_CODE.fd",
        "/usr/share/edk2/ovmf/OVMF_VARS.fd",
    ],
];

/// Firmware without Secure Boot, which EC2 has only for those who enrol keys.
pub(super) struct Firmware {
    program: PathBuf,
    variables: PathBuf,
}

impl Firmware {
    pub(super) fn find() -> Option<Self> {
        let mut places = PLACES.iter().map(|[program, variables]| Self {
            program: program.into(),
            variables: variables.into(),
        });
        places.find(|found| found.program.is_file() && found.variables.is_file())
    }

    /// What qemu is told. The variables are the machine's own, so it gets a copy.
    pub(super) fn arguments(&self, folder: &Path) -> Result<Vec<String>, Failure> {
        let variables = folder.join("variables");
        std::fs::copy(&self.variables, &variables).map_err(Failure::at(&variables))?;
        let flash = |options: &str, file: &Path| {
            format!("if=pflash,format=raw,{options}file={}", file.display())
        };
        Ok(vec![
            "-drive".into(),
            flash("readonly=on,", &self.program),
            "-drive".into(),
            flash("", &variables),
        ])
    }
}
