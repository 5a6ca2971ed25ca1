//! Provisioned storage throughput.

use crate::attributes::{
    CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, SERVER_PROPERTIES, THROUGHPUT,
    THROUGHPUT_ENABLED, VOLUME_SIZE,
};
use crate::case::{Case, Field};
use crate::rule::{Level, Rule, RuleId, Violation};
use kafkaws_catalog::broker_type::BrokerLimits;
use kafkaws_catalog::{BrokerType, msk, source};

/// The type has it.
pub(crate) const PROVISIONED_THROUGHPUT_BROKER_TYPE: Rule = Rule {
    id: RuleId("provisioned-throughput-broker-type"),
    title: "This broker type has no provisioned throughput",
    reason: "AWS provisions storage throughput from kafka.m5.4xlarge and kafka.m7g.2xlarge on: smaller brokers could \
             not use it.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Error,
    attributes: &[THROUGHPUT_ENABLED, INSTANCE_TYPE],
    judge: broker_type,
};

/// Between AWS's least and the type's most.
pub(crate) const PROVISIONED_THROUGHPUT_RANGE: Rule = Rule {
    id: RuleId("provisioned-throughput-range"),
    title: "The provisioned throughput is out of range",
    reason: "AWS takes 250 MiB/s or more, up to what the broker's size can carry.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Error,
    attributes: &[THROUGHPUT_ENABLED, THROUGHPUT, INSTANCE_TYPE],
    judge: range,
};

/// The volume is large enough.
pub(crate) const PROVISIONED_THROUGHPUT_VOLUME_SIZE: Rule = Rule {
    id: RuleId("provisioned-throughput-volume-size"),
    title: "The volume is too small for provisioned throughput",
    reason: "AWS provisions throughput for volumes of 10 GiB and more.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Error,
    attributes: &[THROUGHPUT_ENABLED, VOLUME_SIZE],
    judge: volume_size,
};

/// Turned on without a figure.
pub(crate) const PROVISIONED_THROUGHPUT_VALUE: Rule = Rule {
    id: RuleId("provisioned-throughput-value"),
    title: "Provisioned throughput without a figure",
    reason: "AWS then takes 250 MiB/s, which is what a volume has without paying for it.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Warn,
    attributes: &[THROUGHPUT_ENABLED, THROUGHPUT],
    judge: value,
};

/// A figure without being turned on.
pub(crate) const PROVISIONED_THROUGHPUT_DISABLED: Rule = Rule {
    id: RuleId("provisioned-throughput-disabled"),
    title: "The provisioned throughput has no effect",
    reason: "AWS ignores volume_throughput while provisioned_throughput.enabled is false.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Warn,
    attributes: &[THROUGHPUT_ENABLED, THROUGHPUT],
    judge: disabled,
};

/// Replication keeps up.
pub(crate) const PROVISIONED_THROUGHPUT_FETCHERS: Rule = Rule {
    id: RuleId("provisioned-throughput-fetchers"),
    title: "Too few replica fetchers for the provisioned throughput",
    reason: "Followers fetch with num.replica.fetchers threads; with the default of 2 replication is slower than the \
             volumes that you pay for.",
    source: source::PROVISIONED_THROUGHPUT,
    default_level: Level::Warn,
    attributes: &[
        THROUGHPUT_ENABLED,
        INSTANCE_TYPE,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: fetchers,
};

/// MSK's default for num.replica.fetchers (source: `DEFAULT_CONFIGURATION`).
const DEFAULT_FETCHERS: i64 = 2;

fn is_on(case: &Case<'_>) -> bool {
    case.flag(THROUGHPUT_ENABLED) == Some(true)
}

/// A Standard broker and its published limits, while throughput is on. Express has no volumes.
fn provisioned(case: &Case<'_>) -> Option<(BrokerType, &'static BrokerLimits)> {
    let broker = case
        .broker()
        .filter(|broker| is_on(case) && !broker.is_express())?;
    let limits = broker.limits()?;
    Some((broker, limits))
}

fn broker_type(case: &Case<'_>) -> Option<Violation> {
    let (broker, limits) = provisioned(case)?;
    limits.throughput.is_none().then(|| {
        Violation::new(
            THROUGHPUT_ENABLED,
            format!("Provisioned throughput is on and instance_type is {broker}."),
            "Use kafka.m7g.2xlarge, kafka.m5.4xlarge or larger, or leave provisioned_throughput out.",
        )
    })
}

fn range(case: &Case<'_>) -> Option<Violation> {
    let wanted = case.number(THROUGHPUT).filter(|_| is_on(case))?;
    let most = provisioned(case).and_then(|(broker, limits)| Some((broker, limits.throughput?)));
    let least = msk::LEAST_THROUGHPUT_MIB;
    match most {
        Some((broker, most)) if wanted > i64::from(most) => Some(Violation::new(
            THROUGHPUT,
            format!("{wanted} MiB/s, and {broker} brokers take up to {most}."),
            format!("Write volume_throughput = {most} or less, or use a larger broker type."),
        )),
        _ if wanted < least => Some(Violation::new(
            THROUGHPUT,
            format!("{wanted} MiB/s, and AWS takes {least} or more."),
            format!("Write volume_throughput = {least} or more."),
        )),
        _ => None,
    }
}

fn volume_size(case: &Case<'_>) -> Option<Violation> {
    let size = case.number(VOLUME_SIZE).filter(|_| is_on(case))?;
    let least = msk::LEAST_THROUGHPUT_VOLUME_GIB;
    (size < least).then(|| {
        let detail = format!("Provisioned throughput is on and volume_size is {size} GiB.");
        Violation::new(
            VOLUME_SIZE,
            detail,
            format!("Write volume_size = {least} or more."),
        )
    })
}

fn value(case: &Case<'_>) -> Option<Violation> {
    (is_on(case) && case.field(THROUGHPUT) == Field::Absent).then(|| {
        let detail = "provisioned_throughput is on and volume_throughput is not set.";
        Violation::new(
            THROUGHPUT,
            detail,
            "Write the volume_throughput that you want, in MiB/s.",
        )
    })
}

fn disabled(case: &Case<'_>) -> Option<Violation> {
    let wanted = case.number(THROUGHPUT)?;
    (case.flag(THROUGHPUT_ENABLED) == Some(false)).then(|| {
        let detail = format!("volume_throughput is {wanted} and provisioned_throughput is off.");
        Violation::new(
            THROUGHPUT,
            detail,
            "Write enabled = true beside it, or leave volume_throughput out.",
        )
    })
}

fn fetchers(case: &Case<'_>) -> Option<Violation> {
    let (broker, limits) = provisioned(case)?;
    limits.throughput?;
    let wanted = msk::replica_fetchers(broker.size())?;
    let set = case
        .property("num.replica.fetchers")
        .number_or(DEFAULT_FETCHERS)?;
    (set < wanted).then(|| {
        let detail =
            format!("num.replica.fetchers is {set} and AWS recommends {wanted} for {broker}.");
        let advice =
            format!("Set num.replica.fetchers={wanted} in the configuration of the brokers.");
        Violation::new(THROUGHPUT_ENABLED, detail, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::observed::Observed;
    use crate::testing::*;
    use kafkaws_schema::Value;

    fn on() -> (&'static str, Value) {
        (THROUGHPUT_ENABLED, true.into())
    }

    fn broker(text: &str) -> (&'static str, Value) {
        (INSTANCE_TYPE, text.into())
    }

    fn mib(wanted: i64) -> (&'static str, Value) {
        (THROUGHPUT, wanted.into())
    }

    #[test]
    fn the_broker_is_large_enough() {
        creates(
            &PROVISIONED_THROUGHPUT_BROKER_TYPE,
            &Observed::default(),
            &[
                (&[on()], Some(THROUGHPUT_ENABLED)),
                (
                    &[on(), broker("kafka.m5.2xlarge")],
                    Some(THROUGHPUT_ENABLED),
                ),
                (&[on(), broker("kafka.t3.small")], Some(THROUGHPUT_ENABLED)),
                (&[on(), broker("kafka.m7g.2xlarge")], None),
                (&[on(), broker("kafka.m5.4xlarge")], None),
                (&[on(), broker("kafka.m99.large")], None),
                (&[on(), broker("express.m7g.large")], None),
                (&[], None),
                (&[(THROUGHPUT_ENABLED, Value::unknown())], None),
            ],
        );
    }

    #[test]
    fn the_figure_is_in_range() {
        let with = |type_: &str, wanted: i64| [on(), broker(type_), mib(wanted)];
        creates(
            &PROVISIONED_THROUGHPUT_RANGE,
            &Observed::default(),
            &[
                (&with("kafka.m5.4xlarge", 249), Some(THROUGHPUT)),
                (&with("kafka.m5.4xlarge", 250), None),
                (&with("kafka.m5.4xlarge", 593), None),
                (&with("kafka.m5.4xlarge", 594), Some(THROUGHPUT)),
                (&with("kafka.m7g.2xlarge", 313), Some(THROUGHPUT)),
                (&with("kafka.m99.9xlarge", 100_000), None),
                (&with("kafka.m99.9xlarge", 0), Some(THROUGHPUT)),
                (&[broker("kafka.m5.4xlarge"), mib(1)], None),
                (
                    &[
                        on(),
                        broker("kafka.m5.4xlarge"),
                        (THROUGHPUT, Value::unknown()),
                    ],
                    None,
                ),
            ],
        );
    }

    /// A smaller type takes less: the figure that was fine no longer is.
    #[test]
    fn a_smaller_type_wakes_the_range() {
        let before = [on(), broker("kafka.m5.8xlarge"), mib(850)];
        let rows: &[Row<'_>] = &[
            (&[broker("kafka.m5.4xlarge")], Some(THROUGHPUT)),
            (&[broker("kafka.m5.12xlarge")], None),
            (&[], None),
        ];
        updates(
            &PROVISIONED_THROUGHPUT_RANGE,
            &Observed::default(),
            &before,
            rows,
        );
    }

    #[test]
    fn the_volume_is_large_enough() {
        let sized = |gib: i64| [on(), (VOLUME_SIZE, gib.into())];
        let rows: &[Row<'_>] = &[
            (&sized(9), Some(VOLUME_SIZE)),
            (&sized(10), None),
            (&[(VOLUME_SIZE, Value::from(9))], None),
            (&[on(), (VOLUME_SIZE, Value::unknown())], None),
        ];
        creates(
            &PROVISIONED_THROUGHPUT_VOLUME_SIZE,
            &Observed::default(),
            rows,
        );
    }

    #[test]
    fn switch_and_figure_go_together() {
        let nothing = Observed::default();
        let rows: &[Row<'_>] = &[
            (&[on()], Some(THROUGHPUT)),
            (&[on(), mib(300)], None),
            (&[on(), (THROUGHPUT, Value::unknown())], None),
            (&[], None),
        ];
        creates(&PROVISIONED_THROUGHPUT_VALUE, &nothing, rows);
        let rows: &[Row<'_>] = &[
            (&[mib(300)], Some(THROUGHPUT)),
            (&[on(), mib(300)], None),
            (&[(THROUGHPUT_ENABLED, Value::unknown()), mib(300)], None),
        ];
        creates(&PROVISIONED_THROUGHPUT_DISABLED, &nothing, rows);
    }

    #[test]
    fn fetchers_match_the_size() {
        let with = |text: &str| {
            [
                on(),
                broker("kafka.m5.8xlarge"),
                (SERVER_PROPERTIES, text.into()),
            ]
        };
        creates(
            &PROVISIONED_THROUGHPUT_FETCHERS,
            &Observed::default(),
            &[
                (
                    &[on(), broker("kafka.m5.8xlarge")],
                    Some(THROUGHPUT_ENABLED),
                ),
                (&with("num.replica.fetchers=7"), Some(THROUGHPUT_ENABLED)),
                (&with("num.replica.fetchers=8"), None),
                (&[on(), broker("kafka.m7g.2xlarge")], None),
                (&[on()], None),
            ],
        );
    }
}
