//! From ZooKeeper to KRaft in place. The way back does not exist (see [`crate::cluster::replacement`]).

use crate::cluster::Rule;
use crate::cluster::attributes::{
    JMX_EXPORTER, KAFKA_VERSION, NODE_EXPORTER, PUBLIC_ACCESS, ZOOKEEPER_ACCESS,
};
use crate::cluster::case::Case;
use crate::field::Field;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::{KafkaVersion, msk, source};

/// The last release with both.
pub(crate) const KRAFT_MIGRATION_SOURCE_VERSION: Rule = Rule {
    id: RuleId("kraft-migration-source-version"),
    title: "A cluster moves from ZooKeeper to KRaft only from Kafka 3.9",
    reason: "3.9 is the last release that has both; AWS migrates a cluster only from there.",
    source: source::ZOOKEEPER_TO_KRAFT,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: source_version,
};

/// Nobody may be using ZooKeeper.
pub(crate) const KRAFT_MIGRATION_ZOOKEEPER_ACCESS: Rule = Rule {
    id: RuleId("kraft-migration-zookeeper-access"),
    title: "ZooKeeper access must be off before a cluster moves to KRaft",
    reason: "AWS refuses to migrate a Standard cluster whose ZooKeeper nodes clients can still \
         reach.",
    source: source::ZOOKEEPER_TO_KRAFT,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: zookeeper_access,
};

/// KRaft's controllers want three zones.
pub(crate) const KRAFT_MIGRATION_ZONES: Rule = Rule {
    id: RuleId("kraft-migration-zones"),
    title: "A cluster moves to KRaft only with three Availability Zones",
    reason: "AWS migrates Standard clusters that span three zones.",
    source: source::ZOOKEEPER_TO_KRAFT,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: zones,
};

/// Public access and open monitoring together stand in the way.
pub(crate) const KRAFT_MIGRATION_PUBLIC_MONITORING: Rule = Rule {
    id: RuleId("kraft-migration-public-monitoring"),
    title: "A cluster with public access and open monitoring cannot move to KRaft",
    reason: "AWS refuses to migrate while both are on.",
    source: source::ZOOKEEPER_TO_KRAFT,
    default_level: Level::Error,
    attributes: &[KAFKA_VERSION],
    judge: public_monitoring,
};

/// The versions of a plan that takes a cluster from ZooKeeper to KRaft.
fn migration(case: &Case<'_>) -> Option<(KafkaVersion, KafkaVersion)> {
    let (before, after) = (case.prior_version()?, case.version()?);
    (!before.is_kraft() && after.is_kraft()).then_some((before, after))
}

/// The same for a Standard cluster: Express is exempt from some conditions.
fn standard_migration(case: &Case<'_>) -> Option<(KafkaVersion, KafkaVersion)> {
    case.broker().filter(|broker| !broker.is_express())?;
    migration(case)
}

fn source_version(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = migration(case)?;
    (!before.can_migrate_to_kraft()).then(|| {
        let detail = format!("From {before}, which has ZooKeeper, to {after}, which has KRaft.");
        let advice =
            "Upgrade to kafka_version = \"3.9.x\" first, apply, and move to KRaft from there.";
        Violation::new(KAFKA_VERSION, detail, advice)
    })
}

/// An attribute that was never set means access, which is how every cluster with ZooKeeper begins.
fn zookeeper_access(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = standard_migration(case)?;
    let open = match case.field(ZOOKEEPER_ACCESS) {
        Field::Unknown => return None,
        Field::Absent => true,
        Field::Known(value) => value.as_bool()?,
    };
    open.then(|| {
        let detail = format!("From {before} to {after} with ZooKeeper access on.");
        let advice = "Make sure that no tool talks to ZooKeeper any more, and write \
             zookeeper_access = { enabled = false }. The provider turns it off before the \
             upgrade, in the same apply.";
        Violation::new(ZOOKEEPER_ACCESS, detail, advice)
    })
}

fn zones(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = standard_migration(case)?;
    let zones = case.zones().filter(|zones| zones < msk::SUBNETS.end())?;
    Some(Violation::new(
        KAFKA_VERSION,
        format!("From {before} to {after} in {zones} zones."),
        "Stay on kafka_version = \"3.9.x\", or replicate into a new cluster that has KRaft from \
             the start.",
    ))
}

fn public_monitoring(case: &Case<'_>) -> Option<Violation> {
    let (before, after) = migration(case)?;
    let public = case.text(PUBLIC_ACCESS)? == "SERVICE_PROVIDED_EIPS";
    let exporters = [case.flag(JMX_EXPORTER), case.flag(NODE_EXPORTER)];
    (public && exporters.contains(&Some(true))).then(|| {
        let detail = format!("From {before} to {after} with public access and an exporter on.");
        let advice = "Turn one of them off, apply, move to KRaft, and turn it on again.";
        Violation::new(PUBLIC_ACCESS, detail, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn version(text: &str) -> (&'static str, Value) {
        (KAFKA_VERSION, text.into())
    }

    #[test]
    fn only_from_3_9() {
        let rule = &KRAFT_MIGRATION_SOURCE_VERSION;
        let nothing = Observed::default();
        let rows: &[Row<'_>] = &[
            (&[version("3.9.x.kraft")], Some(KAFKA_VERSION)),
            (&[version("4.0.x")], Some(KAFKA_VERSION)),
            (&[version("3.9.x")], None),
        ];
        updates(rule, &nothing, &[version("3.8.x")], rows);
        let from_39: &[Row<'_>] = &[
            (&[version("3.9.x.kraft")], None),
            (&[version("4.0.x")], None),
        ];
        updates(rule, &nothing, &[version("3.9.x")], from_39);
        updates(
            rule,
            &nothing,
            &[version("3.8.x.kraft")],
            &[(&[version("4.0.x")], None)],
        );
        creates(rule, &nothing, &[(&[version("3.9.x.kraft")], None)]);
    }

    #[test]
    fn zookeeper_access_is_off() {
        let kraft = || version("3.9.x.kraft");
        let access = |on: Value| (ZOOKEEPER_ACCESS, on);
        updates(
            &KRAFT_MIGRATION_ZOOKEEPER_ACCESS,
            &Observed::default(),
            &[version("3.9.x")],
            &[
                (&[kraft()], Some(ZOOKEEPER_ACCESS)),
                (&[kraft(), access(true.into())], Some(ZOOKEEPER_ACCESS)),
                (&[kraft(), access(false.into())], None),
                (&[kraft(), access(Value::unknown())], None),
                (
                    &[kraft(), (INSTANCE_TYPE, "express.m7g.large".into())],
                    None,
                ),
                (&[access(true.into())], None),
            ],
        );
    }

    #[test]
    fn three_zones() {
        let two = [
            version("3.9.x"),
            (CLIENT_SUBNETS, texts(&["subnet-a", "subnet-b"])),
        ];
        let kraft = [version("3.9.x.kraft")];
        let nothing = Observed::default();
        updates(
            &KRAFT_MIGRATION_ZONES,
            &nothing,
            &two,
            &[(&kraft, Some(KAFKA_VERSION))],
        );
        updates(
            &KRAFT_MIGRATION_ZONES,
            &nothing,
            &[version("3.9.x")],
            &[(&kraft, None)],
        );
        creates(&KRAFT_MIGRATION_ZONES, &nothing, &[(&two, None)]);
    }

    #[test]
    fn not_public_and_monitored() {
        let public = || (PUBLIC_ACCESS, Value::from("SERVICE_PROVIDED_EIPS"));
        let exporter = || (NODE_EXPORTER, Value::from(true));
        let kraft = || version("3.9.x.kraft");
        updates(
            &KRAFT_MIGRATION_PUBLIC_MONITORING,
            &Observed::default(),
            &[version("3.9.x")],
            &[
                (&[kraft(), public(), exporter()], Some(PUBLIC_ACCESS)),
                (&[kraft(), public()], None),
                (&[kraft(), exporter()], None),
                (&[public(), exporter()], None),
                (
                    &[kraft(), public(), (NODE_EXPORTER, Value::unknown())],
                    None,
                ),
            ],
        );
    }
}
