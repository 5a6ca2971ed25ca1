//! The provider, driven by the real terraform, against moto's EC2: a second opinion on the calls that it makes.
//!
//! What differs, and is not shown on moto therefore:
//!
//! - It does not know `DescribeReplaceRootVolumeTasks` (`gaps` answers that there are none) nor `CreateReplaceRootVolumeTask`:
//!   no image is changed.
//! - It boots nothing, and shows a fixed text as every console: the health check asks fake brokers.
//! - A terminated instance keeps its network interface for ever: no instance is replaced, and a destroy waits in vain.
//! - It does not know placement groups, nor the id of a zone: racks are empty.
//! - Its instances have their root at `/dev/sda1`, whatever their image says: the image is one that says so.

use std::net::SocketAddr;

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{
    Neighbour, Project, Site, Stage, Trouble, elements, need, volume, witness,
};
use kafkaws_health::testing::{FakeCluster, World};
use serde_json::Value;
use tokio::runtime::Runtime;

use super::gaps;
use super::server::Moto;
use crate::scene::ensure;

const STACK: &str = "kafkaws_broker_stack.this";
/// One whose root device moto really gives to its instances: they have `/dev/sda1`, whatever the image says.
const IMAGE: &str = "ubuntu/images/hvm-ssd/ubuntu-xenial-16.04-amd64-server-*";

/// A stack on moto, and who watches it.
struct OnMoto {
    project: Project,
    stack: Resource,
    neighbour: Neighbour,
    _kafka: (FakeCluster, Runtime),
    _moto: Moto,
}

impl OnMoto {
    fn applied(moto: Moto, stage: &Stage, front: &str) -> Result<Self, Trouble> {
        let neighbour = Neighbour::new(front);
        let (kafka, endpoints) = kafka()?;
        let stack = site(&neighbour)?.stack("orders");
        let stack = stack
            .with("instance_type", "m7i.large")
            .with("health_check.probe", "kafka")
            .with("health_check.bootstrap_brokers", endpoints)
            .with("health_check.timeout", "20s")
            .with("timeouts.delete", "3s");
        let project = stage.project()?;
        project.write("main.tf", &stack.root()?)?;
        project.init()?;
        let on_moto = Self {
            project,
            stack,
            neighbour,
            _kafka: kafka,
            _moto: moto,
        };
        on_moto.apply()?;
        Ok(on_moto)
    }

    /// Applies, and expects nothing to do afterwards. The brokers.
    fn apply(&self) -> Result<Value, Trouble> {
        self.project.apply()?;
        self.project.empty_plan()?;
        self.project.quiet_refresh()?;
        let values = self.project.values(STACK)?;
        Ok(values["brokers"].clone())
    }

    fn changed(&self, stack: &Resource) -> Result<Value, Trouble> {
        self.project.write("main.tf", &stack.root()?)?;
        self.apply()
    }

    /// A destroy terminates every instance, and says what it waits for.
    fn ends(&self) -> Result<(), Trouble> {
        let report = self.project.try_destroy()?;
        let waits = report
            .errors()
            .all(|error| error.summary.contains("to let go of"));
        ensure(report.exit == 1 && waits, &report.text)?;
        let ended = [
            ("Filter.1.Name", "instance-state-name"),
            ("Filter.1.Value.1", "terminated"),
        ];
        let ended = self.neighbour.ec2_with("DescribeInstances", &ended)?;
        let ended = elements(&ended, "instanceId").len();
        ensure(ended == 3, format!("{ended} of 3 are terminated"))
    }
}

fn kafka() -> Result<((FakeCluster, Runtime), Vec<String>), Trouble> {
    let path = "fake brokers".into();
    let started = Runtime::new().and_then(|runtime| {
        let world = World::of([1, 2, 3]).with_topic("orders", 6, 3);
        let fake = runtime.block_on(FakeCluster::start(world))?;
        Ok((fake, runtime))
    });
    let started = started.map_err(|source| Trouble::File { path, source })?;
    let endpoints = started.0.endpoints().into_iter();
    let endpoints = endpoints.map(|endpoint| endpoint.to_string()).collect();
    Ok((started, endpoints))
}

fn site(neighbour: &Neighbour) -> Result<Site, Trouble> {
    let named = [("Filter.1.Name", "name"), ("Filter.1.Value.1", IMAGE)];
    let first = |answer: &str, element: &str| {
        let found = elements(answer, element).into_iter().next();
        found.ok_or_else(|| Trouble::Unmet(format!("moto shows no {element}")))
    };
    let image = first(&neighbour.ec2_with("DescribeImages", &named)?, "imageId")?;
    let subnets = neighbour.ec2("DescribeSubnets")?;
    Ok(Site {
        subnets: elements(&subnets, "subnetId"),
        zones: elements(&subnets, "availabilityZone"),
        security_group: first(&neighbour.ec2("DescribeSecurityGroups")?, "groupId")?,
        newer_image: image.clone(),
        image,
    })
}

fn same(before: &Value, after: &Value, attribute: &str) -> Result<(), Trouble> {
    let differs = ["1", "2", "3"]
        .into_iter()
        .find(|id| before[id][attribute] != after[id][attribute]);
    ensure(
        differs.is_none(),
        format!("{attribute} of broker {differs:?}: {after}"),
    )
}

#[test]
fn brokers_are_made_changed_and_repaired_on_moto() -> Result<(), Trouble> {
    let (terraform, package) = need!(Stage::tools());
    let moto = Moto::start(need!(witness("moto_server")))?;
    let front = front(&moto)?;
    let stage = Stage::new(terraform, &[package], &front)?;
    let on_moto = OnMoto::applied(moto, &stage, &front)?;
    let made = on_moto.project.values(STACK)?["brokers"].clone();

    let larger = on_moto.stack.clone();
    let larger = larger.with("volumes", vec![volume("data", "gp3", 200)]);
    let grown = on_moto.changed(&larger)?;
    same(&made, &grown, "instance_id")?;

    let typed = on_moto.changed(&larger.with("instance_type", "m7i.xlarge"))?;
    same(&made, &typed, "instance_id")?;

    let stopped = typed["2"]["instance_id"].as_str().unwrap_or_default();
    let stopped = [("InstanceId.1", stopped)];
    on_moto.neighbour.ec2_with("StopInstances", &stopped)?;
    let repaired = on_moto.apply()?;
    same(&made, &repaired, "instance_id")?;
    same(&made, &repaired, "address")?;
    on_moto.ends()
}

fn front(moto: &Moto) -> Result<String, Trouble> {
    let address = moto.endpoint().trim_start_matches("http://");
    let address: SocketAddr = address
        .parse()
        .map_err(|error| Trouble::Unmet(format!("{address}: {error}")))?;
    let front = gaps::in_front_of(address).map_err(|source| Trouble::File {
        path: "a listener in front of moto".into(),
        source,
    })?;
    Ok(format!("http://{front}"))
}
