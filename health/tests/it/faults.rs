//! Servers that are ill, or something else.

use kafkaws_health::testing::{FakeCluster, FakeTopic, Fault, World};
use kafkaws_health::{Access, Answer, Cause, Endpoint, Step, Versions, answers, cluster};

use super::{SHORT, cause, cause_of_one};

async fn faulty(fault: Fault) -> (FakeCluster, Access) {
    let mut world = World::of([1]).with_topic("orders", 1, 1);
    world.set_fault(1, Some(fault));
    let fake = FakeCluster::start(world).await.unwrap();
    let access = fake.access().with_timeout(SHORT);
    (fake, access)
}

#[tokio::test]
async fn nobody_to_ask() {
    let error = cluster(&Access::plain([])).await.unwrap_err();
    assert!(error.failures.is_empty());
    assert!(error.to_string().contains("name at least one host:port"));
}

#[tokio::test]
async fn nothing_listens() {
    let fake = FakeCluster::start(World::of([1])).await.unwrap();
    fake.refuse(1).await.unwrap();
    assert!(matches!(cause(&fake.access()).await, Cause::Refused));
    let one = cause_of_one(&fake, &fake.access()).await;
    assert!(matches!(one, Cause::Refused));
}

#[tokio::test]
async fn a_name_that_nobody_has() {
    // Reserved for this by RFC 6761.
    let nowhere = Endpoint::new("broker.invalid", 9092);
    let cause = cause(&Access::plain([nowhere])).await;
    // A resolver that does not answer at all is as good.
    let step = Step::Resolve;
    assert!(
        matches!(&cause, Cause::Name(_))
            || matches!(&cause, Cause::TimedOut { step: s, .. } if *s == step),
        "{cause:?}"
    );
}

#[tokio::test]
async fn brokers_that_hang() {
    let (fake, access) = faulty(Fault::Hang).await;
    let late = cause(&access).await;
    assert!(matches!(late, Cause::TimedOut { step: Step::ApiVersions, limit } if limit == SHORT));

    fake.change(|world| world.set_fault(1, Some(Fault::HangAfterApiVersions)));
    answers(&fake.endpoint(1).unwrap(), &access).await.unwrap();
    let late = cause(&access).await;
    assert!(matches!(
        late,
        Cause::TimedOut {
            step: Step::Metadata,
            ..
        }
    ));
}

#[tokio::test]
async fn a_web_server() {
    let (fake, access) = faulty(Fault::Http).await;
    for cause in [cause(&access).await, cause_of_one(&fake, &access).await] {
        assert!(matches!(&cause, Cause::NotKafka(Answer::Http)), "{cause:?}");
        assert!(
            cause
                .to_string()
                .contains("not Kafka (an HTTP server answered)")
        );
    }
}

#[tokio::test]
async fn garbage() {
    for bytes in [
        &b"SSH-2.0-OpenSSH_9.2\r\n"[..],
        &[0x7f, 0xff, 0xff, 0xff],
        &[0; 64],
    ] {
        let (_fake, access) = faulty(Fault::Garbage(bytes.to_vec())).await;
        let cause = cause(&access).await;
        assert!(
            matches!(&cause, Cause::NotKafka(Answer::Length { .. })),
            "{cause:?}"
        );
    }
    // A frame to our first request, and nonsense in it.
    let framed = [&[0, 0, 0, 8, 0, 0, 0, 1][..], &[0, 0, 0xff, 0xff]].concat();
    let (_fake, access) = faulty(Fault::Garbage(framed)).await;
    let cause = cause(&access).await;
    let malformed = matches!(
        &cause,
        Cause::NotKafka(Answer::Malformed {
            step: Step::ApiVersions,
            ..
        })
    );
    assert!(malformed, "{cause:?}");
}

#[tokio::test]
async fn a_broker_that_hangs_up_at_any_byte() {
    let (fake, access) = faulty(Fault::CloseAfter(0)).await;
    let mut closed = Vec::new();
    for bytes in 0..1000 {
        fake.change(|world| world.set_fault(1, Some(Fault::CloseAfter(bytes))));
        let Err(error) = cluster(&access).await else {
            break;
        };
        match &error.failures[0].cause {
            Cause::Closed { step } => closed.push(*step),
            other => panic!("after {bytes} bytes: {other:?}"),
        }
    }
    // Length, correlation id and error; three APIs; throttle time; tags: see the protocol guide.
    let first = closed
        .iter()
        .filter(|step| **step == Step::ApiVersions)
        .count();
    assert_eq!(first, 4 + 4 + 2 + (1 + 3 * 7) + 4 + 1);
    assert!(
        closed.len() > first && closed.len() < 1000,
        "{}",
        closed.len()
    );
}

#[tokio::test]
async fn another_requests_answer() {
    let (_fake, access) = faulty(Fault::WrongCorrelation).await;
    let cause = cause(&access).await;
    let expected = Answer::Correlation { sent: 1, found: -1 };
    assert!(matches!(cause, Cause::NotKafka(answer) if answer == expected));
}

/// Kafka before 2.4: refused without a list, asked again in version 0 on the same connection.
#[tokio::test]
async fn a_broker_that_knows_the_oldest_api_versions() {
    let (fake, access) = faulty(Fault::OldApiVersions).await;
    assert_eq!(cluster(&access).await.unwrap().partitions.len(), 1);
    let versions: Vec<i16> = fake.asked().iter().map(|asked| asked.version).collect();
    assert_eq!(versions, [3, 0, 13, 13]);
}

#[tokio::test]
async fn error_codes() {
    let (fake, access) = faulty(Fault::ErrorCode(42)).await;
    for cause in [cause(&access).await, cause_of_one(&fake, &access).await] {
        assert!(matches!(
            cause,
            Cause::ErrorCode {
                step: Step::ApiVersions,
                code: 42
            }
        ));
        assert!(cause.to_string().contains("42 (InvalidRequest)"), "{cause}");
    }
}

/// It says "not this version" to every version: asked twice, and no more.
#[tokio::test]
async fn a_broker_that_refuses_every_version() {
    let (fake, access) = faulty(Fault::ErrorCode(35)).await;
    // An answer in version 3 cannot be read as the refusal that it claims to be.
    let cause = cause(&access).await;
    assert!(
        matches!(cause, Cause::NotKafka(Answer::Malformed { .. })),
        "{cause:?}"
    );
    assert_eq!(fake.asked().len(), 1);
}

#[tokio::test]
async fn metadata_that_is_not_known_here() {
    for (range, advice) in [((14, 20), "update it"), ((0, 0), "too old")] {
        let fake = FakeCluster::start(World::of([1])).await.unwrap();
        fake.change(|world| world.metadata_versions = range);
        let cause = cause(&fake.access()).await;
        assert!(cause.to_string().contains(advice), "{cause}");
        let Cause::UnsupportedVersion { step, broker, ours } = cause else {
            panic!("{cause:?}");
        };
        assert_eq!(
            (step, broker.min, broker.max),
            (Step::Metadata, range.0, range.1)
        );
        assert_eq!(ours, Versions { min: 1, max: 13 });
    }
}

#[tokio::test]
async fn a_listener_that_wants_a_login() {
    let mechanisms = vec!["SCRAM-SHA-512".to_owned(), "OAUTHBEARER".to_owned()];
    let (fake, access) = faulty(Fault::Login(mechanisms.clone())).await;
    answers(&fake.endpoint(1).unwrap(), &access).await.unwrap();
    let cause = cause(&access).await;
    assert!(
        cause.to_string().contains("SCRAM-SHA-512, OAUTHBEARER"),
        "{cause}"
    );
    assert!(matches!(cause, Cause::SaslRequired { mechanisms: found } if found == mechanisms));
}

#[tokio::test]
async fn all_causes_are_told_in_order() {
    let mut world = World::of([1, 2, 3]);
    world.set_fault(2, Some(Fault::Http));
    world.set_fault(3, Some(Fault::CloseAfter(0)));
    let fake = FakeCluster::start(world).await.unwrap();
    fake.refuse(1).await.unwrap();
    let error = cluster(&fake.access()).await.unwrap_err();
    let endpoints: Vec<_> = error.failures.iter().map(|f| f.endpoint.clone()).collect();
    assert_eq!(endpoints, fake.endpoints());
    let text = error.to_string();
    let lines: Vec<&str> = text.lines().collect();
    for (line, (endpoint, words)) in lines.iter().zip(endpoints.iter().zip([
        "connection refused",
        "not Kafka",
        "closed during ApiVersions",
    ])) {
        assert!(
            line.starts_with(&endpoint.to_string()) && line.contains(words),
            "{line}"
        );
    }
    assert_eq!(lines.len(), 3);
}

/// A list of all topics that is empty because of an authorizer looks like a cluster that is well.
#[tokio::test]
async fn topics_that_may_not_be_seen() {
    let hidden = FakeTopic {
        hidden: true,
        ..FakeTopic::default()
    };
    let mut world = World::of([1, 2]).with_topic("orders", 3, 2);
    world.topics.insert("__consumer_offsets".to_owned(), hidden);
    let fake = FakeCluster::start(world).await.unwrap();
    fake.refuse(2).await.unwrap();
    let only_first = fake.access().with_endpoints(fake.endpoint(1));
    let cause = cause(&only_first).await;
    assert!(matches!(cause, Cause::Hidden), "{cause:?}");
}
