//! Two stacks of one cluster: how brokers move to other hardware.

use kafkaws_health::testing::{FakeCluster, World};
use kafkaws_plugin::testing::{Outcome, Stored};
use kafkaws_sandbox::InstanceEvent;
use serde_json::{Value as Json, json};

use super::stage::{STACK, Stage, fake, ids, kafka, texts};

#[tokio::test]
async fn green_beside_blue_and_blue_removed() {
    let cluster = fake((1..=3).chain(1001..=1003)).await;
    let check = kafka(&cluster);
    let (stage, blue) = Stage::applied(json!({ "health_check": check })).await;
    let patch = json!({
        "broker_ids": { "first": 1001, "last": 2000 },
        "instance_type": "m7g.xlarge",
        "health_check": check,
    });
    let config = stage.config(patch);
    let green = stage.apply(None, &config).await;
    assert_eq!(ids(&green), [1001, 1002, 1003]);
    assert_eq!(
        green.value.attribute("id").as_str(),
        Some("orders/1001-2000")
    );
    // Neither sees the other's brokers.
    stage
        .harness
        .assert_quiet(
            STACK,
            &blue,
            &stage.config(json!({ "health_check": check })),
        )
        .await;
    let gone = stage.harness.destroy(STACK, &blue).await;
    assert!(gone.diagnostics.is_empty(), "{:#?}", gone.diagnostics);
    let left = stage.refresh(&green).await.unwrap();
    assert_eq!(texts(&left, "health"), ["OK"; 3]);
    stage.destroyed(&left).await;
}

/// Blue, and green beside it, in a Kafka of both.
struct Both {
    stage: Stage,
    blue: Stored,
    green: Stored,
    kafka: FakeCluster,
}

impl Both {
    async fn new(patch: Json) -> Self {
        let kafka = fake((1..=3).chain(1001..=1003)).await;
        let mut blue = json!({ "health_check": self::kafka(&kafka) });
        for (key, item) in patch.as_object().into_iter().flatten() {
            blue[key] = item.clone();
        }
        let (stage, stored) = Stage::applied(blue.clone()).await;
        blue["broker_ids"] = json!({ "first": 1001, "last": 2000 });
        let green = stage.apply(None, &stage.config(blue)).await;
        Self {
            stage,
            blue: stored,
            green,
            kafka,
        }
    }

    /// A topic on the brokers of blue.
    fn holding(&self) {
        let topics = World::of(1..=3).with_topic("orders", 6, 3).topics;
        self.kafka.change(|world| world.topics.extend(topics));
    }

    async fn destroy_blue(&self) -> Outcome {
        self.stage.sandbox.forget_calls();
        self.stage.harness.destroy(STACK, &self.blue).await
    }

    /// Blue was not destroyed, for this reason, and nobody touched it.
    #[track_caller]
    fn stays(&self, outcome: &Outcome, reason: &str) {
        let errors = outcome.diagnostics.iter();
        let named = errors.filter(|said| {
            let path = said.path.as_ref().map(ToString::to_string);
            said.detail.contains(reason) && path.as_deref() == Some("allow_unverified")
        });
        assert_eq!(named.count(), 1, "{:#?}", outcome.diagnostics);
        assert!(outcome.stored.is_some(), "it is no longer in the state");
        assert_eq!(self.stage.mutations(), Vec::<String>::new());
    }
}

#[tokio::test]
async fn blue_stays_while_it_holds_partitions() {
    let both = Both::new(json!({})).await;
    both.holding();
    let outcome = both.destroy_blue().await;
    both.stays(&outcome, "Broker 1 holds partitions: orders-0, orders-1");
}

#[tokio::test]
async fn blue_stays_while_nobody_can_be_asked() {
    let both = Both::new(json!({})).await;
    for id in (1..=3).chain(1001..=1003) {
        both.kafka.refuse(id).await.unwrap();
    }
    let outcome = both.destroy_blue().await;
    both.stays(
        &outcome,
        "Brokers 1001, 1002, 1003 of the same cluster stay, and Kafka could not be asked",
    );
}

/// The health check that needs no Kafka says nothing about partitions.
#[tokio::test]
async fn the_console_does_not_say_who_holds_partitions() {
    let check = json!({ "bootstrap_brokers": ["127.0.0.1:1"] });
    let (stage, blue) = Stage::applied(json!({ "health_check": check })).await;
    let more = json!({ "broker_ids": { "first": 1001, "last": 2000 }, "health_check": check });
    let green = stage.apply(None, &stage.config(more)).await;
    let outcome = stage.harness.destroy(STACK, &blue).await;
    assert!(outcome.diagnostics.has_errors());
    // The other one's brokers are lost: blue is all that there is.
    for broker in 1001..=1003 {
        stage.befall(&green, broker, InstanceEvent::Kill);
    }
    let gone = stage.harness.destroy(STACK, &blue).await;
    assert!(gone.diagnostics.is_empty(), "{:#?}", gone.diagnostics);
    let left = stage.refresh(&green).await.unwrap();
    stage.destroyed(&left).await;
}

#[tokio::test]
async fn allow_unverified_takes_the_blame() {
    let both = Both::new(json!({ "allow_unverified": true })).await;
    both.holding();
    let gone = both.destroy_blue().await;
    assert!(gone.diagnostics.is_empty(), "{:#?}", gone.diagnostics);
    both.stage.destroyed(&both.green).await;
}

/// Brokers that Terraform does not know, in a cluster that holds something.
#[tokio::test]
async fn strangers_in_kafka_count_as_others() {
    let kafka = fake([1, 2, 3, 77]).await;
    kafka.change(|world| {
        let topics = World::of(1..=3).with_topic("orders", 6, 3).topics;
        world.topics.extend(topics);
    });
    let check = self::kafka(&kafka);
    let (stage, blue) = Stage::applied(json!({ "health_check": check })).await;
    let outcome = stage.harness.destroy(STACK, &blue).await;
    assert!(outcome.diagnostics.has_errors() && outcome.stored.is_some());
    kafka.change(|world| world.brokers.retain(|id, _| *id != 77));
    stage.destroyed(&blue).await;
}
