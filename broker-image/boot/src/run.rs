//! One boot, from reading who the broker is to saying that it is ready.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use kafkaws_boot_contract::console::{Boot, Line};

use crate::boot::{Prepared, Surroundings};
use crate::clock::MachineClock;
use crate::command::Run;
use crate::console::{Console, Outputs};
use crate::failure::Failure;
use crate::settings::Settings;
use crate::tools::Programs;
use crate::{supervise, systemd};

/// Boots, and reports.
pub(crate) fn run(settings: &Settings, options: &Run) -> ExitCode {
    if options.leash {
        supervise::leash();
    }
    let console = match options.supervise {
        true => Outputs::stdout(),
        false => Outputs::with_device("/dev/console".into()),
    };
    let surroundings = Surroundings {
        settings,
        clock: &MachineClock::start(),
        tools: &Programs,
        console: &console,
        user: options.user.as_deref(),
    };
    let mut boot = Boot::of_nobody(boot_id(settings, options.supervise));
    match boot_with(&surroundings, options.supervise, &mut boot) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            console.report(&Line::Failed(boot, failure.to_string()));
            ExitCode::FAILURE
        }
    }
}

fn boot_with(
    surroundings: &Surroundings<'_>,
    supervised: bool,
    boot: &mut Boot,
) -> Result<(), Failure> {
    let prepared = surroundings.prepare(boot)?;
    match supervised {
        true => supervise::supervise(&prepared, boot, surroundings.console)
            .map_err(Failure::at("/proc/self/exe")),
        false => serve(surroundings, &prepared, boot),
    }
}

fn serve(surroundings: &Surroundings<'_>, prepared: &Prepared, boot: &Boot) -> Result<(), Failure> {
    systemd::start(surroundings.tools, Path::new(systemd::UNITS), prepared)?;
    systemd::await_ready(surroundings.clock, prepared)?;
    surroundings.console.report(&Line::Ready(boot.clone()));
    Ok(())
}

/// The kernel's id of this boot. A supervised broker boots more often than its kernel, so it draws one of its own.
fn boot_id(settings: &Settings, supervised: bool) -> String {
    if let Some(id) = &settings.boot_id {
        return id.clone();
    }
    let source = if supervised { "uuid" } else { "boot_id" };
    let id = fs::read_to_string(Path::new("/proc/sys/kernel/random").join(source));
    // No two boots may look alike, and a line must have an id; without /proc there is none to be had.
    id.map_or_else(|_| "?".to_owned(), |id| id.trim().to_owned())
}
