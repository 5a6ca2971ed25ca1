//! Terraform and its plugins as processes, for tests that end them.

use std::process::{Child, Command};

use kafkaws_acceptance_tests::{Report, Trouble, report};

use crate::scene::ensure;

/// Sends a signal, such as `INT` or `KILL`.
pub(crate) fn signal(name: &str, process: u32) -> Result<(), Trouble> {
    let status = Command::new("kill")
        .args([format!("-{name}"), process.to_string()])
        .status();
    let path = "kill".into();
    let status = status.map_err(|source| Trouble::File { path, source })?;
    ensure(
        status.success(),
        format!("kill -{name} {process} ended with {status}"),
    )
}

/// The plugin that terraform talks to now: the youngest of its children.
pub(crate) fn plugin_of(terraform: u32) -> Result<u32, Trouble> {
    let path = format!("/proc/{}/task", terraform);
    let at = |source| Trouble::File {
        path: path.clone().into(),
        source,
    };
    let threads = std::fs::read_dir(&path).map_err(at)?.filter_map(Result::ok);
    let children =
        threads.filter_map(|one| std::fs::read_to_string(one.path().join("children")).ok());
    let ids: Vec<u32> = children
        .flat_map(|text| {
            text.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    ids.into_iter()
        .max()
        .ok_or_else(|| Trouble::Unmet("terraform runs no plugin".to_owned()))
}

/// Waits for the end of terraform; what it said.
pub(crate) fn ended(terraform: Child) -> Result<Report, Trouble> {
    let output = terraform.wait_with_output();
    let path = "terraform".into();
    Ok(report(
        &output.map_err(|source| Trouble::File { path, source })?,
    ))
}
