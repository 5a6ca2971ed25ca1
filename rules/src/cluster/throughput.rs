//! Provisioned storage throughput.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CONFIGURATION_ARN, CONFIGURATION_REVISION, INSTANCE_TYPE, SERVER_PROPERTIES, THROUGHPUT,
    THROUGHPUT_ENABLED, VOLUME_SIZE,
};
use crate::cluster::case::Case;
use crate::field::Field;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::broker_type::BrokerLimits;
use kafkaws_catalog::{BrokerType, msk, source};

/// The type has it.
pub(crate) const PROVISIONED_THROUGHPUT_BROKER_TYPE: Rule = Rule {
    id: RuleId("provisioned-throughput-broker-type"),
    title: "This broker type has no provisioned throughput",
    reason: "AWS provisions storage throughput from kafka.m5.4xlarge and kafka.m7g.2xlarge on: \
         smaller brokers could not use it.",
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
    reason: "Followers fetch with num.replica.fetchers threads; with the default of 2 replication \
         is slower than the volumes that you pay for.",
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
            "Use kafka.m7g.2xlarge, kafka.m5.4xlarge or larger, or leave provisioned_throughput \
                 out.",
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
mod tests;
