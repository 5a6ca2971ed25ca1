//! Nisshi: three brokers over one bucket, and one on its own volume.

use kafkaws_acceptance_tests::{Trouble, need};
use serde_json::json;

use super::{Hall, Tools};
use crate::scene::ensure;

const MESSAGES: u64 = 100_000;

#[test]
fn no_acknowledged_message_is_lost_while_three_brokers_are_rolled() -> Result<(), Trouble> {
    let hall = Hall::new(need!(Tools::find()))?;
    hall.scene.neighbour().make_bucket("orders")?;
    let stack = hall.stack(3, Some("s3://orders/"));
    hall.write("first", &stack)?;
    hall.project.init()?;
    hall.project.apply()?;
    hall.quiet()?;
    let bootstrap = hall.bootstrap()?;
    let before = hall.processes();
    ensure(
        before.as_object().is_some_and(|all| all.len() == 3),
        &before,
    )?;
    // Longer than the roll takes.
    let producing = hall.kafka.produce(&bootstrap, "rolled", (MESSAGES, 30))?;
    hall.write("second", &stack)?;
    hall.project.apply()?;
    let produced = producing.end()?;
    ensure(produced.acknowledged == MESSAGES, format!("{produced:?}"))?;
    ensure(
        produced.failed.is_empty() && produced.distinct == MESSAGES,
        format!("{produced:?}"),
    )?;
    let after = hall.processes();
    for (instance, was) in before.as_object().into_iter().flatten() {
        let now = &after[instance];
        ensure(
            now["boot"] == json!(2) && now["process"] != was["process"],
            format!("{was} {now}"),
        )?;
    }
    // From each of them, since they share everything.
    for one in bootstrap.split(',') {
        let read = hall.kafka.consume(one, "rolled")?;
        ensure(read.distinct == MESSAGES, format!("{one}: {read:?}"))?;
        ensure(
            read.largest == Some(MESSAGES - 1),
            format!("{one}: {read:?}"),
        )?;
    }
    hall.quiet()?;
    hall.clear()
}

#[test]
fn a_killed_broker_comes_back_with_what_its_volume_holds() -> Result<(), Trouble> {
    let hall = Hall::new(need!(Tools::find()))?;
    hall.write("first", &hall.stack(1, None))?;
    hall.project.init()?;
    hall.project.apply()?;
    let bootstrap = hall.bootstrap()?;
    let produced = hall.kafka.produce(&bootstrap, "kept", (20_000, 0))?.end()?;
    ensure(produced.acknowledged == 20_000, format!("{produced:?}"))?;
    hall.kill_first()?;
    ensure(hall.processes() == json!({}), hall.processes())?;
    // A drift run sees it, and an apply launches another instance onto the same interface and volume.
    ensure(
        hall.project.plan(&[])?.exit == 2,
        "the plan does not see that the broker is gone",
    )?;
    hall.project.apply()?;
    ensure(hall.bootstrap()? == bootstrap, "the address is another one")?;
    let read = hall.kafka.consume(&bootstrap, "kept")?;
    ensure(read.distinct == 20_000, format!("{read:?}"))?;
    hall.quiet()?;
    hall.clear()
}

#[test]
fn a_broker_that_dies_under_a_producer_takes_nothing_with_it() -> Result<(), Trouble> {
    let hall = Hall::new(need!(Tools::find()))?;
    hall.scene.neighbour().make_bucket("orders")?;
    hall.write("first", &hall.stack(3, Some("s3://orders/")))?;
    hall.project.init()?;
    hall.project.apply()?;
    let bootstrap = hall.bootstrap()?;
    let producing = hall.kafka.produce(&bootstrap, "shot", (20_000, 10))?;
    hall.until_written("orders")?;
    hall.kill_first()?;
    let produced = producing.end()?;
    ensure(produced.acknowledged == 20_000, format!("{produced:?}"))?;
    hall.project.apply()?;
    ensure(hall.bootstrap()? == bootstrap, "an address is another one")?;
    for one in bootstrap.split(',') {
        let read = hall.kafka.consume(one, "shot")?;
        ensure(read.distinct == 20_000, format!("{one}: {read:?}"))?;
    }
    hall.quiet()?;
    hall.clear()
}
