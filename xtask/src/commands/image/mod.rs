//! `cargo xtask image`: a broker's disk image.

mod engine;

use std::path::PathBuf;
use std::time::Instant;

use clap::Args;
use kafkaws_image_builder::{Image, Parts, bare};
use kafkaws_image_manifest::{Architecture, Manifest};

use crate::failure::Failure;
use crate::{artifacts, console, place};
use engine::Engine;

/// Which image is built, and where it goes.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// No operating system: agent, engine file and engine only, for a sandbox that runs brokers as processes.
    #[arg(long, required = true)]
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
    /// The image's file; its manifest is written beside it, with `.json` added.
    #[arg(long)]
    output: Option<PathBuf>,
}

/// Builds the image and says what it is.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let began = Instant::now();
    let parts = options.parts()?;
    let image = bare(&parts, &options.output(&parts))?;
    report(&image);
    console::done("built", began.elapsed());
    Ok(())
}

impl Options {
    fn parts(&self) -> Result<Parts, Failure> {
        let engine = self.engine()?;
        let agent = match &self.agent {
            Some(agent) => agent.clone(),
            None => artifacts::agent()?,
        };
        Ok(Parts {
            agent,
            engine_file: engine.file,
            engine: engine.program,
            engine_version: engine.version,
            architecture: Architecture::X86_64,
        })
    }

    fn engine(&self) -> Result<Engine, Failure> {
        let (file, program) = (&self.engine_file, &self.engine_binary);
        match (file, program, &self.engine_version) {
            (Some(file), Some(program), Some(version)) => Engine::given(file, program, version),
            _ => Engine::shipped(&self.engine),
        }
    }

    fn output(&self, parts: &Parts) -> PathBuf {
        let kind = if self.bare { "-bare" } else { "" };
        let name = format!("{}{kind}.raw", parts.name());
        let folder = || place::checkout().join("target/image");
        self.output.clone().unwrap_or_else(|| folder().join(name))
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
        "    {} MiB, of which {} MiB are not holes",
        mib(size_bytes),
        mib(data_bytes)
    ));
}
