use super::super::clock::testing::FakeClock;
use super::super::error::AwsErrorKind;
use super::*;
use std::sync::atomic::{AtomicU32, Ordering};

const HOUR: Duration = Duration::from_secs(3600);

fn waiter(pace: Pace) -> (Waiter, Arc<FakeClock>, CancellationToken) {
    let clock = Arc::new(FakeClock::new());
    let stop = CancellationToken::new();
    (Waiter::on(clock.clone(), pace, stop.clone()), clock, stop)
}

fn failure(kind: AwsErrorKind) -> AwsError {
    AwsError::new("kafka:DescribeClusterV2", kind, "out of order")
}

/// Settles at look number `at`, counted from 1.
fn settles_at(at: u32) -> impl FnMut() -> std::future::Ready<Result<Progress<u32>, AwsError>> {
    let mut looks = 0;
    move || {
        looks += 1;
        std::future::ready(Ok(if looks == at {
            Progress::Done(looks)
        } else {
            Progress::Pending("CREATING".into())
        }))
    }
}

#[tokio::test]
async fn the_first_look_is_immediate() {
    let (waiter, clock, _) = waiter(Pace::AWS);
    assert_eq!(waiter.until(HOUR, settles_at(1)).await.unwrap(), 1);
    assert!(clock.sleeps().is_empty());
}

#[tokio::test]
async fn pauses_grow_to_the_longest() {
    let (waiter, clock, _) = waiter(Pace::AWS);
    assert_eq!(waiter.until(HOUR, settles_at(6)).await.unwrap(), 6);
    let seconds: Vec<f64> = clock.sleeps().iter().map(Duration::as_secs_f64).collect();
    assert_eq!(seconds, [10.0, 15.0, 22.5, 30.0, 30.0]);
}

#[tokio::test]
async fn a_poll_interval_is_kept() {
    let (waiter, clock, _) = waiter(Pace::every(Duration::from_secs(7)));
    waiter.until(HOUR, settles_at(4)).await.unwrap();
    assert_eq!(clock.sleeps(), [Duration::from_secs(7); 3]);
}

#[tokio::test]
async fn the_last_look_is_at_the_deadline() {
    let (waiter, clock, _) = waiter(Pace::AWS);
    let limit = Duration::from_secs(12);
    let settled = waiter.until(limit, settles_at(3)).await.unwrap();
    assert_eq!(settled, 3, "looks at 0, 10 and 12 seconds");
    assert_eq!(clock.sleeps().iter().sum::<Duration>(), limit);
}

#[tokio::test]
async fn a_wait_that_runs_out_says_what_aws_was_doing() {
    let (waiter, _, _) = waiter(Pace::SANDBOX);
    let error = waiter
        .until(Duration::from_secs(1), settles_at(1000))
        .await
        .unwrap_err();
    let WaitError::TimedOut { waited, last } = error else {
        panic!("{error:?}")
    };
    assert_eq!(
        (waited, last.as_str()),
        (Duration::from_secs(1), "CREATING")
    );
}

#[tokio::test]
async fn stopping_ends_the_wait_and_not_the_work() {
    let (waiter, _, stop) = waiter(Pace::AWS);
    let looks = AtomicU32::new(0);
    let error = waiter
        .until(HOUR, || {
            if looks.fetch_add(1, Ordering::Relaxed) == 2 {
                stop.cancel();
            }
            std::future::ready(Ok::<_, AwsError>(Progress::<()>::Pending(
                "UPDATING".into(),
            )))
        })
        .await
        .unwrap_err();
    let WaitError::Interrupted { last } = error else {
        panic!("{error:?}")
    };
    assert_eq!(last, "UPDATING");
    assert_eq!(looks.into_inner(), 3, "nothing is asked after the stop");
}

#[tokio::test]
async fn errors_that_may_pass_are_looked_past() {
    for kind in [
        AwsErrorKind::Throttled,
        AwsErrorKind::Unavailable,
        AwsErrorKind::Timeout,
        AwsErrorKind::Unreachable,
    ] {
        let (waiter, _, _) = waiter(Pace::AWS);
        let mut answers = vec![
            Ok(Progress::Done(7)),
            Err(failure(kind.clone())),
            Err(failure(kind)),
        ];
        let found = waiter
            .until(HOUR, || std::future::ready(answers.pop().unwrap()))
            .await;
        assert_eq!(found.unwrap(), 7);
    }
}

#[tokio::test]
async fn errors_that_stay_end_the_wait() {
    for kind in [
        AwsErrorKind::Missing,
        AwsErrorKind::Denied,
        AwsErrorKind::NotAws,
    ] {
        let (waiter, clock, _) = waiter(Pace::AWS);
        let look = || std::future::ready(Err::<Progress<()>, _>(failure(kind.clone())));
        let error = waiter.until(HOUR, look).await.unwrap_err();
        assert!(matches!(error, WaitError::Aws(found) if found.kind == kind));
        assert!(clock.sleeps().is_empty());
    }
}

#[tokio::test]
async fn an_api_that_stays_unreachable_ends_the_wait() {
    let (waiter, clock, _) = waiter(Pace::AWS);
    let look = || std::future::ready(Err::<Progress<()>, _>(failure(AwsErrorKind::Unreachable)));
    let error = waiter.until(1000 * HOUR, look).await.unwrap_err();
    assert!(matches!(error, WaitError::Aws(_)));
    assert_eq!(clock.sleeps().len(), TRANSIENT_FAILURES as usize);
}
