//! The gate that asks Kafka: fake brokers speak the real protocol on loopback, and `bootstrap_brokers` leads to
//! them. What they say decides whether the next broker is touched.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Project, Report, Trouble, need};
use kafkaws_health::testing::{FakeCluster, World};
use serde_json::json;
use tokio::runtime::Runtime;

use super::outages::outages;
use super::{STACK, Yard, all_have, apply, brokers, change, quiet};
use crate::scene::{Cast, ensure};

/// Calls that begin the roll of a broker to a new image.
const REPLACE: &str = "CreateReplaceRootVolumeTask";

/// Fake brokers, and the threads that they run on.
struct Kafka {
    fake: FakeCluster,
    _runtime: Runtime,
}

impl Kafka {
    fn start(world: World) -> Result<Self, Trouble> {
        let path = "fake brokers".into();
        let started = Runtime::new().and_then(|runtime| {
            let fake = runtime.block_on(FakeCluster::start(world))?;
            Ok(Self {
                fake,
                _runtime: runtime,
            })
        });
        started.map_err(|source| Trouble::File { path, source })
    }

    /// A health check that asks these brokers, and gives up soon.
    fn checks(&self, stack: Resource) -> Resource {
        let endpoints = self.fake.endpoints().into_iter();
        let endpoints: Vec<String> = endpoints.map(|endpoint| endpoint.to_string()).collect();
        stack
            .with("health_check.probe", "kafka")
            .with("health_check.bootstrap_brokers", endpoints)
            .with("health_check.timeout", "3s")
    }
}

/// Brokers 1 to 3, and a topic that each of them has a replica of.
fn three() -> World {
    World::of([1, 2, 3]).with_topic("orders", 6, 3)
}

fn told(report: &Report, word: &str) -> Result<(), Trouble> {
    let told = report.errors().any(|error| {
        let text = format!("{} {}", error.summary, error.detail);
        text.contains(word)
    });
    ensure(
        report.exit == 1 && told,
        format!("{word:?} is not told:\n{}", report.text),
    )
}

/// A stack behind this Kafka, and the configuration that rolls it to a newer image.
fn begun(yard: &Yard, kafka: &Kafka, name: &str) -> Result<(Project, Resource), Trouble> {
    let stack = kafka.checks(yard.site.stack(name));
    let project = yard.applied(&stack)?;
    yard.forget_calls();
    let newer = stack.with("ami", yard.site.newer_image.as_str());
    Ok((project, newer))
}

fn rolled(yard: &Yard, project: &Project) -> Result<(), Trouble> {
    project.apply()?;
    quiet(project)?;
    let wanted = json!(yard.site.newer_image);
    all_have(&brokers(project)?, "ami", &wanted)
}

#[test]
fn a_healthy_cluster_is_rolled() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let kafka = Kafka::start(three())?;
    let (project, newer) = begun(&yard, &kafka, "healthy")?;
    apply(&project, &newer)?;
    ensure(yard.count(REPLACE) == 3, "not every broker was rolled")?;
    ensure(!kafka.fake.asked().is_empty(), "nobody asked Kafka")?;
    yard.clear(&project)
}

#[test]
fn nothing_is_touched_while_partitions_lack_a_replica() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let kafka = Kafka::start(three())?;
    let (project, newer) = begun(&yard, &kafka, "lacking")?;
    kafka.fake.change(|world| {
        world.lose(3);
        world.return_behind(3);
    });
    change(&project, &newer)?;
    told(&project.try_apply()?, "orders")?;
    ensure(yard.count(REPLACE) == 0, "a broker was touched")?;
    kafka.fake.change(|world| world.recover(3));
    rolled(&yard, &project)?;
    yard.clear(&project)
}

/// The first broker does not come back into sync: the others keep running, and the next apply carries on.
#[test]
fn a_gate_that_does_not_open_stops_the_roll() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let kafka = Kafka::start(three())?;
    let (project, newer) = begun(&yard, &kafka, "stopped")?;
    change(&project, &newer)?;
    let report = std::thread::scope(|scope| {
        let meddler = scope.spawn(|| {
            yard.scene.world.wait_for(REPLACE)?;
            kafka.fake.change(|world| world.lose(1));
            Ok::<(), Trouble>(())
        });
        let report = project.try_apply();
        meddler
            .join()
            .map_err(|_| Trouble::Unmet("the meddler died".to_owned()))??;
        report
    })?;
    told(&report, "broker 1")?;
    ensure(yard.count(REPLACE) == 1, "the roll went on")?;
    let half = project.values(STACK)?["brokers"].clone();
    ensure(half["1"]["ami"] == json!(yard.site.newer_image), &half)?;
    ensure(half["2"]["ami"] == json!(yard.site.image), &half)?;
    kafka.fake.change(|world| world.recover(1));
    rolled(&yard, &project)?;
    ensure(yard.count(REPLACE) == 3, "the first was rolled again")?;
    yard.clear(&project)
}

#[test]
fn a_kafka_that_cannot_be_reached_stops_it_before_the_first_broker() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let kafka = Kafka::start(three())?;
    let (project, newer) = begun(&yard, &kafka, "unreached")?;
    drop(kafka);
    change(&project, &newer)?;
    told(&project.try_apply()?, "console")?;
    ensure(yard.count(REPLACE) == 0, "a broker was touched")?;
    let stack = newer.with("health_check.probe", "console");
    apply(&project, &stack.without("health_check.bootstrap_brokers"))?;
    let down = outages(&yard.scene.world)?;
    ensure(down == ["1", "2", "3"], format!("{down:?}"))?;
    yard.clear(&project)
}

/// The highest ids go last and only when they hold nothing any more.
#[test]
fn a_stack_shrinks_once_its_last_brokers_are_empty() -> Result<(), Trouble> {
    let yard = Yard::new(need!(Cast::ours()))?;
    let kafka = Kafka::start(World::of([1, 2, 3, 4, 5, 6]).with_topic("orders", 6, 3))?;
    let stack = kafka
        .checks(yard.site.stack("shrinking"))
        .without("allow_unverified");
    let project = yard.applied(&stack.clone().with("number_of_broker_nodes", 6))?;
    yard.forget_calls();
    change(&project, &stack)?;
    told(&project.try_apply()?, "orders")?;
    ensure(
        yard.count("TerminateInstances") == 0,
        "a broker that holds data went",
    )?;
    // All six are still there, and the last three have nothing any more.
    kafka.fake.change(|world| world.topics = three().topics);
    project.apply()?;
    quiet(&project)?;
    ensure(
        yard.count("TerminateInstances") == 3,
        "not three were removed",
    )?;
    kafka.fake.change(|world| *world = World::of([1, 2, 3]));
    yard.clear(&project)
}
