//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand};

/// The agent that runs first on a self-managed broker.
///
/// It reads the boot contract from EC2's user data, makes the data volumes ready, starts the broker's engine and says on
/// the console how that went. Variables and files are documented in broker-image/boot/README.md.
#[derive(Debug, Parser)]
#[command(name = "kafkaws-boot", version)]
pub(crate) struct CommandLine {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Boots the broker, and reports on the console when it takes connections or why it does not.
    Run(Run),
    /// Grows filesystems with their volumes, for ever.
    Watch,
    /// Becomes the broker that `run` has made ready. This is what the service starts.
    Broker(Broker),
    /// Reads user data from a file and says what a broker would do with it.
    Check(Check),
}

#[derive(Debug, Args)]
pub(crate) struct Run {
    /// Runs the broker as a child, with standard output as the console, in place of a service of systemd.
    #[arg(long)]
    pub(crate) supervise: bool,
    /// Ends when standard input ends: with whoever started it, even one that is killed.
    #[arg(long, requires = "supervise")]
    pub(crate) leash: bool,
    /// The user that the broker's service runs as. It gets the broker's folder on each volume.
    #[arg(long, conflicts_with = "supervise")]
    pub(crate) user: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct Broker {
    /// Is killed when the process with this id, its parent, ends.
    #[arg(long, value_name = "PID")]
    pub(crate) with_parent: Option<i32>,
}

#[derive(Debug, Args)]
pub(crate) struct Check {
    /// The user data, not in base64.
    pub(crate) user_data: PathBuf,
    /// Also shows the command, variables and files of this engine.
    #[arg(long)]
    pub(crate) engine: Option<PathBuf>,
}
