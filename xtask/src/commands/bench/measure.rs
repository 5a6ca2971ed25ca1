//! Running one command and watching it.

use std::collections::BTreeMap;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::proc;
use super::record::Figures;
use crate::failure::Failure;
use crate::process;
use crate::sandbox::Sandbox;

/// Our plugin lives for some 50 ms. A look costs 0.1 ms, the same for both contenders.
const LOOK_EVERY: Duration = Duration::from_millis(2);

#[derive(Clone, Copy, Default)]
struct Peaks {
    terraform: Option<f64>,
    plugin: Option<f64>,
}

#[derive(Deserialize)]
struct Call {
    operation: String,
}

/// Runs a terraform command to its end, which must be one of these exit statuses. What it says goes to
/// the file `said`: a file takes no reader's time, and tells what was wrong.
pub(super) fn command(
    command: &mut Command,
    wanted: &[i32],
    sandbox: &Sandbox,
    said: &Path,
) -> Result<Figures, Failure> {
    let out = File::create(said).map_err(Failure::at(said))?;
    let errors = out.try_clone().map_err(Failure::at(said))?;
    let seen = sandbox.calls()?.lines().count();
    let cpu = proc::children_cpu();
    let began = Instant::now();
    let quiet = command.stdin(Stdio::null()).stdout(out).stderr(errors);
    let mut child = quiet.spawn().map_err(Failure::at("terraform"))?;
    let (status, peaks) = watch(child.id(), || child.wait());
    let (wall, status) = (began.elapsed(), status.map_err(Failure::at("terraform"))?);
    if !status.code().is_some_and(|code| wanted.contains(&code)) {
        let said = std::fs::read_to_string(said).unwrap_or_default();
        let command = process::text(command);
        return Err(Failure::Unexpected(format!(
            "`{command}` ended with {status}:\n{said}"
        )));
    }
    let calls = calls(sandbox, seen)?;
    Ok(Figures {
        wall_s: Some(wall.as_secs_f64()),
        cpu_s: spent(cpu, proc::children_cpu()),
        plugin_peak_mib: peaks.plugin,
        terraform_peak_mib: peaks.terraform,
        api_calls: Some(calls.values().sum()),
        api_calls_by_operation: calls,
        ..Figures::default()
    })
}

fn spent(before: Option<Duration>, after: Option<Duration>) -> Option<f64> {
    Some(after?.saturating_sub(before?).as_secs_f64())
}

/// Looks at a process and its plugins while `wait` waits for its end.
fn watch<T>(process: u32, wait: impl FnOnce() -> T) -> (T, Peaks) {
    let ended = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let watcher = scope.spawn(|| {
            let mut peaks = Peaks::default();
            while !ended.load(Ordering::Relaxed) {
                peaks.look(process);
                std::thread::sleep(LOOK_EVERY);
            }
            peaks
        });
        let result = wait();
        ended.store(true, Ordering::Relaxed);
        (result, watcher.join().unwrap_or_default())
    })
}

impl Peaks {
    fn look(&mut self, process: u32) {
        self.terraform = larger(self.terraform, proc::peak_mib(process));
        for plugin in proc::plugins(process) {
            self.plugin = larger(self.plugin, proc::peak_mib(plugin));
        }
    }
}

fn larger(one: Option<f64>, other: Option<f64>) -> Option<f64> {
    one.into_iter().chain(other).reduce(f64::max)
}

/// The calls since the log had `seen` lines, by operation.
fn calls(sandbox: &Sandbox, seen: usize) -> Result<BTreeMap<String, usize>, Failure> {
    let mut counts = BTreeMap::new();
    for line in sandbox.calls()?.lines().skip(seen) {
        let call: Call = serde_json::from_str(line)
            .map_err(|error| Failure::Unexpected(format!("the log of calls: {error}: {line}")))?;
        *counts.entry(call.operation).or_default() += 1;
    }
    Ok(counts)
}
