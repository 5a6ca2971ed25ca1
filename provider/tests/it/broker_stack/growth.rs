//! More brokers, and fewer.

use kafkaws_health::testing::{FakeCluster, World};
use kafkaws_plugin::testing::Stored;
use serde_json::{Value as Json, json};

use super::stage::{Stage, broker, failed, fake, identity, ids, kafka, text, texts};

#[tokio::test]
async fn growing_leaves_everybody_where_they_are() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let config = stage.config(json!({ "number_of_broker_nodes": 6 }));
    let planned = stage.plan(Some(&stored), &config).await;
    let brokers = planned.value.attribute("brokers").as_map().unwrap();
    assert!(brokers["1"].is_wholly_known() && brokers["6"].attribute("instance_id").is_unknown());
    assert!(
        brokers["6"].attribute("subnet_id").as_str().is_some(),
        "the place is known"
    );
    let grown = stage.apply(Some(&stored), &config).await;
    assert_eq!(ids(&grown), [1, 2, 3, 4, 5, 6]);
    for id in 1..=3 {
        assert_eq!(broker(&grown, id), broker(&stored, id));
        assert_eq!(
            text(&grown, id, "subnet_id"),
            text(&grown, id + 3, "subnet_id")
        );
    }
    stage.destroyed(&grown).await;
}

/// Six brokers, a Kafka of six with a topic on the first three, and the health check that asks it.
struct Six {
    stage: Stage,
    stored: Stored,
    check: Json,
    /// It answers until the test ends.
    kafka: FakeCluster,
}

async fn six(world: impl FnOnce(&mut World)) -> Six {
    let cluster = fake(1..=6).await;
    cluster.change(|it| {
        let topic = World::of(1..=3).with_topic("orders", 6, 3).topics;
        it.topics.extend(topic);
        world(it);
    });
    let check = kafka(&cluster);
    let six = json!({ "number_of_broker_nodes": 6, "health_check": check });
    let (stage, stored) = Stage::applied(six).await;
    Six {
        stage,
        stored,
        check,
        kafka: cluster,
    }
}

#[tokio::test]
async fn empty_brokers_are_removed_from_the_top() {
    let six = six(|_| ()).await;
    let (stage, stored, check) = (&six.stage, &six.stored, &six.check);
    let config = stage.config(json!({ "health_check": check }));
    stage.sandbox.forget_calls();
    let planned = stage.plan(Some(stored), &config).await;
    let told = planned
        .diagnostics
        .iter()
        .any(|said| said.summary.contains("6, 5, 4 will be removed"));
    assert!(told, "{:#?}", planned.diagnostics);
    let shrunk = stage.apply(Some(stored), &config).await;
    assert_eq!(ids(&shrunk), [1, 2, 3]);
    assert_eq!(identity(&shrunk, 1), identity(stored, 1));
    six.kafka.change(|it| it.brokers.retain(|id, _| *id <= 3));
    stage.destroyed(&shrunk).await;
}

#[tokio::test]
async fn brokers_with_partitions_stay_and_nothing_else_is_done() {
    let holds = |world: &mut World| {
        let topic = World::of(1..=6).with_topic("payments", 6, 3).topics;
        world.topics.extend(topic);
    };
    let six = six(holds).await;
    let (stage, stored, check) = (&six.stage, &six.stored, &six.check);
    let config = json!({ "health_check": check, "ami": stage.images[1] });
    stage.sandbox.forget_calls();
    let config = stage.config(config);
    let (errors, kept) = failed(stage.try_apply(Some(stored), &config).await);
    assert!(
        errors.contains("Broker 6 holds partitions: payments-"),
        "{errors}"
    );
    assert_eq!(stage.mutations(), Vec::<String>::new());
    assert_eq!(ids(&kept).len(), 6);
    assert_eq!(texts(&kept, "ami"), [stage.images[0].as_str(); 6]);
}

#[tokio::test]
async fn brokers_that_nobody_lists_stay() {
    let six = six(|_| ()).await;
    let (stage, stored) = (&six.stage, &six.stored);
    let gone = fake(1..=5).await;
    let config = stage.config(json!({ "health_check": kafka(&gone), "number_of_broker_nodes": 5 }));
    let (errors, _) = failed(stage.try_apply(Some(stored), &config).await);
    assert!(errors.contains("does not list broker 6"), "{errors}");
}

/// Without a way to ask, brokers stay, unless the user takes it upon himself.
#[tokio::test]
async fn without_kafka_only_allow_unverified_removes() {
    let (stage, stored) = Stage::applied(json!({})).await;
    let nowhere = json!({ "bootstrap_brokers": ["127.0.0.1:1"] });
    let patch = json!({ "number_of_broker_nodes": 2, "health_check": nowhere });
    let config = stage.config(patch.clone());
    let (errors, kept) = failed(stage.try_apply(Some(&stored), &config).await);
    assert!(
        errors.contains("could not be asked") && errors.contains("allow_unverified"),
        "{errors}"
    );
    let mut allowed = patch;
    allowed["allow_unverified"] = json!(true);
    let config = stage.config(allowed);
    let shrunk = stage.apply(Some(&kept), &config).await;
    assert_eq!(ids(&shrunk), [1, 2]);
    stage.destroyed(&shrunk).await;
}

/// A broker that does not come up while growing: the others are in the state, and the next apply makes it.
#[tokio::test]
async fn growth_that_fails_half_way_goes_on_with_the_rest() {
    let (stage, stored) = Stage::applied(json!({})).await;
    stage
        .sandbox
        .world()
        .set_capacity("m7g.large", "eu-west-1b", Some(1));
    let timeouts = json!({ "create": "5s" });
    let config = stage.config(json!({ "number_of_broker_nodes": 6, "timeouts": timeouts }));
    let (_, kept) = failed(stage.try_apply(Some(&stored), &config).await);
    let well = texts(&kept, "health")
        .into_iter()
        .filter(|health| health == "OK")
        .count();
    assert_eq!(well, 5, "{kept:#?}");
    stage
        .sandbox
        .world()
        .set_capacity("m7g.large", "eu-west-1b", None);
    let grown = stage.apply(Some(&kept), &config).await;
    assert_eq!(ids(&grown).len(), 6);
    stage.destroyed(&grown).await;
}
