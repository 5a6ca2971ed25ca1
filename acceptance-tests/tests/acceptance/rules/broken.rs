//! New clusters, each of which breaks one rule.

use hcl::Value;
use kafkaws_rules::cluster::attributes::{
    BUCKET, CLIENT_SUBNETS, CLOUDWATCH_LOGS, CONFIGURATION_ARN, CONFIGURATION_REVISION,
    DELIVERY_STREAM, FIREHOSE, INSTANCE_TYPE, KAFKA_VERSION, LOG_GROUP, NUMBER_OF_BROKER_NODES,
    REBALANCING, S3, SERVER_PROPERTIES, STORAGE_INFO, STORAGE_MODE, THROUGHPUT, THROUGHPUT_ENABLED,
    VOLUME_SIZE,
};

use super::broken_access;
use super::case::Case;
use super::network::Network;

/// Large enough for provisioned throughput.
const LARGE: &str = "kafka.m5.4xlarge";
pub(super) const T3: &str = "kafka.t3.small";
const EXPRESS: &str = "express.m7g.large";
/// In no account; the rule does not look it up.
const CONFIGURATION: &str = "arn:aws:kafka:eu-west-1:123456789012:configuration/absent/\
     11111111-2222-3333-4444-555555555555-1";

/// Every rule that a new cluster can break.
pub(super) fn clusters(network: &Network) -> Vec<Case> {
    let subjects = [
        storage(),
        throughput(),
        brokers(network),
        broken_access::security(),
        broken_access::access(network),
        properties(),
        replication(),
        express(network),
        logs(),
    ];
    subjects.into_iter().flatten().collect()
}

pub(super) fn text(value: &str) -> Value {
    value.into()
}

fn storage() -> Vec<Case> {
    let tiered = || (STORAGE_MODE, text("TIERED"));
    let case = |rule, (path, value)| Case::of(rule, STORAGE_MODE, [tiered(), (path, text(value))]);
    vec![
        case("tiered-storage-kafka-version", (KAFKA_VERSION, "3.5.1")),
        case("tiered-storage-broker-type", (INSTANCE_TYPE, T3)),
        case(
            "tiered-storage-cleanup-policy",
            (SERVER_PROPERTIES, "log.cleanup.policy = compact\n"),
        ),
        // The test puts this one into a GovCloud Region.
        Case::of(super::at_create::IN_GOVCLOUD, STORAGE_MODE, [tiered()]),
    ]
}

fn throughput() -> Vec<Case> {
    let large = || (INSTANCE_TYPE, text(LARGE));
    let on = || (THROUGHPUT_ENABLED, Value::from(true));
    let mib = |mib: i64| (THROUGHPUT, Value::from(mib));
    let fetchers = || (SERVER_PROPERTIES, text("num.replica.fetchers = 4\n"));
    vec![
        Case::of(
            "provisioned-throughput-broker-type",
            THROUGHPUT_ENABLED,
            [on(), mib(250)],
        ),
        Case::of(
            "provisioned-throughput-range",
            THROUGHPUT,
            [large(), on(), mib(100), fetchers()],
        ),
        Case::of(
            "provisioned-throughput-volume-size",
            VOLUME_SIZE,
            [large(), on(), mib(250), fetchers(), (VOLUME_SIZE, 5.into())],
        ),
        Case::of(
            "provisioned-throughput-value",
            THROUGHPUT,
            [large(), on(), fetchers()],
        ),
        Case::of(
            "provisioned-throughput-disabled",
            THROUGHPUT,
            [large(), (THROUGHPUT_ENABLED, false.into()), mib(250)],
        ),
        Case::of(
            "provisioned-throughput-fetchers",
            THROUGHPUT_ENABLED,
            [large(), on(), mib(300)],
        ),
    ]
}

fn brokers(network: &Network) -> Vec<Case> {
    let count = |count: i64| (NUMBER_OF_BROKER_NODES, Value::from(count));
    let version = |version| (KAFKA_VERSION, text(version));
    let subnets = |subnets| [(CLIENT_SUBNETS, subnets)];
    vec![
        // Without client_subnets: two zones would be picked for a count that three do not divide.
        Case::of(
            "broker-count-multiple-of-zones",
            NUMBER_OF_BROKER_NODES,
            [count(5)],
        ),
        Case::of("broker-count-quota", NUMBER_OF_BROKER_NODES, [count(33)]),
        Case::of(
            "kafka-version-broker-type",
            KAFKA_VERSION,
            [version("3.3.1"), (INSTANCE_TYPE, text("kafka.m7g.large"))],
        ),
        Case::of("kafka-version-offered", KAFKA_VERSION, [version("9.9.9")]),
        Case::of(
            "kafka-version-deprecated",
            KAFKA_VERSION,
            [version("2.8.1")],
        ),
        Case::of("subnet-count", CLIENT_SUBNETS, subnets(network.zones(1))),
        Case::of(
            "subnet-zones-distinct",
            CLIENT_SUBNETS,
            [(CLIENT_SUBNETS, network.one_zone()), count(4)],
        ),
    ]
}

fn properties() -> Vec<Case> {
    let case = |rule, properties| {
        Case::of(
            rule,
            SERVER_PROPERTIES,
            [(SERVER_PROPERTIES, text(properties))],
        )
    };
    vec![
        Case::of(
            "server-properties-conflict",
            SERVER_PROPERTIES,
            [
                (SERVER_PROPERTIES, text("num.io.threads = 8\n")),
                (CONFIGURATION_ARN, text(CONFIGURATION)),
                (CONFIGURATION_REVISION, 1.into()),
            ],
        ),
        case("server-properties-syntax", "a = \\u12\n"),
        case(
            "server-properties-repeated",
            "num.io.threads = 8\nnum.io.threads = 9\n",
        ),
        case("server-properties-empty", "num.io.threads\n"),
        case(
            "server-properties-managed",
            "listeners = CLIENT://0.0.0.0:9092\n",
        ),
        case("server-properties-range", "replica.lag.time.max.ms = 5\n"),
        case(
            "unclean-leader-election",
            "unclean.leader.election.enable = true\n",
        ),
        case("auto-create-topics", "auto.create.topics.enable = true\n"),
    ]
}

fn replication() -> Vec<Case> {
    let case = |rule, properties| {
        let settings = [(SERVER_PROPERTIES, text(properties))];
        Case::of(rule, SERVER_PROPERTIES, settings)
    };
    vec![
        case(
            "replication-factor-brokers",
            "default.replication.factor = 4\n",
        ),
        case(
            "replication-factor-zones",
            "default.replication.factor = 2\nmin.insync.replicas = 1\n",
        ),
        case(
            "min-isr-above-replication-factor",
            "default.replication.factor = 2\nmin.insync.replicas = 3\n",
        ),
        case("min-isr-headroom", "min.insync.replicas = 3\n"),
    ]
}

fn express(network: &Network) -> Vec<Case> {
    let express = || (INSTANCE_TYPE, text(EXPRESS));
    let version = |version| (KAFKA_VERSION, text(version));
    let no_volumes = || (STORAGE_INFO, Value::Null);
    let case = |rule, at, more| {
        let settings = [version("3.8.x"), express(), no_volumes(), more];
        Case::of(rule, at, settings)
    };
    vec![
        case(
            "express-zones",
            CLIENT_SUBNETS,
            (CLIENT_SUBNETS, network.zones(2)),
        ),
        case(
            "express-broker-count",
            NUMBER_OF_BROKER_NODES,
            (NUMBER_OF_BROKER_NODES, 2.into()),
        ),
        Case::of(
            "express-storage-info",
            STORAGE_INFO,
            [version("3.8.x"), express()],
        ),
        case(
            "express-storage-mode",
            STORAGE_MODE,
            (STORAGE_MODE, text("TIERED")),
        ),
        case("express-kafka-version", KAFKA_VERSION, version("3.7.x")),
        case(
            "express-read-only-properties",
            SERVER_PROPERTIES,
            (SERVER_PROPERTIES, text("num.io.threads = 8\n")),
        ),
        Case::of(
            "rebalancing-broker-type",
            REBALANCING,
            [(REBALANCING, text("ACTIVE"))],
        ),
    ]
}

fn logs() -> Vec<Case> {
    let case = |rule, name, switch| Case::of(rule, name, [(switch, Value::from(true))]);
    vec![
        case("cloudwatch-logs-log-group", LOG_GROUP, CLOUDWATCH_LOGS),
        case("firehose-delivery-stream", DELIVERY_STREAM, FIREHOSE),
        case("s3-logs-bucket", BUCKET, S3),
    ]
}
