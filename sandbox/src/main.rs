//! `kafkaws-sandbox`: the local AWS as a process.

use std::io::Write;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use kafkaws_sandbox::{Builder, Clock, Compute, FaultRule, Sandbox, StartError};
use thiserror::Error;
use tokio::signal::unix::{SignalKind, signal};

/// A local AWS: MSK, EC2 as self-managed brokers need it, and as much of STS and CloudWatch.
#[derive(Debug, Parser)]
#[command(version)]
struct Arguments {
    /// Where to listen: a loopback address, and a port or 0 for any.
    #[arg(long, value_name = "ADDRESS:PORT")]
    listen: SocketAddr,
    /// Keeps the world in this file, from one start to the next.
    #[arg(long, value_name = "FILE")]
    state: Option<PathBuf>,
    /// How time passes.
    #[arg(long, value_enum, default_value = "fast")]
    clock: ClockName,
    /// What instances of brokers' images are.
    #[arg(long, value_enum, default_value = "none")]
    compute: ComputeName,
    /// Reads fault rules from this file of JSON: one, or a list.
    #[arg(long, value_name = "FILE")]
    faults: Option<PathBuf>,
    /// Appends every call to this file, as a line of JSON.
    #[arg(long, value_name = "FILE")]
    calls: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ClockName {
    /// Looking at something moves it on.
    Fast,
    /// Wall time, as long as AWS takes.
    Real,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ComputeName {
    /// Nothing but their console.
    None,
    /// Their boot agent and broker, as processes of this machine (Linux).
    Processes,
}

#[derive(Debug, Error)]
enum Failure {
    #[error("cannot read the faults in {0}: {1}")]
    Faults(PathBuf, Box<dyn std::error::Error>),
    #[error(transparent)]
    Start(#[from] StartError),
    #[error("cannot wait for signals: {0}")]
    Signal(std::io::Error),
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            say(
                &mut std::io::stderr(),
                &format!("kafkaws-sandbox: {failure}"),
            );
            ExitCode::FAILURE
        }
    }
}

/// Every answer was saved before it was sent, so an end needs nothing but to stop.
async fn run(arguments: Arguments) -> Result<(), Failure> {
    let sandbox = builder(arguments)?.start().await?;
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::Signal)?;
    say(
        &mut std::io::stdout(),
        &format!("listening on {}", sandbox.url()),
    );
    tokio::select! {
        _ = terminate.recv() => Ok(()),
        result = tokio::signal::ctrl_c() => result.map_err(Failure::Signal),
    }
}

fn builder(arguments: Arguments) -> Result<Builder, Failure> {
    let mut builder = Sandbox::builder()
        .listen(arguments.listen)
        .clock(match arguments.clock {
            ClockName::Fast => Clock::Fast,
            ClockName::Real => Clock::Real,
        })
        .compute(match arguments.compute {
            ComputeName::None => Compute::None,
            ComputeName::Processes => Compute::Processes,
        });
    if let Some(path) = arguments.state {
        builder = builder.state(path);
    }
    if let Some(path) = arguments.calls {
        builder = builder.calls(path);
    }
    if let Some(path) = arguments.faults {
        let rules = rules(&path).map_err(|error| Failure::Faults(path, error))?;
        builder = builder.faults(rules);
    }
    Ok(builder)
}

fn rules(path: &PathBuf) -> Result<Vec<FaultRule>, Box<dyn std::error::Error>> {
    let text = std::fs::read_to_string(path)?;
    Ok(match text.trim_start().starts_with('[') {
        true => serde_json::from_str(&text)?,
        false => vec![serde_json::from_str(&text)?],
    })
}

/// Flushed, because who waits for this line reads it through a pipe; without a reader, let it go.
fn say(to: &mut impl Write, line: &str) {
    let _ = writeln!(to, "{line}").and_then(|()| to.flush());
}
