//! Time limits, on a clock that stands still, and answers that are not ours.

use kafka_protocol::messages::{ApiVersionsRequest, MetadataRequest};
use proptest::prelude::*;
use tokio::io::{AsyncReadExt, DuplexStream, duplex};
use tokio::time::sleep;

use super::*;
use crate::codec::{ApiVersions, Metadata};
use crate::negotiation::known;

const LIMIT: Duration = Duration::from_secs(30);

/// Room for a request and its answer.
const ROOM: usize = 4096;

fn conversation() -> (Conversation<DuplexStream>, DuplexStream) {
    let (near, far) = duplex(ROOM);
    (Conversation::new(near, Deadline::within(LIMIT)), far)
}

fn is_late(cause: &Cause, during: Step) -> bool {
    matches!(cause, Cause::TimedOut { step, limit } if *step == during && *limit == LIMIT)
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_answers() {
    let (mut conversation, _far) = conversation();
    let began = Instant::now();
    let cause = known(&mut conversation).await.unwrap_err();
    assert!(is_late(&cause, Step::ApiVersions), "{cause:?}");
    assert_eq!(began.elapsed(), LIMIT);
}

#[tokio::test(start_paused = true)]
async fn a_server_that_never_reads() {
    let (near, _far) = duplex(1);
    let mut conversation = Conversation::new(near, Deadline::within(LIMIT));
    let request = MetadataRequest::default();
    let asked = conversation.ask::<Metadata>(&request, 4);
    assert!(is_late(&asked.await.unwrap_err(), Step::Metadata));
}

/// A byte a second would go on for hours: the limit is for all of it.
#[tokio::test(start_paused = true)]
async fn a_server_that_drips() {
    let (mut conversation, mut far) = conversation();
    tokio::spawn(async move {
        let mut byte = 0;
        while far.write_all(&[byte]).await.is_ok() {
            byte = 1;
            sleep(Duration::from_secs(1)).await;
        }
    });
    let request = MetadataRequest::default();
    let asked = conversation.ask::<Metadata>(&request, 4);
    assert!(is_late(&asked.await.unwrap_err(), Step::Metadata));
}

#[tokio::test(start_paused = true)]
async fn no_limit_overflows_the_clock() {
    let done = Deadline::within(Duration::MAX)
        .run(Step::Connect, async { Ok(1) })
        .await;
    assert_eq!(done.unwrap(), 1);
}

#[tokio::test]
async fn answers_to_other_requests_are_refused() {
    let (mut conversation, mut far) = conversation();
    let answer = [0, 0, 0, 10, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0];
    far.write_all(&answer).await.unwrap();
    let cause = conversation
        .ask::<ApiVersions>(&ApiVersionsRequest::default(), 0)
        .await
        .unwrap_err();
    let expected = Answer::Correlation { sent: 1, found: 9 };
    assert!(matches!(cause, Cause::NotKafka(answer) if answer == expected));
}

#[tokio::test]
async fn each_request_has_its_own_number() {
    let (mut conversation, mut far) = conversation();
    let question = ApiVersionsRequest::default();
    for number in 1..=2 {
        let answer = [0, 0, 0, 10, 0, 0, 0, number, 0, 0, 0, 0, 0, 0];
        far.write_all(&answer).await.unwrap();
        let asked = conversation.ask::<ApiVersions>(&question, 0);
        asked.await.unwrap();
        let mut request = [0; 12];
        far.read_exact(&mut request).await.unwrap();
        assert_eq!(request[11], number);
        far.read_exact(&mut [0; 9]).await.unwrap();
    }
}

proptest! {
    /// Whatever a server sends before it hangs up, the conversation ends, and not by the clock.
    #[test]
    fn arbitrary_answers_end(mut bytes in prop::collection::vec(any::<u8>(), 0..600), framed in any::<bool>()) {
        if framed && bytes.len() >= 12 {
            let length = u32::try_from(bytes.len() - 4).unwrap();
            bytes[..4].copy_from_slice(&length.to_be_bytes());
            bytes[4..8].copy_from_slice(&1_i32.to_be_bytes());
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let late = runtime.block_on(async {
            let (mut conversation, mut far) = conversation();
            far.write_all(&bytes).await.unwrap();
            far.shutdown().await.unwrap();
            matches!(known(&mut conversation).await, Err(Cause::TimedOut { .. }))
        });
        prop_assert!(!late);
    }
}
