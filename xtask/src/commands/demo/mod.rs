//! `cargo xtask demo`: the life of an MSK cluster and of three self-managed brokers, driven by the real
//! terraform on a local AWS.

mod brokers;
mod playground;
mod roll;

use std::time::Instant;

use clap::Args;
use kafkaws_acceptance_tests::{Neighbour, Site};

use crate::artifacts::{self, Profile};
use crate::console;
use crate::failure::Failure;
use crate::tools::terraform;
use playground::{Playground, Root};

/// How the demo runs.
#[derive(Args, Debug)]
pub(crate) struct Options {
    /// Leave the folder, the cluster and the running sandbox, and print how to play on.
    #[arg(long)]
    keep: bool,
    /// Another story: brokers that really run, from an image to a roll under a producer (Linux, Python 3, e2fsprogs).
    #[arg(long)]
    brokers: bool,
}

/// `terraform plan -detailed-exitcode`: nothing to do.
const NOTHING: i32 = 0;
/// `terraform plan -detailed-exitcode`: there are changes.
const CHANGES: i32 = 2;

/// The variables before and after the changes that the demo makes in place: a newer Kafka, larger volumes,
/// less monitoring.
const CHANGED: &str = "kafka_version       = \"3.7.x\"
volume_size         = 600
enhanced_monitoring = \"PER_BROKER\"
";

const ROOT: Root<'_> = Root {
    text: include_str!("main.tf"),
    sandbox: &[],
};

/// Runs the whole story.
pub(crate) fn run(options: &Options) -> Result<(), Failure> {
    if options.brokers {
        return brokers::run(options.keep);
    }
    let terraform = terraform::find()?;
    console::heading("building the provider and the sandbox");
    let artifacts = artifacts::build(Profile::Dev)?;
    let began = Instant::now();
    let playground = Playground::new(terraform, &artifacts, &ROOT)?;
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
    let site = Site::of(&Neighbour::new(playground.endpoint()))?;
    playground.terraform("install the provider", &["init", "-input=false"], NOTHING)?;
    playground.write("terraform.tfvars", &variables("", &site.image))?;
    playground.terraform(
        "create a TIERED cluster, and three brokers of our own in three zones",
        &["apply", "-auto-approve"],
        NOTHING,
    )?;
    nothing_to_do(playground)?;
    change_in_place(playground, &site)?;
    drift(playground)?;
    roll(playground, &site)?;
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

fn variables(cluster: &str, ami: &str) -> String {
    format!("{cluster}ami = \"{ami}\"\n")
}

fn change_in_place(playground: &Playground, site: &Site) -> Result<(), Failure> {
    playground.write("terraform.tfvars", &variables(CHANGED, &site.image))?;
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

/// The brokers get a new image, one at a time, each behind the health of the one before.
fn roll(playground: &Playground, site: &Site) -> Result<(), Failure> {
    playground.write("terraform.tfvars", &variables(CHANGED, &site.newer_image))?;
    let seen = playground.calls()?.lines().count();
    let title = "roll the brokers to a new image, one at a time";
    playground.terraform(title, &["apply", "-auto-approve"], NOTHING)?;
    let calls = playground.calls()?;
    let calls: Vec<&str> = calls.lines().skip(seen).collect();
    for line in roll::story(&calls)? {
        console::line(format_args!("    | {line}"));
    }
    nothing_to_do(playground)
}
