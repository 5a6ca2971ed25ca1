//! The agent that runs first on a self-managed broker. See `README.md` and `../CONTRACT.md`.

mod atomic;
mod boot;
mod broker;
mod check;
mod clock;
mod command;
mod console;
mod engine;
mod failure;
mod identity;
mod metadata;
mod patience;
mod readiness;
mod run;
mod settings;
mod supervise;
mod systemd;
mod tools;
mod user;
mod volumes;
mod watch;

use std::fmt::Display;
use std::io::Write;
use std::process::ExitCode;

use clap::Parser;

use crate::clock::MachineClock;
use crate::command::{Command, CommandLine};
use crate::console::Outputs;
use crate::settings::Settings;
use crate::tools::Programs;
use crate::volumes::mounts::MOUNTINFO;
use crate::volumes::sysfs::Sysfs;
use crate::watch::Watch;

fn main() -> ExitCode {
    let arguments = CommandLine::parse();
    let settings = match Settings::read(std::env::var_os) {
        Ok(settings) => settings,
        Err(error) => return refused(&error),
    };
    match arguments.command {
        Command::Run(options) => run::run(&settings, &options),
        Command::Watch => watch(&settings),
        Command::Broker(options) => refused(&broker::become_broker(
            &settings.program(),
            options.with_parent,
        )),
        Command::Check(options) => {
            match check::check(&settings, &options.user_data, options.engine.as_deref()) {
                Ok(text) => told(&text),
                Err(failure) => refused(&failure),
            }
        }
    }
}

fn watch(settings: &Settings) -> ! {
    let watch = Watch {
        sysfs: Sysfs::of_machine(),
        mountinfo: MOUNTINFO.into(),
        below: settings.mounts(),
        tools: &Programs,
        console: &Outputs::with_device("/dev/console".into()),
    };
    watch.run(&MachineClock::start())
}

fn told(text: &str) -> ExitCode {
    let written = std::io::stdout().lock().write_all(text.as_bytes());
    written.map_or(ExitCode::FAILURE, |()| ExitCode::SUCCESS)
}

fn refused(error: &dyn Display) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "kafkaws-boot: {error}");
    ExitCode::FAILURE
}
