//! `cargo xtask image`: a broker's disk image.

mod build;
mod engine;
mod requirements;

use std::path::{Path, PathBuf};
use std::time::Instant;

use clap::Args;
use kafkaws_image_builder::Image;
use kafkaws_image_manifest::{Architecture, Manifest};

use crate::console;
use crate::failure::Failure;

/// Which image is built, and where it goes.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// No operating system: agent, engine file and engine only, for a sandbox that runs brokers as processes.
    #[arg(long)]
    bare: bool,
    /// A folder of broker-image/engines/. Its broker is built if it is not there yet.
    #[arg(long, default_value = "nisshi")]
    engine: String,
    /// Another broker's engine file, for its own program.
    #[arg(long, requires = "engine_binary", requires = "engine_version")]
    engine_file: Option<PathBuf>,
    /// Another broker's program.
    #[arg(long, requires = "engine_file")]
    engine_binary: Option<PathBuf>,
    /// Another broker's version.
    #[arg(long, requires = "engine_file")]
    engine_version: Option<String>,
    /// A boot agent that is built already; else this checkout's is.
    #[arg(long)]
    agent: Option<PathBuf>,
    /// The processor: x86_64 or arm64. Another one than this machine's takes --agent and --engine-binary, built for it.
    #[arg(long)]
    arch: Option<Architecture>,
    /// Fetch the packages that Debian has by now, security updates among them. Else those of the last time are taken.
    #[arg(long, conflicts_with = "bare")]
    update: bool,
    /// The image's file; its manifest is written beside it, with `.json` added.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Builds the image, unless nothing that is in it has changed, and says what it is.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let began = Instant::now();
    let image = options.build()?;
    report(&image);
    console::done("done", began.elapsed());
    Ok(())
}

/// An image without an operating system of the broker that is shipped, for instances that are processes. `version` is what it
/// calls itself.
pub(crate) fn bare(version: Option<&str>, output: &Path) -> Result<Image, Failure> {
    let options = Options {
        bare: true,
        engine: "nisshi".to_owned(),
        engine_file: None,
        engine_binary: None,
        engine_version: version.map(str::to_owned),
        agent: None,
        arch: None,
        update: false,
        output: Some(output.to_owned()),
    };
    options.build()
}

fn report(image: &Image) {
    let Manifest {
        sha256,
        size_bytes,
        data_bytes,
        ..
    } = &image.manifest;
    let mib = |bytes: &u64| bytes.div_ceil(1024 * 1024);
    console::line(image.path.display());
    console::line(format_args!("    sha256 {sha256}"));
    console::line(format_args!(
        "    {} MiB, of which {} MiB are not holes; {} packages",
        mib(size_bytes),
        mib(data_bytes),
        image.manifest.components.len()
    ));
}
