//! Noticing that Terraform is gone. Nothing tells a plugin when Terraform is killed with SIGKILL.

use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::process::{Pid, getppid};

/// How long an orphan goes unnoticed at most.
const INTERVAL: Duration = Duration::from_millis(500);

/// Returns when the parent that started this process is no more.
///
/// Reading stdin would not do: it is Terraform's own, and may be at its end from the start.
/// `PR_SET_PDEATHSIG` would not do either: it fires when the *thread* that forked us ends, and Go's
/// come and go.
pub(crate) async fn orphaned(parent: Option<Pid>) {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        if getppid() != parent || nobody_reads_stdout() {
            return;
        }
    }
}

/// Terraform holds the only reading end of our stdout and drains it for as long as it lives. This
/// also tells when Terraform died before we could ask for our parent, or was process 1 of a
/// container.
fn nobody_reads_stdout() -> bool {
    let stdout = std::io::stdout();
    let mut descriptors = [PollFd::new(&stdout, PollFlags::empty())];
    let now = Timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    match poll(&mut descriptors, Some(&now)) {
        Ok(_) => descriptors[0].revents().contains(PollFlags::ERR),
        Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_child_that_still_has_its_parent_waits() {
        let waited = tokio::time::timeout(INTERVAL * 2, orphaned(getppid())).await;
        assert!(waited.is_err());
    }

    #[tokio::test]
    async fn another_parent_means_that_ours_is_gone() {
        tokio::time::timeout(INTERVAL * 2, orphaned(Pid::from_raw(1_000_000)))
            .await
            .unwrap();
    }
}
