//! What a plan tells of the brokers that it touches.

use std::collections::BTreeMap;

use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Path};

use super::Case;
use crate::broker::node::Health;
use crate::broker_stack::forecast::Forecast;
use crate::broker_stack::outputs::by_id;
use crate::broker_stack::roll::Roll;

/// Warns of brokers that will be down, that go, and of sizes that stay.
pub(super) fn tell(draft: &mut Draft, case: &Case, forecast: &BTreeMap<i64, Forecast>) {
    let work = forecast.iter().map(|(id, forecast)| (*id, forecast.work));
    let roll = Roll::of(&work.collect());
    draft.diagnostics.extend(down(&roll, forecast));
    draft.diagnostics.extend(leaving(&roll, case));
    draft.diagnostics.extend(larger(case));
}

/// The brokers that will be down, in the order of their turns.
fn down(roll: &Roll, forecast: &BTreeMap<i64, Forecast>) -> Option<Diagnostic> {
    let line = |id: i64| Some(line(id, forecast.get(&id)?));
    let turns = roll
        .one_by_one
        .iter()
        .filter_map(|turn| line(turn.broker_id));
    let lines: Vec<String> = turns.collect();
    let summary = match lines.len() {
        0 => return None,
        1 => "1 broker will be down for a while".to_owned(),
        several => format!("{several} brokers will be down for a while, one at a time"),
    };
    let detail = format!(
        "{}\n\nBefore the first and after each the health check has to pass. If it does not, the rest are left as they are, and the \
         next apply carries on.",
        lines.join("\n")
    );
    Some(Diagnostic::warning(summary, detail))
}

fn line(id: i64, forecast: &Forecast) -> String {
    let steps: Vec<String> = forecast.steps.iter().map(ToString::to_string).collect();
    let why = match forecast.health {
        Health::Ok if forecast.outdated => {
            "It differs from the stack in what brokers have in common. ".to_owned()
        }
        Health::Ok => String::new(),
        health => format!("{} ", health.told()),
    };
    let what = match steps.is_empty() {
        true => "bring it in line".to_owned(),
        false => steps.join(", "),
    };
    format!("broker {id}: {why}Apply will {what}.")
}

fn leaving(roll: &Roll, case: &Case) -> Option<Diagnostic> {
    let ids: Vec<String> = roll.remove.iter().map(i64::to_string).collect();
    if ids.is_empty() {
        return None;
    }
    let volumes = match case.planned.delete_volumes_on_destroy {
        true => "Their volumes are deleted with them",
        false => "Their volumes stay, for brokers that are made with the same ids",
    };
    let asked = match case.planned.allow_unverified {
        true => {
            "allow_unverified is on: Kafka is not asked whether they hold partitions, and what only they hold is lost."
        }
        false => {
            "Before anything is changed Kafka is asked whether they hold partitions; if so, the apply stops."
        }
    };
    let summary = format!("Brokers {} will be removed", ids.join(", "));
    let diagnostic = Diagnostic::warning(summary, format!("{volumes}. {asked}"));
    Some(diagnostic.at(Path::root().attribute("number_of_broker_nodes")))
}

/// Sizes that the configuration has smaller than brokers have them.
fn larger(case: &Case) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for (place, volume) in case.planned.volumes.iter().enumerate() {
        let larger = by_id(&case.brokers).into_iter().filter_map(|(id, broker)| {
            let there = broker.volumes.iter().find(|one| one.name == volume.name)?;
            (there.size > volume.size).then(|| format!("broker {id}: {} GiB", there.size.get()))
        });
        let larger: Vec<String> = larger.collect();
        if !larger.is_empty() {
            let detail = format!(
                "EBS volumes never shrink, so these stay as they are: {}.",
                larger.join(", ")
            );
            let path = Path::root()
                .attribute("volumes")
                .index(place)
                .attribute("size");
            found.push(
                Diagnostic::warning("Volumes are larger than the configuration says", detail)
                    .at(path),
            );
        }
    }
    found
}
