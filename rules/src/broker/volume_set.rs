//! The data volumes of a broker as a set: how many, which names, and that none gets lost.

use crate::broker::Rule;
use crate::broker::attributes::{ALLOW_VOLUME_REMOVAL, INSTANCE_TYPE, VOLUMES};
use crate::broker::case::Case;
use crate::broker::volume::Volume;
use crate::field::path;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use std::collections::BTreeSet;

/// Somewhere to keep data.
pub(crate) const VOLUME_MISSING: Rule = Rule {
    id: RuleId("volume-missing"),
    title: "The broker has no data volume",
    reason: "Kafka's data would be on the root volume, which a new image replaces.",
    source: source::REPLACE_ROOT,
    default_level: Level::Error,
    attributes: &[VOLUMES, INSTANCE_TYPE],
    judge: missing,
};

/// A name is a volume's identity.
pub(crate) const VOLUME_NAMES_DISTINCT: Rule = Rule {
    id: RuleId("volume-names-distinct"),
    title: "Two volumes have the same name",
    reason: "The name says which volume is which for as long as the broker lives, and where it is \
         mounted.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: distinct,
};

/// Data is not taken away by the way.
pub(crate) const VOLUME_REMOVAL: Rule = Rule {
    id: RuleId("volume-removal"),
    title: "A data volume would be removed",
    reason: "The replicas on it would be gone from the broker; another name is another volume.",
    source: source::KAFKA_REPLICATION,
    default_level: Level::Error,
    attributes: &[VOLUMES],
    judge: removal,
};

/// As many as the instance takes.
pub(crate) const VOLUME_ATTACHMENT_LIMIT: Rule = Rule {
    id: RuleId("volume-attachment-limit"),
    title: "The instance type takes fewer volumes",
    reason: "EC2 limits the volumes of an instance, its root volume included.",
    source: source::VOLUME_LIMITS,
    default_level: Level::Error,
    attributes: &[VOLUMES, INSTANCE_TYPE],
    judge: too_many,
};

/// With local disks it is a choice: see the rules of instance store.
fn missing(case: &Case<'_>) -> Vec<Violation> {
    let none = case.volumes().is_some_and(|volumes| volumes.is_empty());
    let disks = case
        .instance_type()
        .and_then(|instance| instance.instance_store_gb);
    if !none || disks != Some(0) {
        return Vec::new();
    }
    let advice = "Write at least one element in volumes, or use a type with instance store.";
    vec![Violation::new(VOLUMES, "volumes is empty.", advice)]
}

fn distinct(case: &Case<'_>) -> Vec<Violation> {
    let volumes = case.volumes().unwrap_or_default();
    let mut seen = BTreeSet::new();
    let again = volumes
        .iter()
        .filter(|volume| volume.name().is_some_and(|name| !seen.insert(name)));
    let violation = |volume: &Volume<'_>| {
        let detail = format!("{:?} is there before.", volume.name().unwrap_or_default());
        Violation::at(volume.at("name"), detail, "Give each volume its own name.")
    };
    again.map(violation).collect()
}

fn removal(case: &Case<'_>) -> Vec<Violation> {
    let Some(gone) = removed(case).filter(|gone| !gone.is_empty()) else {
        return Vec::new();
    };
    if case.flag(ALLOW_VOLUME_REMOVAL) != Some(false) {
        return Vec::new();
    }
    let gone = gone.into_iter().collect::<Vec<_>>().join(", ");
    let advice = "Put it back. If no replica is on it any more, write allow_volume_removal = true; \
         whether it is deleted then is for delete_volumes_on_destroy to say.";
    let detail = format!("Not in volumes any more: {gone}.");
    vec![Violation::at(path(VOLUMES), detail, advice)]
}

/// `None` while a planned name is unknown: it may be any of them.
fn removed<'a>(case: &Case<'a>) -> Option<BTreeSet<&'a str>> {
    let planned = case.volumes()?;
    let planned: Option<BTreeSet<_>> = planned.iter().map(Volume::name).collect();
    let planned = planned?;
    let before = case.prior_volumes().iter();
    let names = before.filter_map(|volume| volume.attribute("name").as_str());
    Some(names.filter(|name| !planned.contains(name)).collect())
}

fn too_many(case: &Case<'_>) -> Vec<Violation> {
    let count = case.volumes().map_or(0, |volumes| volumes.len());
    let Some((instance, limit)) = case
        .instance_type()
        .and_then(|instance| Some((&instance.name, instance.attachments?)))
    else {
        return Vec::new();
    };
    let most = usize::try_from(limit.maximum).unwrap_or(usize::MAX);
    if count < most {
        return Vec::new();
    }
    let shared = match limit.shared_with_interfaces {
        true => " beside its network interface",
        false => "",
    };
    let detail = format!(
        "{count} data volumes and the root volume, and {instance} takes {most} in all{shared}."
    );
    let advice = format!(
        "Write at most {} volumes, or use a larger type.",
        most.saturating_sub(1)
    );
    vec![Violation::at(path(VOLUMES), detail, advice)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::{Attachments, InstanceType, Observed};
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["volumes"];

    fn named(names: &[&str]) -> (&'static str, Value) {
        let volumes = names.iter().map(|name| volume(&[("name", (*name).into())]));
        (VOLUMES, Value::list(volumes))
    }

    fn with_unknown(name: &str) -> (&'static str, Value) {
        let volumes = [Value::from(name), Value::unknown()];
        let volumes = volumes.map(|name| volume(&[("name", name)]));
        (VOLUMES, Value::list(volumes))
    }

    #[test]
    fn somewhere_to_keep_data() {
        let none = || (VOLUMES, Value::list([]));
        let on = |instance: &str| (INSTANCE_TYPE, Value::from(instance));
        let rows: &[Row<'_>] = &[
            (&[none()], WRONG),
            (&[none(), on("i4i.large")], &[]),
            (&[none(), on("x99.large")], &[]),
            (&[none(), (INSTANCE_TYPE, Value::unknown())], &[]),
            (&[(VOLUMES, Value::unknown())], &[]),
            (&[], &[]),
        ];
        creates(&VOLUME_MISSING, &Observed::default(), rows);
    }

    #[test]
    fn names_come_once() {
        let rows: &[Row<'_>] = &[
            (
                &[named(&["a", "b", "a", "a"])],
                &["volumes[2].name", "volumes[3].name"],
            ),
            (&[named(&["a", "b"])], &[]),
            (&[with_unknown("a")], &[]),
        ];
        creates(&VOLUME_NAMES_DISTINCT, &Observed::default(), rows);
    }

    #[test]
    fn nothing_is_taken_away_by_the_way() {
        let allowed = (ALLOW_VOLUME_REMOVAL, Value::from(true));
        let perhaps = (ALLOW_VOLUME_REMOVAL, Value::unknown());
        let rows: &[Row<'_>] = &[
            (&[named(&["a"])], WRONG),
            (&[named(&["a", "c"])], WRONG),
            (&[named(&["b", "a"])], &[]),
            (&[named(&["a", "b", "c"])], &[]),
            (&[named(&["a"]), allowed], &[]),
            (&[named(&["a"]), perhaps], &[]),
            (&[with_unknown("a")], &[]),
            (&[(VOLUMES, Value::unknown())], &[]),
        ];
        updates(
            &VOLUME_REMOVAL,
            &Observed::default(),
            &[named(&["a", "b"])],
            rows,
        );
        creates(
            &VOLUME_REMOVAL,
            &Observed::default(),
            &[(&[named(&["a"])], &[])],
        );
    }

    #[test]
    fn no_more_than_the_type_takes() {
        let takes = |maximum, shared_with_interfaces| Observed {
            instance_type: Some(InstanceType {
                name: "m7g.2xlarge".into(),
                attachments: Some(Attachments {
                    maximum,
                    shared_with_interfaces,
                }),
                ..InstanceType::default()
            }),
            ..Observed::default()
        };
        let three = [named(&["a", "b", "c"])];
        creates(&VOLUME_ATTACHMENT_LIMIT, &takes(4, true), &[(&three, &[])]);
        creates(
            &VOLUME_ATTACHMENT_LIMIT,
            &takes(3, false),
            &[(&three, WRONG)],
        );
        let unknown = Observed {
            instance_type: Some(InstanceType {
                name: "m7g.2xlarge".into(),
                ..InstanceType::default()
            }),
            ..Observed::default()
        };
        creates(&VOLUME_ATTACHMENT_LIMIT, &unknown, &[(&three, &[])]);
        let smaller: &[Row<'_>] = &[(&[(INSTANCE_TYPE, "d3.8xlarge".into())], WRONG)];
        updates(
            &VOLUME_ATTACHMENT_LIMIT,
            &Observed::default(),
            &three,
            smaller,
        );
    }
}
