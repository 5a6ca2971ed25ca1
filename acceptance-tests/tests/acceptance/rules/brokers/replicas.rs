//! Stacks whose brokers could not hold the copies that are asked of them.

use kafkaws_acceptance_tests::object;

use super::broken::stack;
use super::ground::Ground;
use crate::rules::case::Case;

const MINIMUM: &str = "properties[\"min.insync.replicas\"]";

pub(super) fn cases(ground: &Ground) -> Vec<Case> {
    let of = |rule, at, factor: &str, minimum: &str| {
        let properties = object([
            ("default.replication.factor", factor),
            ("min.insync.replicas", minimum),
        ]);
        stack(ground, (rule, at), [("properties", properties)])
    };
    vec![
        of(
            "broker-replication-factor",
            "properties[\"default.replication.factor\"]",
            "4",
            "2",
        ),
        of("broker-min-isr", MINIMUM, "2", "3"),
        of("broker-min-isr-headroom", MINIMUM, "3", "3"),
    ]
}
