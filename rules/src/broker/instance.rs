//! The instance type by itself: where it is offered, and whether it lasts.

use crate::broker::Rule;
use crate::broker::attributes::{INSTANCE_TYPE, SUBNET, SUBNETS};
use crate::broker::case::Case;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use std::collections::BTreeSet;

/// In the zones of the brokers.
pub(crate) const INSTANCE_TYPE_OFFERED: Rule = Rule {
    id: RuleId("instance-type-offered"),
    title: "The instance type is not offered where the brokers are",
    reason: "Not every Availability Zone has every type, and a broker cannot leave the zone of its \
         volumes.",
    source: source::TYPE_OFFERINGS,
    default_level: Level::Error,
    attributes: &[INSTANCE_TYPE, SUBNET, SUBNETS],
    judge: offered,
};

/// Not on credit.
pub(crate) const INSTANCE_TYPE_BURSTABLE: Rule = Rule {
    id: RuleId("instance-type-burstable"),
    title: "The instance type lives on CPU credits",
    reason: "A broker works all the time. Once its credits are spent it is slow, or billed beyond \
         its price, and its partitions fall out of sync.",
    source: source::BURSTABLE,
    default_level: Level::Warn,
    attributes: &[INSTANCE_TYPE],
    judge: burstable,
};

fn offered(case: &Case<'_>) -> Vec<Violation> {
    not_offered(case).into_iter().collect()
}

fn not_offered(case: &Case<'_>) -> Option<Violation> {
    let instance = case.instance_type()?;
    let (name, zones) = (&instance.name, instance.zones.as_ref()?);
    if zones.is_empty() {
        let detail = format!("This Region has no {name}.");
        let advice = "Use a type that the Region offers.";
        return Some(Violation::new(INSTANCE_TYPE, detail, advice));
    }
    let wanted = case.subnets()?;
    let wanted = wanted.into_iter().filter_map(|subnet| case.zone_of(subnet));
    let lacking: BTreeSet<_> = wanted.filter(|zone| !zones.contains(*zone)).collect();
    (!lacking.is_empty()).then(|| {
        let lacking = lacking.into_iter().collect::<Vec<_>>().join(", ");
        let having = zones.iter().cloned().collect::<Vec<_>>().join(", ");
        Violation::new(
            INSTANCE_TYPE,
            format!("{name} is not in {lacking}."),
            format!("Use another type, or subnets in {having}."),
        )
    })
}

fn burstable(case: &Case<'_>) -> Vec<Violation> {
    let instance = case.instance_type();
    let violation = instance
        .filter(|instance| instance.burstable == Some(true))
        .map(|instance| {
            let detail = format!("{} earns CPU credits.", instance.name);
            let advice = "For anything but a trial use a type such as m7g.large.";
            Violation::new(INSTANCE_TYPE, detail, advice)
        });
    violation.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::{InstanceType, Observed};
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["instance_type"];

    fn in_zones(zones: &[&str]) -> Observed {
        let mut observed = seen();
        let zones = zones.iter().map(ToString::to_string).collect();
        if let Some(instance) = &mut observed.instance_type {
            instance.zones = Some(zones);
        }
        observed
    }

    #[test]
    fn in_the_zones_of_the_brokers() {
        let elsewhere = [(SUBNET, Value::from("subnet-c"))];
        let unseen = [(SUBNET, Value::from("subnet-x"))];
        let later = [(SUBNET, Value::unknown())];
        let rows: &[Row<'_>] = &[
            (&[], &[]),
            (&elsewhere, WRONG),
            (&unseen, &[]),
            (&later, &[]),
        ];
        let two = in_zones(&["euw1-az1", "euw1-az2"]);
        creates(&INSTANCE_TYPE_OFFERED, &two, rows);
        creates_stack(&INSTANCE_TYPE_OFFERED, &two, &[(&[], WRONG)]);
        creates_stack(&INSTANCE_TYPE_OFFERED, &seen(), &[(&[], &[])]);
        creates(
            &INSTANCE_TYPE_OFFERED,
            &in_zones(&[]),
            &[(&[], WRONG), (&later, WRONG)],
        );
        creates(&INSTANCE_TYPE_OFFERED, &Observed::default(), &[(&[], &[])]);
    }

    #[test]
    fn the_text_names_the_zones() {
        let said = says(
            &INSTANCE_TYPE_OFFERED,
            None,
            &stack(&[]),
            &in_zones(&["euw1-az1"]),
        );
        let text = &said[0].detail;
        assert!(text.contains("not in euw1-az2, euw1-az3"), "{text}");
        assert!(text.contains("subnets in euw1-az1"), "{text}");
    }

    #[test]
    fn not_on_credit() {
        let rows: &[Row<'_>] = &[
            (&[(INSTANCE_TYPE, "t3.medium".into())], WRONG),
            (&[(INSTANCE_TYPE, "m7g.large".into())], &[]),
            (&[(INSTANCE_TYPE, "x99.large".into())], &[]),
        ];
        creates(&INSTANCE_TYPE_BURSTABLE, &Observed::default(), rows);
        let told = Observed {
            instance_type: Some(InstanceType {
                name: "x99.large".into(),
                burstable: Some(true),
                ..InstanceType::default()
            }),
            ..Observed::default()
        };
        creates(
            &INSTANCE_TYPE_BURSTABLE,
            &told,
            &[(&[(INSTANCE_TYPE, "x99.large".into())], WRONG)],
        );
    }
}
