//! `cargo xtask image --boot`: the image in a virtual machine, from its firmware to a client that reads its messages back.

mod accelerator;
mod client;
mod disks;
mod firmware;
mod life;
mod machine;
pub(crate) mod metadata;
mod qmp;
mod refusals;
pub(super) mod tools;
mod user_data;

use std::time::{Duration, Instant};

use kafkaws_image_builder::Image;
use kafkaws_image_manifest::Architecture;

use crate::console;
use crate::failure::Failure;
use accelerator::Accelerator;
use client::Client;
use disks::Disks;
use metadata::Service;
use tools::Tools;

/// What every machine of a test is made with.
struct Bench<'a> {
    tools: &'a Tools,
    accelerator: Accelerator,
    disks: Disks<'a>,
    metadata: Service,
    client: Client,
}

/// Boots an image in every way that matters, and says each step with the time it took.
///
/// # Errors
///
/// What did not happen, with the machine's console.
pub(super) fn run(image: &Image) -> Result<(), Failure> {
    if image.manifest.architecture != Architecture::X86_64 {
        return Err(Failure::Unexpected(
            "an arm64 image is booted on EC2 only: here is a virtual x86-64 machine and its firmware".to_owned(),
        ));
    }
    let folder = tempfile::tempdir().map_err(Failure::at(std::env::temp_dir()))?;
    let tools = Tools::find()?;
    let disks = Disks::new(image, folder.path());
    let accelerator = step("acceleration is tried", || {
        Accelerator::choose(&tools, &disks)
    })?;
    console::line(format_args!("    {}", accelerator.said()));
    let bench = Bench {
        metadata: Service::new(&folder.path().join("metadata"))?,
        client: Client::new()?,
        tools: &tools,
        accelerator,
        disks,
    };
    life::run(&bench)?;
    refusals::run(&bench)
}

/// One step, and how long it took.
fn step<T>(what: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let began = Instant::now();
    let result = work()?;
    console::done(what, began.elapsed());
    Ok(result)
}

/// Looks until something is there.
fn wait_until<T>(
    limit: Duration,
    mut look: impl FnMut() -> Result<Option<T>, Failure>,
) -> Result<Option<T>, Failure> {
    let began = Instant::now();
    loop {
        if let Some(found) = look()? {
            return Ok(Some(found));
        }
        if began.elapsed() > limit {
            return Ok(None);
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}
