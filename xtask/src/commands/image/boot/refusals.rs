//! What a machine is told that it must not act on. One boot for all of it: the agent tries again by itself.

use std::path::Path;
use std::time::Duration;

use kafkaws_boot_contract::VERSION;
use kafkaws_boot_contract::console::{Line, lines};

use super::disks::LABEL;
use super::life::free_port;
use super::machine::Machine;
use super::user_data::{contract, tell};
use super::{Bench, step};
use crate::failure::Failure;

/// The agent waits a minute for the metadata service, and systemd a quarter of one before it tries again.
const NEXT: Duration = Duration::from_secs(180);

pub(super) fn run(bench: &Bench<'_>) -> Result<(), Failure> {
    let port = free_port()?;
    let (data, grows) = (bench.disks.foreign("foreign")?, bench.disks.blank("blank")?);
    let before = [content(&data)?, content(&grows)?];
    let plan = bench.plan("refusing", port, [data.clone(), grows.clone()])?;
    bench.metadata.close()?;
    let mut machine = Machine::start(&plan)?;
    let limit = bench.accelerator.patience() + NEXT;
    step("no metadata service: it says so", || {
        refused(&mut machine, "no metadata service at", limit)
    })?;
    let mut newer = contract(port);
    newer.version = VERSION + 1;
    bench.metadata.open()?;
    tell(&bench.metadata, &newer)?;
    step("boot data of a newer version: refused", || {
        refused(&mut machine, "version", NEXT)
    })?;
    tell(&bench.metadata, &contract(port))?;
    step("a volume with somebody's file system: refused", || {
        refused(&mut machine, &format!("labelled \"{LABEL}\""), NEXT)
    })?;
    drop(machine);
    step("not a byte of any volume has changed", || {
        match [content(&data)?, content(&grows)?] == before {
            true => Ok(()),
            false => Err(Failure::Unexpected("a volume was written to".to_owned())),
        }
    })
}

/// Waits for a failure that says a text. Other failures before it are those of the attempt before.
fn refused(machine: &mut Machine, reason: &str, limit: Duration) -> Result<(), Failure> {
    machine.expect(reason, limit, |text| {
        let mut failures = lines(text);
        failures
            .find(|line| matches!(line, Line::Failed(_, said) if said.contains(reason)))
            .map(drop)
    })
}

fn content(path: &Path) -> Result<kafkaws_image_manifest::Digest, Failure> {
    let mut inputs = crate::tools::digest::Inputs::default();
    inputs.file("volume", path);
    inputs.digest()
}
