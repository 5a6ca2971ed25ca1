//! Multi-VPC private connectivity: clients in other VPCs through AWS PrivateLink.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CERTIFICATE_AUTHORITIES, CONFIGURATION_ARN, CONFIGURATION_REVISION, IAM, INSTANCE_TYPE,
    KAFKA_VERSION, SCRAM, SERVER_PROPERTIES, VPC_IAM, VPC_SCRAM, VPC_TLS,
};
use crate::cluster::authentication::Authentication;
use crate::cluster::case::Case;
use crate::cluster::public_access::everyone_is_allowed;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// The cluster has the scheme too.
pub(crate) const VPC_CONNECTIVITY_AUTHENTICATION: Rule = Rule {
    id: RuleId("vpc-connectivity-authentication"),
    title: "Multi-VPC connectivity needs the same authentication on the cluster",
    reason: "AWS opens a scheme to other VPCs only when the cluster itself has it.",
    source: source::MULTI_VPC,
    default_level: Level::Error,
    attributes: &[
        VPC_IAM,
        VPC_SCRAM,
        VPC_TLS,
        IAM,
        SCRAM,
        CERTIFICATE_AUTHORITIES,
    ],
    judge: authentication,
};

/// The version has it.
pub(crate) const VPC_CONNECTIVITY_KAFKA_VERSION: Rule = Rule {
    id: RuleId("vpc-connectivity-kafka-version"),
    title: "This Kafka version has no multi-VPC connectivity",
    reason: "AWS offers it from Kafka 2.7.1 on.",
    source: source::MULTI_VPC,
    default_level: Level::Error,
    attributes: &[VPC_IAM, VPC_SCRAM, VPC_TLS, KAFKA_VERSION],
    judge: kafka_version,
};

/// The type has it.
pub(crate) const VPC_CONNECTIVITY_BROKER_TYPE: Rule = Rule {
    id: RuleId("vpc-connectivity-broker-type"),
    title: "This broker type has no multi-VPC connectivity",
    reason: "AWS offers it on every broker type but the burstable T3.",
    source: source::MULTI_VPC,
    default_level: Level::Error,
    attributes: &[VPC_IAM, VPC_SCRAM, VPC_TLS, INSTANCE_TYPE],
    judge: broker_type,
};

/// Who has no ACL gets nothing.
pub(crate) const VPC_CONNECTIVITY_ACLS: Rule = Rule {
    id: RuleId("vpc-connectivity-acls"),
    title: "Multi-VPC connectivity with SASL/SCRAM or TLS needs \
         allow.everyone.if.no.acl.found=false",
    reason: "MSK's default lets every authenticated client read and write topics that have no ACL.",
    source: source::MULTI_VPC,
    default_level: Level::Error,
    attributes: &[
        VPC_SCRAM,
        VPC_TLS,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: acls,
};

/// The attributes of the schemes that are opened to other VPCs.
fn open(case: &Case<'_>) -> Vec<&'static str> {
    [VPC_IAM, VPC_SCRAM, VPC_TLS]
        .into_iter()
        .filter(|way| case.flag(way) == Some(true))
        .collect()
}

fn authentication(case: &Case<'_>) -> Option<Violation> {
    let cluster = Authentication::of(case);
    let pairs = [
        (
            VPC_IAM,
            cluster.iam,
            "client_authentication.sasl.iam = true",
        ),
        (
            VPC_SCRAM,
            cluster.scram,
            "client_authentication.sasl.scram = true",
        ),
        (
            VPC_TLS,
            cluster.mutual_tls,
            "client_authentication.tls.certificate_authority_arns",
        ),
    ];
    let lacks = |(way, on, _): &(&str, Option<bool>, &str)| {
        case.flag(way) == Some(true) && *on == Some(false)
    };
    let (way, _, needed) = pairs.into_iter().find(lacks)?;
    let detail = format!("{way} is true and the cluster itself has that scheme off.");
    Some(Violation::new(
        way,
        detail,
        format!("Set {needed} as well, or leave the scheme out of vpc_connectivity."),
    ))
}

fn kafka_version(case: &Case<'_>) -> Option<Violation> {
    let version = case
        .version()
        .filter(|version| !version.is_at_least(2, 7, 1))?;
    let way = *open(case).first()?;
    let detail = format!("{way} is true and kafka_version is {version}.");
    Some(Violation::new(
        way,
        detail,
        "Use a later kafka_version, or leave vpc_connectivity out.",
    ))
}

fn broker_type(case: &Case<'_>) -> Option<Violation> {
    let broker = case
        .broker()
        .filter(kafkaws_catalog::BrokerType::is_burstable)?;
    let way = *open(case).first()?;
    let detail = format!("{way} is true and instance_type is {broker}.");
    Some(Violation::new(
        way,
        detail,
        "Use kafka.m7g.large or kafka.m5.large, or leave vpc_connectivity out.",
    ))
}

fn acls(case: &Case<'_>) -> Option<Violation> {
    let way = open(case).into_iter().find(|way| *way != VPC_IAM)?;
    everyone_is_allowed(case)?.then(|| {
        let detail = format!("{way} is true and allow.everyone.if.no.acl.found is not false.");
        let advice =
            "Define the ACLs, set allow.everyone.if.no.acl.found=false, and then open the scheme.";
        Violation::new(way, detail, advice)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::observed::Observed;
    use crate::cluster::testing::*;
    use kafkaws_schema::Value;

    fn on(way: &'static str) -> (&'static str, Value) {
        (way, true.into())
    }

    #[test]
    fn the_cluster_has_the_scheme_too() {
        creates(
            &VPC_CONNECTIVITY_AUTHENTICATION,
            &Observed::default(),
            &[
                (&[], None),
                (&[on(VPC_IAM)], None),
                (&[on(VPC_SCRAM)], Some(VPC_SCRAM)),
                (&[on(VPC_SCRAM), on(SCRAM)], None),
                (&[on(VPC_TLS)], Some(VPC_TLS)),
                (
                    &[on(VPC_TLS), (CERTIFICATE_AUTHORITIES, texts(&["arn"]))],
                    None,
                ),
                (
                    &[on(VPC_TLS), (CERTIFICATE_AUTHORITIES, Value::unknown())],
                    None,
                ),
            ],
        );
    }

    #[test]
    fn version_and_type_have_it() {
        let nothing = Observed::default();
        let version = |text: &str| [on(VPC_IAM), (KAFKA_VERSION, text.into())];
        let rows: &[Row<'_>] = &[
            (&version("2.7.0"), Some(VPC_IAM)),
            (&version("2.7.1"), None),
            (&version("2.8.1"), None),
        ];
        creates(&VPC_CONNECTIVITY_KAFKA_VERSION, &nothing, rows);
        let small = || (INSTANCE_TYPE, Value::from("kafka.t3.small"));
        let rows: &[Row<'_>] = &[
            (&[on(VPC_IAM), small()], Some(VPC_IAM)),
            (&[small()], None),
            (&[on(VPC_IAM)], None),
        ];
        creates(&VPC_CONNECTIVITY_BROKER_TYPE, &nothing, rows);
    }

    #[test]
    fn who_has_no_acl_gets_nothing() {
        let closed = (
            SERVER_PROPERTIES,
            Value::from("allow.everyone.if.no.acl.found=false"),
        );
        let rows: &[Row<'_>] = &[
            (&[on(VPC_IAM)], None),
            (&[on(VPC_SCRAM)], Some(VPC_SCRAM)),
            (&[on(VPC_TLS)], Some(VPC_TLS)),
            (&[on(VPC_SCRAM), closed], None),
            (
                &[on(VPC_SCRAM), (SERVER_PROPERTIES, Value::unknown())],
                None,
            ),
        ];
        creates(&VPC_CONNECTIVITY_ACLS, &Observed::default(), rows);
    }
}
