//! Broker logs need a place to go.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    BUCKET, CLOUDWATCH_LOGS, DELIVERY_STREAM, FIREHOSE, LOG_GROUP, S3,
};
use crate::cluster::case::Case;
use crate::field::Field;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

const REASON: &str = "AWS refuses to deliver broker logs to a destination that has no name.";

/// A log group for CloudWatch Logs.
pub(crate) const CLOUDWATCH_LOGS_LOG_GROUP: Rule = Rule {
    id: RuleId("cloudwatch-logs-log-group"),
    title: "Broker logs to CloudWatch need a log group",
    reason: REASON,
    source: source::LOGGING,
    default_level: Level::Error,
    attributes: &[CLOUDWATCH_LOGS, LOG_GROUP],
    judge: |case| {
        nameless(
            case,
            CLOUDWATCH_LOGS,
            LOG_GROUP,
            "the name of an existing log group",
        )
    },
};

/// A delivery stream for Firehose.
pub(crate) const FIREHOSE_DELIVERY_STREAM: Rule = Rule {
    id: RuleId("firehose-delivery-stream"),
    title: "Broker logs to Firehose need a delivery stream",
    reason: REASON,
    source: source::LOGGING,
    default_level: Level::Error,
    attributes: &[FIREHOSE, DELIVERY_STREAM],
    judge: |case| {
        nameless(
            case,
            FIREHOSE,
            DELIVERY_STREAM,
            "the name of an existing delivery stream",
        )
    },
};

/// A bucket for S3.
pub(crate) const S3_LOGS_BUCKET: Rule = Rule {
    id: RuleId("s3-logs-bucket"),
    title: "Broker logs to S3 need a bucket",
    reason: REASON,
    source: source::LOGGING,
    default_level: Level::Error,
    attributes: &[S3, BUCKET],
    judge: |case| nameless(case, S3, BUCKET, "the name of an existing bucket"),
};

fn nameless(case: &Case<'_>, switch: &str, name: &str, wanted: &str) -> Option<Violation> {
    let missing = match case.field(name) {
        Field::Unknown => false,
        Field::Absent => true,
        Field::Known(value) => value.as_str() == Some(""),
    };
    (missing && case.flag(switch) == Some(true)).then(|| {
        let detail = format!("{switch} is true and {name} is not set.");
        Violation::new(name, detail, format!("Write {wanted}, or enabled = false."))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    #[test]
    fn every_destination_has_a_name() {
        for (rule, switch, name) in [
            (&CLOUDWATCH_LOGS_LOG_GROUP, CLOUDWATCH_LOGS, LOG_GROUP),
            (&FIREHOSE_DELIVERY_STREAM, FIREHOSE, DELIVERY_STREAM),
            (&S3_LOGS_BUCKET, S3, BUCKET),
        ] {
            let on = || (switch, Value::from(true));
            creates(
                rule,
                &Observed::default(),
                &[
                    (&[], None),
                    (&[on()], Some(name)),
                    (&[on(), (name, "".into())], Some(name)),
                    (&[on(), (name, "kafka".into())], None),
                    (&[on(), (name, Value::unknown())], None),
                    (&[(switch, Value::unknown())], None),
                ],
            );
        }
    }
}
