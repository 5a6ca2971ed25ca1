//! Rules at plan time, as terraform shows them: at the attribute, with the rule's id.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Cluster;
use kafkaws_acceptance_tests::{Trouble, need};

use crate::scene::{Cast, Scene, ensure};

/// A rule, the attribute that the configuration must be underlined at, and what breaks the rule.
struct Case {
    rule: &'static str,
    at: &'static str,
    broken: &'static [(&'static str, Text)],
}

/// A value as text: a number, a boolean, or else a string.
type Text = &'static str;

const EBS: &str = "broker_node_group_info.storage_info.ebs_storage_info";
const TYPE: &str = "broker_node_group_info.instance_type";
const PUBLIC: &str = "broker_node_group_info.connectivity_info.public_access.type";

/// What AWS refuses of a new cluster.
const ERRORS: [Case; 14] = [
    Case {
        rule: "tiered-storage-kafka-version",
        at: "storage_mode",
        broken: &[("storage_mode", "TIERED"), ("kafka_version", "3.5.1")],
    },
    Case {
        rule: "tiered-storage-broker-type",
        at: "storage_mode",
        broken: &[("storage_mode", "TIERED"), (TYPE, "kafka.t3.small")],
    },
    Case {
        rule: "tiered-storage-cleanup-policy",
        at: "storage_mode",
        broken: &[
            ("storage_mode", "TIERED"),
            ("server_properties", "log.cleanup.policy = compact\n"),
        ],
    },
    Case {
        rule: "broker-count-multiple-of-zones",
        at: "number_of_broker_nodes",
        broken: &[("number_of_broker_nodes", "4")],
    },
    Case {
        rule: "kafka-version-offered",
        at: "kafka_version",
        broken: &[("kafka_version", "9.9.9")],
    },
    Case {
        rule: "provisioned-throughput-broker-type",
        at: "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled",
        broken: &[
            (
                "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.enabled",
                "true",
            ),
            (
                "broker_node_group_info.storage_info.ebs_storage_info.provisioned_throughput.volume_throughput",
                "250",
            ),
        ],
    },
    Case {
        rule: "authentication-client-encryption",
        at: "encryption_info.encryption_in_transit.client_broker",
        broken: &[
            ("client_authentication.sasl.iam", "true"),
            (
                "encryption_info.encryption_in_transit.client_broker",
                "TLS_PLAINTEXT",
            ),
        ],
    },
    Case {
        rule: "public-access-authentication",
        at: "client_authentication.unauthenticated",
        broken: &[(PUBLIC, "SERVICE_PROVIDED_EIPS")],
    },
    Case {
        rule: "replication-factor-brokers",
        at: "server_properties",
        broken: &[("server_properties", "default.replication.factor = 4\n")],
    },
    Case {
        rule: "min-isr-above-replication-factor",
        at: "server_properties",
        broken: &[(
            "server_properties",
            "default.replication.factor = 2\nmin.insync.replicas = 3\n",
        )],
    },
    Case {
        rule: "express-storage-info",
        at: "broker_node_group_info.storage_info",
        broken: &[(TYPE, "express.m7g.large"), ("kafka_version", "3.8.x")],
    },
    Case {
        rule: "rebalancing-broker-type",
        at: "rebalancing.status",
        broken: &[("rebalancing.status", "ACTIVE")],
    },
    Case {
        rule: "cloudwatch-logs-log-group",
        at: "logging_info.broker_logs.cloudwatch_logs.log_group",
        broken: &[("logging_info.broker_logs.cloudwatch_logs.enabled", "true")],
    },
    Case {
        rule: "s3-logs-bucket",
        at: "logging_info.broker_logs.s3.bucket",
        broken: &[("logging_info.broker_logs.s3.enabled", "true")],
    },
];

fn value(text: Text) -> Value {
    match (text.parse::<i64>(), text.parse::<bool>()) {
        (Ok(number), _) => number.into(),
        (_, Ok(truth)) => truth.into(),
        _ => text.into(),
    }
}

fn breaking(case: &Case) -> Cluster {
    let start = Cluster::new("rules");
    case.broken.iter().fold(start, |cluster, (path, text)| {
        cluster.with(path, value(text))
    })
}

fn refused(scene: &Scene, case: &Case) -> Result<(), Trouble> {
    let project = scene.project(&breaking(case).root()?)?;
    let report = project.plan(&[])?;
    let mut told = report
        .errors()
        .filter(|error| error.detail.contains(case.rule));
    let right = told.any(|error| error.is_at(case.at));
    ensure(
        right,
        format!("no such error at {}:\n{}", case.at, report.text),
    )
}

#[test]
fn what_aws_refuses_is_refused_at_its_attribute() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let wrong: Vec<String> = ERRORS
        .iter()
        .filter_map(|case| {
            refused(&scene, case)
                .err()
                .map(|told| format!("{}: {told}", case.rule))
        })
        .collect();
    let calls = scene.world.sandbox().calls().mutating();
    ensure(
        calls.is_empty(),
        format!("a plan called {:?}", calls.operations()),
    )?;
    ensure(wrong.is_empty(), wrong.join("\n\n"))
}

#[test]
fn a_level_of_the_provider_block_silences_a_rule() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Cluster::new("levels").with("server_properties", "min.insync.replicas = 3\n");
    let project = scene.project(&cluster.root()?)?;
    let warns = |project: &kafkaws_acceptance_tests::Project| -> Result<bool, Trouble> {
        let report = project.plan(&[])?.expect_exit(&[2])?;
        Ok(report
            .warnings()
            .any(|warning| warning.detail.contains("min-isr-headroom")))
    };
    ensure(warns(&project)?, "min-isr-headroom does not warn")?;
    let off = "provider \"kafkaws\" {\n  rules = { \"min-isr-headroom\" = \"off\" }\n}\n";
    project.write("provider.tf", off)?;
    ensure(
        !warns(&project)?,
        "min-isr-headroom warns although it is off",
    )
}

/// A shrinking volume is not planned: the floor stays where it is, and the plan says why.
#[test]
fn a_smaller_volume_size_keeps_the_larger_one() -> Result<(), Trouble> {
    let scene = need!(Cast::ours()).scene()?;
    let cluster = Cluster::new("shrink");
    let project = scene.applied(&cluster)?;
    project.write(
        "main.tf",
        &cluster.with(&format!("{EBS}.volume_size"), 50).root()?,
    )?;
    let report = project.plan(&[])?.expect_exit(&[0])?;
    ensure(
        report.warnings().next().is_some(),
        format!("nothing warns:\n{}", report.text),
    )?;
    scene.clear(&project)
}
