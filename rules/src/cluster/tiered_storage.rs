//! What `storage_mode = "TIERED"` needs.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, KAFKA_VERSION, SERVER_PROPERTIES,
    STORAGE_MODE,
};
use crate::cluster::case::Case;
use crate::field::Setting;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// The version has tiered storage.
pub(crate) const TIERED_STORAGE_KAFKA_VERSION: Rule = Rule {
    id: RuleId("tiered-storage-kafka-version"),
    title: "This Kafka version has no tiered storage",
    reason: "Tiered storage exists from Kafka 3.6.0 on, and in 2.8.2.tiered.",
    source: source::TIERED_STORAGE,
    default_level: Level::Error,
    attributes: &[STORAGE_MODE, KAFKA_VERSION],
    judge: kafka_version,
};

/// The broker type has tiered storage.
pub(crate) const TIERED_STORAGE_BROKER_TYPE: Rule = Rule {
    id: RuleId("tiered-storage-broker-type"),
    title: "This broker type has no tiered storage",
    reason: "AWS offers tiered storage on Standard brokers of every size but the burstable T3.",
    source: source::TIERED_STORAGE,
    default_level: Level::Error,
    attributes: &[STORAGE_MODE, INSTANCE_TYPE],
    judge: broker_type,
};

/// Topics are deleted, not compacted, by default.
pub(crate) const TIERED_STORAGE_CLEANUP_POLICY: Rule = Rule {
    id: RuleId("tiered-storage-cleanup-policy"),
    title: "Tiered storage needs log.cleanup.policy=delete",
    reason: "Compacted topics cannot be tiered, so AWS refuses TIERED while the cluster compacts \
         by default. A single topic may still set cleanup.policy=compact and stay local.",
    source: source::TIERED_STORAGE,
    default_level: Level::Error,
    attributes: &[
        STORAGE_MODE,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: cleanup_policy,
};

/// The Region has tiered storage.
pub(crate) const TIERED_STORAGE_REGION: Rule = Rule {
    id: RuleId("tiered-storage-region"),
    title: "This Region has no tiered storage",
    reason: "AWS does not offer tiered storage in the GovCloud Regions.",
    source: source::AWS_TOOLKIT,
    default_level: Level::Error,
    attributes: &[STORAGE_MODE],
    judge: region,
};

const INSTEAD_LOCAL: &str =
    "leave storage_mode out (brokers then keep everything on their volumes)";

fn is_tiered(case: &Case<'_>) -> bool {
    case.text(STORAGE_MODE) == Some("TIERED")
}

fn kafka_version(case: &Case<'_>) -> Option<Violation> {
    let version = case
        .version()
        .filter(|version| !version.is_tiered_capable())?;
    is_tiered(case).then(|| {
        let detail = format!("storage_mode is TIERED and kafka_version is {version}.");
        let advice = format!("Write kafka_version = \"3.6.0\" or a later one, or {INSTEAD_LOCAL}.");
        Violation::new(STORAGE_MODE, detail, advice)
    })
}

/// Express has a rule of its own: there storage_mode makes no sense at all.
fn broker_type(case: &Case<'_>) -> Option<Violation> {
    let broker = case
        .broker()
        .filter(|broker| broker.is_burstable() && !broker.is_express())?;
    is_tiered(case).then(|| {
        let detail = format!("storage_mode is TIERED and instance_type is {broker}.");
        let advice = format!("Use kafka.m7g.large or kafka.m5.large, or {INSTEAD_LOCAL}.");
        Violation::new(STORAGE_MODE, detail, advice)
    })
}

fn cleanup_policy(case: &Case<'_>) -> Option<Violation> {
    let property = case.property("log.cleanup.policy");
    let Setting::Set(policy) = property else {
        return None;
    };
    if !is_tiered(case) || policy.trim() == "delete" {
        return None;
    }
    let detail =
        format!("storage_mode is TIERED and the brokers' log.cleanup.policy is {policy:?}.");
    let advice = "Set log.cleanup.policy=delete, or remove the line, and say \
         cleanup.policy=compact on the topics that need it. The provider changes the \
         configuration before the storage mode.";
    Some(Violation::new(STORAGE_MODE, detail, advice))
}

fn region(case: &Case<'_>) -> Option<Violation> {
    let region = case
        .observed
        .region
        .as_deref()
        .filter(|name| name.starts_with("us-gov-"))?;
    is_tiered(case).then(|| {
        let detail = format!("storage_mode is TIERED and the Region is {region}.");
        Violation::new(STORAGE_MODE, detail, format!("Here, {INSTEAD_LOCAL}."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn tiered() -> (&'static str, Value) {
        (STORAGE_MODE, "TIERED".into())
    }

    #[test]
    fn versions() {
        let with = |version: &str| [tiered(), (KAFKA_VERSION, version.into())];
        creates(
            &TIERED_STORAGE_KAFKA_VERSION,
            &Observed::default(),
            &[
                (&[tiered()], None),
                (&with("3.5.1"), Some(STORAGE_MODE)),
                (&with("2.8.2.tiered"), None),
                (&with("3.10.x"), None),
                (&[tiered(), (KAFKA_VERSION, Value::unknown())], None),
                (
                    &[
                        (STORAGE_MODE, Value::unknown()),
                        (KAFKA_VERSION, "3.5.1".into()),
                    ],
                    None,
                ),
                (&[(KAFKA_VERSION, "3.5.1".into())], None),
                (&[tiered(), (KAFKA_VERSION, "nonsense".into())], None),
            ],
        );
    }

    /// Upgrading and tiering in one plan is fine: the provider upgrades first.
    #[test]
    fn an_upgrade_in_the_same_plan_counts() {
        let before = [(KAFKA_VERSION, "3.5.1".into())];
        updates(
            &TIERED_STORAGE_KAFKA_VERSION,
            &Observed::default(),
            &before,
            &[
                (&[tiered()], Some(STORAGE_MODE)),
                (&[tiered(), (KAFKA_VERSION, "3.6.0".into())], None),
            ],
        );
    }

    #[test]
    fn broker_types() {
        let with = |broker: &str| [tiered(), (INSTANCE_TYPE, broker.into())];
        creates(
            &TIERED_STORAGE_BROKER_TYPE,
            &Observed::default(),
            &[
                (&with("kafka.t3.small"), Some(STORAGE_MODE)),
                (&with("kafka.m5.large"), None),
                (&with("express.m7g.large"), None),
                (&[tiered(), (INSTANCE_TYPE, Value::unknown())], None),
                (&[(INSTANCE_TYPE, "kafka.t3.small".into())], None),
            ],
        );
    }

    #[test]
    fn cleanup_policy_in_server_properties() {
        let with = |text: &str| [tiered(), (SERVER_PROPERTIES, text.into())];
        creates(
            &TIERED_STORAGE_CLEANUP_POLICY,
            &Observed::default(),
            &[
                (&[tiered()], None),
                (&with("log.cleanup.policy=compact"), Some(STORAGE_MODE)),
                (
                    &with("log.cleanup.policy=compact,delete"),
                    Some(STORAGE_MODE),
                ),
                (&with("log.cleanup.policy = delete "), None),
                (&with("num.partitions=3"), None),
                (&[tiered(), (SERVER_PROPERTIES, Value::unknown())], None),
                (
                    &[(SERVER_PROPERTIES, "log.cleanup.policy=compact".into())],
                    None,
                ),
            ],
        );
    }

    #[test]
    fn cleanup_policy_in_the_attached_configuration() {
        let attached = [
            (CONFIGURATION_ARN, "arn".into()),
            (CONFIGURATION_REVISION, Value::from(2)),
        ];
        let compacts = configured("log.cleanup.policy=compact");
        let rule = &TIERED_STORAGE_CLEANUP_POLICY;
        updates(
            rule,
            &compacts,
            &attached,
            &[(&[tiered()], Some(STORAGE_MODE)), (&[], None)],
        );
        updates(
            rule,
            &Observed::default(),
            &attached,
            &[(&[tiered()], None)],
        );
        updates(rule, &compacts, &[], &[(&[tiered()], Some(STORAGE_MODE))]);
    }

    #[test]
    fn regions() {
        let region = |name: &str| Observed {
            region: Some(name.into()),
            ..Observed::default()
        };
        let rule = &TIERED_STORAGE_REGION;
        creates(
            rule,
            &region("us-gov-west-1"),
            &[(&[tiered()], Some(STORAGE_MODE)), (&[], None)],
        );
        creates(rule, &region("us-east-1"), &[(&[tiered()], None)]);
        creates(rule, &Observed::default(), &[(&[tiered()], None)]);
    }
}
