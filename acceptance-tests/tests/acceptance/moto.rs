//! A second opinion: moto and the sandbox answer the same calls of the AWS CLI in the same shape, where
//! moto has them. It implements MSK's create, describe, list, tags and delete, and of EC2 all that a broker
//! needs but placement groups and the replacement of root volumes; what differs is listed with the reason,
//! and a difference that is gone must leave the list.

mod gaps;
mod known;
mod known_machines;
mod machines;
mod server;
mod shape;
mod terraform;

use std::collections::BTreeSet;

use kafkaws_acceptance_tests::{Neighbour, Trouble, World, elements, need, witness};
use serde_json::{Value, json};

use crate::cli::Cli;
use crate::scene::ensure;
use known::{Difference, Known, Side};
use server::Moto;

/// An operation of the CLI, and the shape of its answer.
type Answers = Vec<(&'static str, BTreeSet<String>)>;

/// What follows a create, and what each call is about.
const CALLS: [(&[&str], About); 9] = [
    (&["describe-cluster-v2"], About::Cluster),
    (&["describe-cluster"], About::Cluster),
    (&["list-clusters-v2"], About::Nothing),
    (&["list-clusters"], About::Nothing),
    (&["list-tags-for-resource"], About::Resource),
    (&["tag-resource", "--tags=tier=1"], About::Resource),
    (&["untag-resource", "--tag-keys=team"], About::Resource),
    (&["list-tags-for-resource"], About::Resource),
    (&["delete-cluster"], About::Cluster),
];

/// The parameter that takes the ARN.
enum About {
    Cluster,
    Resource,
    Nothing,
}

/// A cluster's life, as far as moto knows it.
fn life(cli: &Cli, subnets: &[String], settles: bool) -> Result<Answers, Trouble> {
    let created = create(cli, subnets)?;
    let arn = created["ClusterArn"].as_str().unwrap_or_default();
    if settles {
        cli.settled(arn)?;
    }
    // The first list after a create may lag.
    cli.kafka(&["list-clusters"])?;
    let mut answers = vec![("create-cluster-v2", shape::of(&created))];
    for (call, about) in CALLS {
        let target = match about {
            About::Cluster => Some(format!("--cluster-arn={arn}")),
            About::Resource => Some(format!("--resource-arn={arn}")),
            About::Nothing => None,
        };
        let arguments: Vec<&str> = call.iter().copied().chain(target.as_deref()).collect();
        answers.push((call[0], shape::of(&cli.kafka(&arguments)?)));
    }
    Ok(answers)
}

fn create(cli: &Cli, subnets: &[String]) -> Result<Value, Trouble> {
    let brokers = json!({
        "InstanceType": "kafka.m5.large",
        "ClientSubnets": subnets,
        "StorageInfo": { "EbsStorageInfo": { "VolumeSize": 100 } },
    });
    let provisioned = json!({
        "BrokerNodeGroupInfo": brokers,
        "KafkaVersion": "3.6.0",
        "NumberOfBrokerNodes": 3,
    });
    let provisioned = format!("--provisioned={provisioned}");
    let name = "--cluster-name=second-opinion";
    cli.kafka(&["create-cluster-v2", name, "--tags=team=a", &provisioned])
}

/// What one side lacks altogether: a structure that is absent is one difference, and not one for each of
/// its members.
fn only(there: &BTreeSet<String>, here: &BTreeSet<String>) -> Vec<String> {
    let absent = |path: &str| there.contains(path) && !here.contains(path);
    let parent = |path: &str| path.rsplit_once('.').map(|(parent, _)| parent.to_owned());
    let top = |path: &&String| absent(path) && !parent(path).is_some_and(|parent| absent(&parent));
    there.iter().filter(top).cloned().collect()
}

fn differences(moto: &Answers, ours: &Answers) -> Vec<Difference> {
    let mut found = Vec::new();
    for ((operation, theirs), (_, ours)) in moto.iter().zip(ours) {
        let on = |side| {
            move |path| Difference {
                operation,
                side,
                path,
            }
        };
        found.extend(only(theirs, ours).into_iter().map(on(Side::Moto)));
        found.extend(only(ours, theirs).into_iter().map(on(Side::Sandbox)));
    }
    found
}

/// Every difference has a reason, and every reason a difference.
fn explained(moto: &Answers, ours: &Answers, reasons: &[Known]) -> Result<(), Trouble> {
    let found = differences(moto, ours);
    let unexplained: Vec<_> = found
        .iter()
        .filter(|one| !reasons.iter().any(|known| known.explains(one)))
        .collect();
    ensure(unexplained.is_empty(), format!("{unexplained:#?}"))?;
    let stale = reasons
        .iter()
        .filter(|known| !found.iter().any(|one| known.explains(one)));
    let stale: Vec<_> = stale.map(|known| known.reason).collect();
    ensure(
        stale.is_empty(),
        format!("no difference any more: {stale:#?}"),
    )
}

#[test]
fn moto_and_the_sandbox_answer_in_the_same_shape() -> Result<(), Trouble> {
    let program = need!(witness("aws"));
    let moto = Moto::start(need!(witness("moto_server")))?;
    let world = World::start()?;
    let neighbour = Neighbour::new(world.endpoint());
    let subnets = elements(&neighbour.ec2("DescribeSubnets")?, "subnetId");
    let ours = life(&Cli::new(program.clone(), world.endpoint()), &subnets, true)?;
    let theirs = life(&Cli::new(program, moto.endpoint()), &subnets, false)?;
    explained(&theirs, &ours, known::KNOWN)
}
