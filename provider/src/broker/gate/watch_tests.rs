use std::sync::atomic::{AtomicUsize, Ordering};

use tokio_util::sync::CancellationToken;

use super::super::settings::Probe;
use super::*;
use crate::aws::clock::testing::FakeClock;
use crate::aws::wait::Pace;

const SECOND: Duration = Duration::from_secs(1);

/// A watch that looks every second.
fn watch(timeout: u32, settle_time: u32) -> (Watch, Arc<FakeClock>, CancellationToken) {
    let (clock, stop) = (Arc::new(FakeClock::new()), CancellationToken::new());
    let settings = GateSettings {
        probe: Probe::Console,
        timeout: SECOND * timeout,
        settle_time: SECOND * settle_time,
    };
    let waiter = Waiter::on(clock.clone(), Pace::every(SECOND), stop.clone());
    (Watch::new(waiter, clock.clone(), &settings), clock, stop)
}

/// Looks that find this, one after another, and the last for ever.
async fn look(watch: &Watch, found: &[Option<&str>]) -> Result<(), Ended> {
    let looks = AtomicUsize::new(0);
    let next = || {
        let at = looks.fetch_add(1, Ordering::Relaxed).min(found.len() - 1);
        std::future::ready(Ok(found[at].map(str::to_owned)))
    };
    watch.until_well(next).await
}

#[tokio::test]
async fn opens_at_the_first_look_that_finds_no_trouble() {
    let (watch, clock, _) = watch(10, 0);
    look(&watch, &[Some("a"), Some("a"), None]).await.unwrap();
    assert_eq!(clock.sleeps().len(), 2);
}

#[tokio::test]
async fn has_to_stay_well_without_a_break() {
    let (watch, clock, _) = watch(10, 3);
    let found = [None, None, Some("again"), None];
    look(&watch, &found).await.unwrap();
    assert_eq!(
        clock.sleeps().len(),
        6,
        "three seconds from the fourth look on"
    );
}

#[tokio::test]
async fn settling_has_time_of_its_own() {
    let (watch, _, _) = watch(1, 30);
    look(&watch, &[None]).await.unwrap();
}

#[tokio::test]
async fn gives_up_with_what_it_saw_last() {
    let (watch, _, _) = watch(5, 0);
    let ended = look(&watch, &[Some("first"), Some("last")])
        .await
        .unwrap_err();
    let Closed::Unwell {
        broker_id: 7,
        waited,
        reason,
    } = ended.unwell(7)
    else {
        panic!("not by time");
    };
    assert_eq!((waited, reason.as_str()), (SECOND * 5, "last"));
}

#[tokio::test]
async fn an_interruption_is_told_apart() {
    let (watch, _, stop) = watch(5, 0);
    stop.cancel();
    let ended = look(&watch, &[Some("x")]).await.unwrap_err();
    assert!(matches!(ended.unfit(), Closed::Interrupted { .. }));
}
