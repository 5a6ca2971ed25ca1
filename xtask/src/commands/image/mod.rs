//! `cargo xtask image`: a broker's disk image.

pub(crate) mod boot;
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
use crate::tools::python;
use engine::Engine;

/// The engine of the images that are shipped.
const ENGINE: &str = "nisshi";

/// Which image is built, and where it goes.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// No operating system: agent, engine file and engine only, for a sandbox that runs brokers as processes.
    #[arg(long)]
    bare: bool,
    /// A folder of broker-image/engines/. Its broker is built if it is not there yet.
    #[arg(long, default_value = ENGINE)]
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
    /// Boot the image in a virtual machine, with a client that produces and consumes, and with everything that may go wrong.
    #[arg(long, conflicts_with = "bare")]
    boot: bool,
    /// The image's file; its manifest is written beside it, with `.json` added.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Builds the image, unless nothing that is in it has changed, and says what it is.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let began = Instant::now();
    let image = options.build()?;
    report(&image);
    if options.boot {
        boot::run(&image)?;
    }
    console::done("done", began.elapsed());
    Ok(())
}

/// An image without an operating system of the broker that is shipped, for instances that are processes. `version` is what it
/// calls itself.
pub(crate) fn bare(version: Option<&str>, output: &Path) -> Result<Image, Failure> {
    let options = Options {
        bare: true,
        engine_version: version.map(str::to_owned),
        output: Some(output.to_owned()),
        ..Options::default()
    };
    options.build()
}

/// Boots the image as it is by now, for `cargo xtask test`. What is in the way of that on this machine comes back in words; the
/// engine among it, for a quarter of an hour is too long for a test.
pub(crate) fn test() -> Result<Result<(), String>, Failure> {
    let options = Options::default();
    match options.hindrance() {
        Some(hindrance) => Ok(Err(hindrance)),
        None => boot::run(&options.build()?).map(Ok),
    }
}

impl Options {
    fn hindrance(&self) -> Option<String> {
        let tools = boot::tools::Tools::find().err();
        let rest = || requirements::check(false).err();
        let missing = tools.or_else(rest).map(|failure| failure.to_string());
        missing.or_else(|| match Engine::is_built(&self.engine) {
            Ok(true) => python::kafka_client()
                .err()
                .map(|failure| failure.to_string()),
            Ok(false) => Some("the engine is not built; `cargo xtask image` builds it".to_owned()),
            Err(failure) => Some(failure.to_string()),
        })
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            bare: false,
            engine: ENGINE.to_owned(),
            engine_file: None,
            engine_binary: None,
            engine_version: None,
            agent: None,
            arch: None,
            update: false,
            boot: false,
            output: None,
        }
    }
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
