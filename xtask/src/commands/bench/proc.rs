//! What the kernel knows of processes: CPU time and memory, from Linux's `/proc`.
//!
//! Elsewhere there is no `/proc`, every question is answered with nothing, and the figures are null.

use std::fs;
use std::time::Duration;

/// The kernel counts CPU time for user space in hundredths of a second, on every architecture.
const TICKS_PER_SECOND: u64 = 100;

/// CPU time of all children that have ended and were waited for, with their own children.
pub(super) fn children_cpu() -> Option<Duration> {
    let stat = fs::read_to_string("/proc/self/stat").ok()?;
    // The program's name, in parentheses, may hold spaces; fields are counted after it.
    let fields: Vec<&str> = stat.rsplit_once(')')?.1.split_whitespace().collect();
    let ticks = |index: usize| fields.get(index)?.parse::<u64>().ok();
    let (user, system) = (ticks(13)?, ticks(14)?);
    Some(Duration::from_millis(
        (user + system) * 1000 / TICKS_PER_SECOND,
    ))
}

/// The largest resident memory that a live process has had, in MiB.
pub(super) fn peak_mib(process: u32) -> Option<f64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kib: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kib / 1024.0)
}

/// Plugins that a process has started.
///
/// Between fork and exec a child shares its parent's memory and would be counted with it; such a child
/// still has its parent's executable, so the executable tells.
pub(super) fn plugins(parent: u32) -> Vec<u32> {
    let Ok(threads) = fs::read_dir(format!("/proc/{parent}/task")) else {
        return Vec::new();
    };
    let children = threads
        .filter_map(Result::ok)
        .filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    let ids: Vec<u32> = children
        .flat_map(|text| {
            text.split_whitespace()
                .filter_map(|id| id.parse().ok())
                .collect::<Vec<_>>()
        })
        .collect();
    ids.into_iter().filter(|id| is_plugin(*id)).collect()
}

fn is_plugin(process: u32) -> bool {
    let file = fs::read_link(format!("/proc/{process}/exe")).ok();
    let name = file.as_ref().and_then(|file| file.file_name());
    name.is_some_and(|name| name.to_string_lossy().starts_with("terraform-provider-"))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn this_very_process_has_memory_and_no_plugins() {
        assert!(peak_mib(std::process::id()).is_some_and(|mib| mib > 0.5));
        assert!(plugins(std::process::id()).is_empty());
        assert!(children_cpu().is_some());
    }
}
