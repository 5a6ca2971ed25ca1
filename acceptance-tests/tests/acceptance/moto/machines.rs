//! The life of a broker by hand, against moto and against the sandbox.

use kafkaws_acceptance_tests::{Neighbour, Trouble, World, elements, need, witness};
use serde_json::Value;

use super::known_machines::{KNOWN, STRICTER};
use super::server::Moto;
use super::{Answers, explained, shape};
use crate::cli::Cli;
use crate::scene::ensure;

/// In the sandbox each look moves a state on by one; none takes more.
const LOOKS: usize = 3;

/// One side, and what it has answered so far.
pub(super) struct Hand {
    cli: Cli,
    neighbour: Neighbour,
    answers: Answers,
}

/// What a hand has made.
pub(super) struct Machine {
    pub(super) instance: String,
    pub(super) volume: String,
    pub(super) card: String,
    pub(super) zone: String,
    pub(super) image: String,
}

impl Hand {
    fn new(program: &std::path::Path, endpoint: &str) -> Self {
        Self {
            cli: Cli::new(program.to_path_buf(), endpoint),
            neighbour: Neighbour::new(endpoint),
            answers: Vec::new(),
        }
    }

    /// Makes a call whose answer is compared.
    fn ask(&mut self, operation: &'static str, arguments: &str) -> Result<Value, Trouble> {
        let answer = self.call(operation, arguments)?;
        self.answers.push((operation, shape::of(&answer)));
        Ok(answer)
    }

    fn call(&self, operation: &str, arguments: &str) -> Result<Value, Trouble> {
        let mut words = vec![operation];
        words.extend(arguments.split_whitespace());
        self.cli.ec2(&words)
    }

    /// The first of these elements in the answer to a call past the CLI.
    fn first(&self, action: &str, filter: &[(&str, &str)], name: &str) -> Result<String, Trouble> {
        let found = elements(&self.neighbour.ec2_with(action, filter)?, name);
        found
            .into_iter()
            .next()
            .ok_or_else(|| Trouble::Unmet(format!("{action} shows no {name}")))
    }

    /// Looks until nothing is under way.
    fn look(&self, machine: &Machine) -> Result<(), Trouble> {
        for _ in 0..LOOKS {
            let instance = [("InstanceId.1", machine.instance.as_str())];
            self.neighbour.ec2_with("DescribeInstances", &instance)?;
            let volume = [("VolumeId.1", machine.volume.as_str())];
            self.neighbour.ec2_with("DescribeVolumes", &volume)?;
        }
        Ok(())
    }

    /// An interface, a volume and an instance on both, running.
    fn make(&mut self) -> Result<Machine, Trouble> {
        let filter = [
            ("Filter.1.Name", "architecture"),
            ("Filter.1.Value.1", "x86_64"),
        ];
        let image = self.first("DescribeImages", &filter, "imageId")?;
        let subnet = self.first("DescribeSubnets", &[], "subnetId")?;
        let card = self.ask("create-network-interface", &format!("--subnet-id {subnet}"))?;
        let card = &card["NetworkInterface"];
        let (id, zone) = (
            text(card, "NetworkInterfaceId"),
            text(card, "AvailabilityZone"),
        );
        let volume = format!("--availability-zone {zone} --size 100 --volume-type gp3");
        let volume = text(&self.ask("create-volume", &volume)?, "VolumeId");
        let launch = format!(
            "--image-id {image} --instance-type m5.large --user-data {{}} --network-interfaces \
             DeviceIndex=0,NetworkInterfaceId={id} --metadata-options HttpTokens=required"
        );
        let instance = self.ask("run-instances", &launch)?;
        let machine = Machine {
            instance: text(&instance["Instances"][0], "InstanceId"),
            volume,
            card: id,
            zone,
            image,
        };
        self.look(&machine)?;
        Ok(machine)
    }

    /// What a broker goes through.
    fn live(&mut self, machine: &Machine) -> Result<(), Trouble> {
        let Machine {
            instance,
            volume,
            card,
            ..
        } = machine;
        self.ask(
            "attach-volume",
            &format!("--instance-id {instance} --volume-id {volume} --device /dev/sdf"),
        )?;
        self.look(machine)?;
        self.ask(
            "create-tags",
            &format!("--resources {instance} {volume} --tags Key=team,Value=a"),
        )?;
        self.ask("describe-instances", &format!("--instance-ids {instance}"))?;
        self.ask("describe-volumes", &format!("--volume-ids {volume}"))?;
        self.ask(
            "describe-network-interfaces",
            &format!("--network-interface-ids {card}"),
        )?;
        self.ask(
            "describe-instance-status",
            &format!("--instance-ids {instance}"),
        )?;
        self.ask(
            "describe-tags",
            &format!("--filters Name=resource-id,Values={instance}"),
        )?;
        self.ask("modify-volume", &format!("--volume-id {volume} --size 200"))?;
        self.ask(
            "describe-volumes-modifications",
            &format!("--volume-ids {volume}"),
        )?;
        self.ask("stop-instances", &format!("--instance-ids {instance}"))?;
        self.look(machine)?;
        self.ask(
            "modify-instance-attribute",
            &format!("--instance-id {instance} --instance-type Value=m5.xlarge"),
        )?;
        self.ask("start-instances", &format!("--instance-ids {instance}"))?;
        self.look(machine)
    }

    /// What a plan asks.
    fn plan(&mut self) -> Result<(), Trouble> {
        self.ask("describe-instance-types", "--instance-types m5.large")?;
        self.ask(
            "describe-instance-type-offerings",
            "--location-type availability-zone-id --filters Name=instance-type,Values=m5.large",
        )?;
        self.ask("describe-subnets", "")?;
        self.ask("describe-availability-zones", "").map(drop)
    }

    fn end(&mut self, machine: &Machine) -> Result<(), Trouble> {
        let Machine {
            instance,
            volume,
            card,
            ..
        } = machine;
        self.ask("terminate-instances", &format!("--instance-ids {instance}"))?;
        self.look(machine)?;
        self.ask("delete-volume", &format!("--volume-id {volume}"))?;
        // Looked at among all, since a call that names it fails once it is gone.
        for _ in 0..LOOKS {
            self.neighbour.ec2("DescribeVolumes")?;
        }
        self.ask(
            "delete-network-interface",
            &format!("--network-interface-id {card}"),
        )
        .map(drop)
    }
}

fn text(answer: &Value, member: &str) -> String {
    answer[member].as_str().unwrap_or_default().to_owned()
}

/// A world in which new ids are known at once, as moto's are.
fn world() -> Result<World, Trouble> {
    let world = World::start()?;
    world.sandbox().world().set_id_lag(0);
    Ok(world)
}

#[test]
fn a_broker_s_life_has_the_same_shape() -> Result<(), Trouble> {
    let program = need!(witness("aws"));
    let moto = Moto::start(need!(witness("moto_server")))?;
    let world = world()?;
    let mut hands = [
        Hand::new(&program, moto.endpoint()),
        Hand::new(&program, world.endpoint()),
    ];
    for hand in &mut hands {
        let machine = hand.make()?;
        hand.live(&machine)?;
        hand.plan()?;
        hand.end(&machine)?;
    }
    let [theirs, ours] = hands;
    explained(&theirs.answers, &ours.answers, KNOWN)?;
    world.is_empty()
}

/// What EC2 refuses, the sandbox refuses with EC2's code, and moto takes: who tests with moto alone learns of
/// none of it.
#[test]
fn the_sandbox_refuses_what_moto_takes() -> Result<(), Trouble> {
    let program = need!(witness("aws"));
    let moto = Moto::start(need!(witness("moto_server")))?;
    let world = world()?;
    let mut theirs = Hand::new(&program, moto.endpoint());
    let mut ours = Hand::new(&program, world.endpoint());
    let (their_machine, our_machine) = (theirs.make()?, ours.make()?);
    for case in STRICTER {
        let taken = theirs.call(case.operation, &(case.arguments)(&their_machine));
        ensure(
            taken.is_ok(),
            format!("moto refuses it too by now: {} {taken:?}", case.reason),
        )?;
        let refused = ours.call(case.operation, &(case.arguments)(&our_machine));
        let told = refused
            .err()
            .map(|trouble| trouble.to_string())
            .unwrap_or_default();
        ensure(told.contains(case.code), format!("{}: {told}", case.reason))?;
    }
    ours.end(&our_machine)?;
    world.is_empty()
}
