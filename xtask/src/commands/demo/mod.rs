//! `cargo xtask demo`: the life of one cluster, driven by the real terraform on a local AWS.

mod playground;

use std::time::Instant;

use clap::Args;
use kafkaws_acceptance_tests::Neighbour;

use crate::artifacts::{self, Profile};
use crate::console;
use crate::failure::Failure;
use crate::tools::terraform;
use playground::Playground;

/// How the demo runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Leave the folder, the cluster and the running sandbox, and print how to play on.
    #[arg(long)]
    keep: bool,
}

/// `terraform plan -detailed-exitcode`: nothing to do.
const NOTHING: i32 = 0;
/// `terraform plan -detailed-exitcode`: there are changes.
const CHANGES: i32 = 2;

/// The changes that the demo makes in place: a newer Kafka, larger volumes, less monitoring.
const CHANGED: &str = "kafka_version       = \"3.7.x\"
volume_size         = 600
enhanced_monitoring = \"PER_BROKER\"
";

/// Runs the whole story.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    let terraform = terraform::find()?;
    console::heading("building the provider and the sandbox");
    let artifacts = artifacts::build(Profile::Dev)?;
    let began = Instant::now();
    let playground = Playground::new(terraform, &artifacts)?;
    play(&playground, options.keep)?;
    console::heading(format_args!(
        "done in {}",
        console::seconds(began.elapsed())
    ));
    if options.keep {
        playground.keep()
    } else {
        Ok(())
    }
}

fn play(playground: &Playground, keep: bool) -> Result<(), Failure> {
    playground.terraform("install the provider", &["init", "-input=false"], NOTHING)?;
    playground.terraform(
        "create a TIERED cluster",
        &["apply", "-auto-approve"],
        NOTHING,
    )?;
    nothing_to_do(playground)?;
    change_in_place(playground)?;
    drift(playground)?;
    if keep {
        return Ok(());
    }
    playground.terraform("take it down", &["destroy", "-auto-approve"], NOTHING)?;
    Neighbour::new(playground.endpoint()).expect_empty()?;
    console::line("    the sandbox is empty again");
    Ok(())
}

fn nothing_to_do(playground: &Playground) -> Result<(), Failure> {
    let title = "plan again: nothing to do";
    playground.terraform(title, &["plan", "-detailed-exitcode"], NOTHING)
}

fn change_in_place(playground: &Playground) -> Result<(), Failure> {
    playground.write("terraform.tfvars", CHANGED)?;
    let title = "upgrade Kafka, grow the volumes, change monitoring, all in place";
    playground.terraform(title, &["apply", "-auto-approve"], NOTHING)?;
    nothing_to_do(playground)
}

fn drift(playground: &Playground) -> Result<(), Failure> {
    console::heading("somebody changes the monitoring level behind Terraform's back");
    let began = Instant::now();
    Neighbour::new(playground.endpoint()).change_monitoring("demo", "PER_TOPIC_PER_BROKER")?;
    console::done("UpdateMonitoring, by hand", began.elapsed());
    let look = ["plan", "-refresh-only", "-detailed-exitcode"];
    playground.terraform("a drift run notices (exit code 2)", &look, CHANGES)?;
    playground.terraform(
        "and apply puts it right",
        &["apply", "-auto-approve"],
        NOTHING,
    )?;
    nothing_to_do(playground)
}
