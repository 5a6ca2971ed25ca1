//! What a cluster looks like.

use kafkaws_health::testing::{FakeBroker, FakeCluster, FakePartition, FakeTopic, World};
use kafkaws_health::{Access, Endpoint, answers, cluster};

async fn start(world: World) -> FakeCluster {
    FakeCluster::start(world).await.unwrap()
}

fn three() -> World {
    World::of([1, 2, 3])
        .with_topic("orders", 6, 3)
        .with_topic("__consumer_offsets", 3, 3)
}

/// Each version that is used has another layout.
#[tokio::test]
async fn every_version_says_the_same() {
    let fake = start(three()).await;
    fake.change(|world| world.lose(2));
    let newest = cluster(&fake.access()).await.unwrap();
    for version in 1..=13 {
        fake.change(|world| world.metadata_versions = (version, version));
        let mut view = cluster(&fake.access()).await.unwrap();
        assert_eq!(fake.asked().last().unwrap().version, version);
        if version == 1 {
            assert_eq!(view.cluster_id, None);
            view.cluster_id.clone_from(&newest.cluster_id);
        }
        assert_eq!(view, newest, "version {version}");
    }
}

#[tokio::test]
async fn a_cluster_that_is_well() {
    let fake = start(three()).await;
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.cluster_id.as_deref(), Some("fake"));
    let listed: Vec<_> = view.brokers.values().cloned().collect();
    assert_eq!(listed, fake.endpoints());
    assert!(view.fully_replicated());
    assert_eq!(view.partitions.len(), 9);
    assert_eq!(&*view.partitions[0].topic, "__consumer_offsets");
    let second = &view.partitions[4];
    assert_eq!((&*second.topic, second.index), ("orders", 1));
    assert_eq!(
        (second.leader, &second.replicas[..]),
        (Some(2), &[2, 3, 1][..])
    );
    for id in 1..=3 {
        answers(&fake.endpoint(id).unwrap(), &fake.access())
            .await
            .unwrap();
    }
}

#[tokio::test]
async fn a_broker_that_goes_and_comes_back() {
    let fake = start(three()).await;
    fake.change(|world| world.lose(2));
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.brokers.keys().copied().collect::<Vec<_>>(), [1, 3]);
    assert_eq!(view.under_replicated().count(), 9);
    assert!(
        view.partitions
            .iter()
            .all(|p| p.leader.is_some_and(|id| id != 2))
    );
    assert!(view.partitions.iter().all(|p| p.offline == [2]));

    fake.change(|world| world.return_behind(2));
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.brokers.len(), 3);
    assert_eq!(view.under_replicated().count(), 9);

    fake.change(|world| world.recover(2));
    assert!(cluster(&fake.access()).await.unwrap().fully_replicated());
}

#[tokio::test]
async fn the_last_replica_keeps_its_place_without_a_leader() {
    let fake = start(World::of([1, 2]).with_topic("alone", 2, 1)).await;
    fake.change(|world| world.lose(2));
    let view = cluster(&fake.access()).await.unwrap();
    let lost = &view.partitions[1];
    assert_eq!(
        (lost.leader, &lost.isr[..], lost.error_code),
        (None, &[2][..], 5)
    );
    assert_eq!(lost.missing().collect::<Vec<_>>(), [2]);
}

/// Some brokers name the leader that was, together with the error.
#[tokio::test]
async fn a_leader_with_an_error_is_none() {
    for (error_code, leader) in [(0, Some(1)), (5, None), (72, None), (9, Some(1))] {
        let partition = FakePartition {
            error_code,
            ..FakePartition::in_sync(vec![1])
        };
        let topic = FakeTopic {
            partitions: vec![partition],
            ..FakeTopic::default()
        };
        let mut world = World::of([1]);
        world.topics.insert("orders".to_owned(), topic);
        let view = cluster(&start(world).await.access()).await.unwrap();
        assert_eq!(view.partitions[0].leader, leader, "{error_code}");
        assert_eq!(view.partitions[0].error_code, error_code);
    }
}

#[tokio::test]
async fn topics_with_errors_are_shown() {
    let mut world = three();
    let forbidden = FakeTopic {
        error_code: 29,
        ..FakeTopic::default()
    };
    world.topics.insert("secret".to_owned(), forbidden);
    let view = cluster(&start(world).await.access()).await.unwrap();
    assert!(!view.fully_replicated());
    assert_eq!(view.under_replicated().count(), 0);
    let error = &view.topic_errors[0];
    assert_eq!((error.topic.as_str(), error.error_code), ("secret", 29));
}

/// A stateless broker over shared storage: it calls itself 111 and knows no other.
#[tokio::test]
async fn a_broker_that_lists_only_itself() {
    let mut world = World::of([111]).with_topic("orders", 12, 3);
    let broker = FakeBroker {
        host: Some("kafka.internal".to_owned()),
        port: Some(9092),
        ..FakeBroker::default()
    };
    let fake = start(world.clone()).await;
    world.brokers.insert(111, broker);
    fake.change(|now| *now = world);
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.brokers[&111], Endpoint::new("kafka.internal", 9092));
    assert!(view.fully_replicated());
    assert_eq!(view.held_by(111).count(), 12);
}

#[tokio::test]
async fn no_topics_at_all() {
    let fake = start(World::of([7])).await;
    let view = cluster(&fake.access()).await.unwrap();
    assert!(view.fully_replicated() && view.partitions.is_empty());
}

/// Ten times the first chunk that is read.
#[tokio::test]
async fn a_large_cluster() {
    let fake = start(World::of(1..=30).with_topic("orders", 21_000, 3)).await;
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(view.partitions.len(), 21_000);
    assert_eq!(view.held_by(1).count(), 2_100);
}

#[tokio::test]
async fn the_first_that_answers_is_enough() {
    let fake = start(three()).await;
    fake.refuse(1).await.unwrap();
    cluster(&fake.access()).await.unwrap();
    let asked: Vec<_> = fake
        .asked()
        .iter()
        .map(|a| (a.broker, a.api.clone()))
        .collect();
    let of_second = |api: &str| (2, api.to_owned());
    assert_eq!(asked, [of_second("ApiVersions"), of_second("Metadata")]);

    fake.open(1).await.unwrap();
    cluster(&fake.access()).await.unwrap();
    assert_eq!(fake.asked().last().unwrap().broker, 1);
}

#[tokio::test]
async fn brokers_can_be_added() {
    let fake = start(World::of([1])).await;
    fake.change(|world| {
        world.brokers.insert(2, FakeBroker::default());
    });
    fake.open(2).await.unwrap();
    let view = cluster(&fake.access()).await.unwrap();
    assert_eq!(Some(&view.brokers[&2]), fake.endpoint(2).as_ref());
}

#[tokio::test]
async fn names_are_resolved() {
    let fake = start(three()).await;
    let port = fake.endpoint(1).unwrap().port;
    let by_name = Access::plain([Endpoint::new("localhost", port)]);
    cluster(&by_name).await.unwrap();
}
