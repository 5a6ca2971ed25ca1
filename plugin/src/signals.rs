//! Signals that must not end the plugin before Terraform has saved what it did.

use std::io;
use std::sync::Arc;

use tokio::signal::unix::{SignalKind, signal};

use crate::operations::Operations;

/// Survives Ctrl-C and SIGTERM.
///
/// A terminal sends SIGINT to the plugin as well as to Terraform, which then calls StopProvider and
/// waits. systemd and container runtimes send SIGTERM to all processes of a job: operations are
/// told to stop, and the plugin stays to hand in their results. When Terraform is gone the orphan
/// watch ends it.
pub(crate) fn survive(operations: &Arc<Operations>) -> io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    let operations = Arc::clone(operations);
    tokio::spawn(async move {
        loop {
            tokio::select! {
                _ = interrupt.recv() => tracing::info!("SIGINT: Terraform decides what stops"),
                _ = terminate.recv() => operations.stop(),
            }
        }
    });
    Ok(())
}

/// Returns when the user wants a plugin that he started himself to end.
pub(crate) async fn asked_to_end() -> io::Result<()> {
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    tokio::select! {
        _ = interrupt.recv() => {}
        _ = terminate.recv() => {}
    }
    Ok(())
}
