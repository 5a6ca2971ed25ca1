//! Data on the disks of the host, which are empty after every stop.

use crate::broker::Rule;
use crate::broker::attributes::{INSTANCE_TYPE, PROPERTIES, VOLUMES};
use crate::broker::case::Case;
use crate::field::path;
use crate::replicas::FACTORS;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// Only with copies elsewhere.
pub(crate) const INSTANCE_STORE_REPLICATION: Rule = Rule {
    id: RuleId("instance-store-replication"),
    title: "The only copy of data would be on instance store",
    reason: "The disks of the host are empty after a stop, a new host or a failure, all of which a \
         broker meets when it is changed or repaired. What it held comes back from other replicas, \
         where there are any.",
    source: source::INSTANCE_STORE,
    default_level: Level::Warn,
    attributes: &[VOLUMES, INSTANCE_TYPE, PROPERTIES],
    judge: without_replication,
};

fn without_replication(case: &Case<'_>) -> Vec<Violation> {
    let no_volumes = case.volumes().is_some_and(|volumes| volumes.is_empty());
    let Some(instance) = case.instance_type().filter(|_| no_volumes) else {
        return Vec::new();
    };
    let Some(disks) = instance.instance_store_gb.filter(|gb| *gb > 0) else {
        return Vec::new();
    };
    let Some((name, factor)) = one_copy(case) else {
        return Vec::new();
    };
    let detail = format!(
        "volumes is empty, so data is on the {disks} GB of {}, and {name} is {factor}.",
        instance.name
    );
    let advice = format!("Set {name} to 3, or add an EBS volume.");
    vec![Violation::at(path(PROPERTIES).key(name), detail, advice)]
}

/// A replication factor that leaves one copy. Kafka's default for topics is one, and three for its
/// own topics.
fn one_copy(case: &Case<'_>) -> Option<(&'static str, i64)> {
    let default = |name: &str| if name == FACTORS[0] { 1 } else { 3 };
    let factors = FACTORS
        .iter()
        .filter_map(|name| Some((*name, case.property(name).number_or(default(name))?)));
    factors.into_iter().find(|(_, factor)| *factor == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    #[test]
    fn only_with_copies_elsewhere() {
        const TOPICS: &[&str] = &["properties[\"default.replication.factor\"]"];
        const OFFSETS: &[&str] = &["properties[\"offsets.topic.replication.factor\"]"];
        let factor = FACTORS[0];
        let none = (VOLUMES, Value::list([]));
        let on = |instance: &str| (INSTANCE_TYPE, Value::from(instance));
        let set = |pairs: &[(&str, &str)]| (PROPERTIES, properties(pairs));
        let flash = [none.clone(), on("i4i.large")];
        let with = |edit: (&'static str, Value)| [none.clone(), on("i4i.large"), edit];
        let rows: &[Row<'_>] = &[
            (&flash, &[]),
            (&with(set(&[])), TOPICS),
            (&with(set(&[(factor, "1")])), TOPICS),
            (&with(set(&[(factor, "2")])), &[]),
            (&with(set(&[(factor, "3"), (FACTORS[1], "1")])), OFFSETS),
            (&with((PROPERTIES, Value::unknown())), &[]),
            (&[on("i4i.large"), set(&[])], &[]),
            (&[none, set(&[])], &[]),
        ];
        creates(&INSTANCE_STORE_REPLICATION, &Observed::default(), rows);
    }
}
