//! What is wrong with the configuration of a broker whatever the provider block says.

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch};

use crate::aws::tags::wrong_tags;

pub(crate) fn validate(config: &Sketch<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(wrong_tags(config));
    diagnostics.extend(partition_without_group(config));
    diagnostics
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
