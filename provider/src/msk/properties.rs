//! Kafka's `server.properties`, as far as two texts mean the same.

use kafkaws_rules::properties::Properties;
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Path, Value};

/// The properties of a text; `None` where it is not in the format.
fn parse(text: &str) -> Option<Properties> {
    kafkaws_rules::properties::read(text)
        .ok()
        .map(|reading| reading.properties)
}

/// Whether two texts set the same properties: order, comments and spacing do not count.
pub(crate) fn same(a: &str, b: &str) -> bool {
    a == b || matches!((parse(a), parse(b)), (Some(a), Some(b)) if a == b)
}

/// Plans the prior text where the planned one means the same: it is no change, and makes no revision.
pub(crate) fn keep_equal(draft: &mut Draft) {
    let path = Path::root().attribute("server_properties");
    let equal = match (draft.prior.get(&path), draft.planned.get(&path)) {
        (Some(Value::String(prior)), Some(Value::String(planned))) => same(prior, planned),
        _ => false,
    };
    if equal {
        draft.keep_prior(&path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_comments_and_spacing_do_not_count() {
        let base = "auto.create.topics.enable=false\nlog.cleanup.policy=delete\n";
        for (other, equal) in [
            (
                "# ours\nlog.cleanup.policy = delete\nauto.create.topics.enable: false",
                true,
            ),
            (
                "log.cleanup.policy=compact\nauto.create.topics.enable=false",
                false,
            ),
            ("log.cleanup.policy=delete", false),
            ("", false),
        ] {
            assert_eq!(same(base, other), equal, "{other}");
        }
    }
}
