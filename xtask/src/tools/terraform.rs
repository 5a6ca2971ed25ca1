//! Terraform: the one program, besides Rust, that a machine must have.

use std::path::PathBuf;
use std::process::Command;

use crate::failure::Failure;
use crate::{process, tools};

/// The terraform binary, after a look that it starts.
pub(crate) fn find() -> Result<PathBuf, Failure> {
    let found = tools::on_path("terraform").ok_or(Failure::Missing {
        tool: "terraform",
        advice: "Install Terraform 1.8 or newer: https://developer.hashicorp.com/terraform/install",
    })?;
    process::stdout(
        Command::new(&found)
            .args(["version", "-json"])
            .env("CHECKPOINT_DISABLE", "1"),
    )?;
    Ok(found)
}
