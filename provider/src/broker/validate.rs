//! What is wrong with the configuration of a broker whatever the provider block says.

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch, Value};

use crate::aws::tags::problem_of_tag;
use crate::broker::tags::RESERVED;

pub(crate) fn validate(config: &Sketch<'_>) -> Diagnostics {
    let mut diagnostics = wrong_tags(config);
    diagnostics.extend(partition_without_group(config));
    diagnostics
}

fn wrong_tags(config: &Sketch<'_>) -> Diagnostics {
    let path = Path::root().attribute("tags");
    let Some(Value::Map(given)) = config.known(&path) else {
        return Diagnostics::default();
    };
    let wrong = given
        .iter()
        .filter_map(|(key, value)| Some((key, problem(key, value.as_str()?)?)));
    let told = wrong.map(|(key, problem)| {
        Diagnostic::error(format!("AWS does not take the tag {key:?}"), problem).at(path.key(key))
    });
    told.collect()
}

fn problem(key: &str, value: &str) -> Option<String> {
    match key.starts_with(RESERVED) {
        true => Some(format!(
            "Keys that begin with {RESERVED:?} are the provider's own."
        )),
        false => problem_of_tag(key, value),
    }
}

fn partition_without_group(config: &Sketch<'_>) -> Option<Diagnostic> {
    let number = Path::root().attribute("placement_partition_number");
    let group = Path::root().attribute("placement_group");
    (config.is_set(&number) && !config.is_set(&group) && !config.is_unknown(&group)).then(|| {
        Diagnostic::error(
            "A partition needs a placement group",
            "Partitions are those of a placement group with the strategy partition: name it in placement_group.",
        )
        .at(number)
    })
}
