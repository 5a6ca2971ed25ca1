//! A broker's life: it boots, serves, grows, loses power, is switched off, and comes back on another root disk.

use std::net::TcpListener;
use std::time::Duration;

use kafkaws_boot_contract::console::{Line, lines};

use super::machine::{Machine, Plan};
use super::user_data::{VOLUMES, contract, tell};
use super::{Bench, step};
use crate::failure::Failure;

const GIB: u64 = 1024 * 1024 * 1024;
/// The agent looks once a minute whether a volume has grown.
const GROWTH: Duration = Duration::from_secs(150);

pub(super) fn run(bench: &Bench<'_>) -> Result<(), Failure> {
    let port = free_port()?;
    tell(&bench.metadata, &contract(port))?;
    let volumes = [bench.disks.blank("data")?, bench.disks.blank("grows")?];
    let mut plan = bench.plan("first", port, volumes)?;
    let mut machine = step("the first boot: blank volumes, and ready", || {
        bench.boot(&plan)
    })?;
    step("500 messages produced and consumed", || {
        bench.client.produce(port, "first")?;
        bench.client.consume(port, "first")
    })?;
    step(
        "a volume grew while it was running, and its file system with it",
        || {
            machine.resize(VOLUMES[1].0, 2 * GIB)?;
            let grown = format!("/{} has grown to 2 GiB", VOLUMES[1].0);
            machine.expect_text(&grown, GROWTH)
        },
    )?;
    step("the power was lost, and it is ready again", || {
        machine.reset()?;
        bench.await_ready(&mut machine)
    })?;
    step("all messages are there, and 500 more", || {
        bench.client.consume(port, "first")?;
        bench.client.produce(port, "second")
    })?;
    let patience = bench.accelerator.patience();
    step("switched off in order", || machine.power_off(patience))?;
    plan.root = bench.disks.root()?;
    let machine = step("a new root disk with the same volumes, and ready", || {
        bench.boot(&plan)
    })?;
    step("all 1,000 messages are there", || {
        bench.client.consume(port, "first")?;
        bench.client.consume(port, "second")
    })?;
    step("switched off in order", || machine.power_off(patience))
}

/// A port that nobody listens on now. The machine listens on the same, since clients are told it.
pub(super) fn free_port() -> Result<u16, Failure> {
    let bound = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    Ok(bound.map_err(Failure::at("127.0.0.1:0"))?.port())
}

impl Bench<'_> {
    /// A machine with a fresh root disk.
    pub(super) fn plan(
        &self,
        name: &str,
        port: u16,
        volumes: [std::path::PathBuf; 2],
    ) -> Result<Plan<'_>, Failure> {
        Ok(Plan {
            tools: self.tools,
            accelerator: self.accelerator,
            folder: self.disks.folder().join(name),
            root: self.disks.root()?,
            volumes: Some(volumes),
            network: Some((self.metadata.command(), port)),
        })
    }

    fn boot(&self, plan: &Plan<'_>) -> Result<Machine, Failure> {
        let mut machine = Machine::start(plan)?;
        self.await_ready(&mut machine)?;
        Ok(machine)
    }

    /// Waits until the broker is ready. One that failed is an error at once.
    pub(super) fn await_ready(&self, machine: &mut Machine) -> Result<(), Failure> {
        let limit = self.accelerator.patience();
        let line = machine.expect("a ready broker", limit, |text| lines(text).next())?;
        match line {
            Line::Ready(_) => Ok(()),
            failed => Err(Failure::Unexpected(failed.to_string())),
        }
    }
}
