//! `cargo xtask demo --brokers`: three brokers that really run, from an image to no process left.

use std::time::Instant;

use kafkaws_acceptance_tests::{KafkaClient, Neighbour};

use super::playground::{Playground, Root};
use super::{NOTHING, nothing_to_do};
use crate::artifacts::{self, Profile};
use crate::commands::image;
use crate::console;
use crate::failure::Failure;
use crate::tools::{python, terraform};

/// Messages of each of the two rounds.
const MESSAGES: u64 = 100_000;
/// Seconds over which the second round is spread: longer than the roll takes.
const SPREAD: u64 = 30;
/// The bucket that the brokers keep everything in, as the example names it.
const BUCKET: &str = "orders-kafka";

/// Runs the whole story.
pub(super) fn run(keep: bool) -> Result<(), Failure> {
    let terraform = terraform::find()?;
    let client = KafkaClient::of(&python::kafka_client()?);
    console::heading("building the provider, the sandbox, and two images of a broker");
    let artifacts = artifacts::build(Profile::Dev)?;
    let root = Root {
        text: include_str!("../../../../examples/self_managed_rust_brokers/main.tf"),
        sandbox: &["--compute", "processes"],
    };
    let playground = Playground::new(terraform, &artifacts, &root)?;
    let began = Instant::now();
    let demo = Demo { playground, client };
    demo.play(keep)?;
    console::heading(format_args!(
        "done in {}",
        console::seconds(began.elapsed())
    ));
    match keep {
        true => demo.playground.keep(),
        false => Ok(()),
    }
}

struct Demo {
    playground: Playground,
    client: KafkaClient,
}

impl Demo {
    fn play(&self, keep: bool) -> Result<(), Failure> {
        let neighbour = Neighbour::new(self.playground.endpoint());
        neighbour.make_bucket(BUCKET)?;
        self.image("first", None)?;
        self.playground
            .terraform("install the provider", &["init", "-input=false"], NOTHING)?;
        self.playground.terraform(
            "make the image an AMI, and launch three brokers of it over one bucket",
            &["apply", "-auto-approve"],
            NOTHING,
        )?;
        nothing_to_do(&self.playground)?;
        let bootstrap = self.playground.output("bootstrap")?;
        self.produce_and_consume(&bootstrap)?;
        self.roll(&bootstrap)?;
        if keep {
            return Ok(());
        }
        self.playground
            .terraform("take it down", &["destroy", "-auto-approve"], NOTHING)?;
        neighbour.expect_no_processes()?;
        console::line("    no broker runs any more");
        Ok(())
    }

    /// Writes an image and names it to Terraform. Another version is another image.
    fn image(&self, name: &str, version: Option<&str>) -> Result<(), Failure> {
        let path = self.playground.path(&format!("{name}.raw"));
        let image = image::bare(version, &path)?;
        let kind = match std::env::consts::ARCH {
            "aarch64" => "m7g.large",
            _ => "m7i.large",
        };
        let variables = format!(
            "image         = {:?}\ninstance_type = {kind:?}\nprobe         = \"kafka\"\n",
            image.path
        );
        self.playground.write("terraform.tfvars", &variables)
    }

    fn produce_and_consume(&self, bootstrap: &str) -> Result<(), Failure> {
        console::heading(format_args!(
            "a topic of 12 partitions, {MESSAGES} messages with acks=all, and all of them back"
        ));
        let producing = self.client.produce(bootstrap, "orders", (MESSAGES, 0))?;
        let produced = producing.end()?;
        expect("acknowledged", produced.distinct, &produced)?;
        console::line(format_args!("    | produced in {:.1} s", produced.seconds));
        let began = Instant::now();
        let read = self.client.consume(bootstrap, "orders")?;
        expect("read", read.distinct, &read)?;
        console::done("consumed", began.elapsed());
        Ok(())
    }

    /// A producer goes on while every broker gets another image.
    fn roll(&self, bootstrap: &str) -> Result<(), Failure> {
        self.image("second", Some("next"))?;
        let producing = self
            .client
            .produce(bootstrap, "rolled", (MESSAGES, SPREAD))?;
        self.playground.terraform(
            "roll the brokers to a new AMI, one at a time, under a producer with acks=all",
            &["apply", "-auto-approve"],
            NOTHING,
        )?;
        let produced = producing.end()?;
        expect("acknowledged", produced.distinct, &produced)?;
        console::line(format_args!(
            "    | {} messages acknowledged, none failed; the longest pause was {:.2} s",
            produced.acknowledged, produced.longest_pause
        ));
        for broker in bootstrap.split(',') {
            let read = self.client.consume(broker, "rolled")?;
            expect("read", read.distinct, &read)?;
            console::line(format_args!("    | {broker} has all {}", read.distinct));
        }
        nothing_to_do(&self.playground)
    }
}

/// All messages, or the demo has failed.
fn expect(what: &str, count: u64, told: &impl std::fmt::Debug) -> Result<(), Failure> {
    match count == MESSAGES {
        true => Ok(()),
        false => Err(Failure::Unexpected(format!(
            "{count} of {MESSAGES} messages were {what}: {told:?}"
        ))),
    }
}
