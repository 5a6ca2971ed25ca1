//! What public access needs. AWS refuses it at creation; the provider turns it on once the cluster
//! is there, half an hour later, so what is missing is better said before.

use crate::cluster::Rule;
use crate::cluster::attributes::{
    CERTIFICATE_AUTHORITIES, CLIENT_BROKER, CLIENT_SUBNETS, CONFIGURATION_ARN,
    CONFIGURATION_REVISION, IAM, IN_CLUSTER, KAFKA_VERSION, PUBLIC_ACCESS, SCRAM,
    SERVER_PROPERTIES, UNAUTHENTICATED,
};
use crate::cluster::authentication::{Authentication, names};
use crate::cluster::case::Case;
use crate::field::Setting;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;

/// The version has it.
pub(crate) const PUBLIC_ACCESS_KAFKA_VERSION: Rule = Rule {
    id: RuleId("public-access-kafka-version"),
    title: "This Kafka version has no public access",
    reason: "AWS gives brokers public addresses from Kafka 2.6.0 on.",
    source: source::PUBLIC_ACCESS,
    default_level: Level::Error,
    attributes: &[PUBLIC_ACCESS, KAFKA_VERSION],
    judge: kafka_version,
};

/// Nobody gets in without authentication.
pub(crate) const PUBLIC_ACCESS_AUTHENTICATION: Rule = Rule {
    id: RuleId("public-access-authentication"),
    title: "Public access needs client authentication",
    reason: "AWS opens brokers to the internet only when unauthenticated access is off and \
         SASL/IAM, SASL/SCRAM or mutual TLS is on.",
    source: source::PUBLIC_ACCESS,
    default_level: Level::Error,
    attributes: &[
        PUBLIC_ACCESS,
        UNAUTHENTICATED,
        IAM,
        SCRAM,
        CERTIFICATE_AUTHORITIES,
    ],
    judge: authentication,
};

/// Nothing goes in the clear.
pub(crate) const PUBLIC_ACCESS_ENCRYPTION: Rule = Rule {
    id: RuleId("public-access-encryption"),
    title: "Public access needs encryption everywhere",
    reason: "AWS opens brokers to the internet only when clients speak TLS alone and the brokers \
         encrypt what they send each other.",
    source: source::PUBLIC_ACCESS,
    default_level: Level::Error,
    attributes: &[PUBLIC_ACCESS, CLIENT_BROKER, IN_CLUSTER],
    judge: encryption,
};

/// The subnets lead to the internet.
pub(crate) const PUBLIC_ACCESS_SUBNETS: Rule = Rule {
    id: RuleId("public-access-subnets"),
    title: "Public access needs public subnets",
    reason: "A subnet is public when its route table leads to an internet gateway, and the \
         subnets of a cluster never change.",
    source: source::PUBLIC_ACCESS,
    default_level: Level::Error,
    attributes: &[PUBLIC_ACCESS, CLIENT_SUBNETS],
    judge: subnets,
};

/// Who has no ACL gets nothing.
pub(crate) const PUBLIC_ACCESS_ACLS: Rule = Rule {
    id: RuleId("public-access-acls"),
    title: "Public access with SASL/SCRAM or mutual TLS needs allow.everyone.if.no.acl.found=false",
    reason: "MSK's default lets every authenticated client read and write topics that have no \
         ACL. Define the ACLs first: without any you lose access until the property is true again.",
    source: source::PUBLIC_ACCESS,
    default_level: Level::Error,
    attributes: &[
        PUBLIC_ACCESS,
        SCRAM,
        CERTIFICATE_AUTHORITIES,
        SERVER_PROPERTIES,
        CONFIGURATION_ARN,
        CONFIGURATION_REVISION,
    ],
    judge: acls,
};

const INSTEAD: &str = "or leave public_access out";

fn is_public(case: &Case<'_>) -> bool {
    case.text(PUBLIC_ACCESS) == Some("SERVICE_PROVIDED_EIPS")
}

fn kafka_version(case: &Case<'_>) -> Option<Violation> {
    let version = case
        .version()
        .filter(|version| !version.supports_public_access())?;
    is_public(case).then(|| {
        let detail = format!("Public access is on and kafka_version is {version}.");
        Violation::new(
            PUBLIC_ACCESS,
            detail,
            format!("Use a later kafka_version, {INSTEAD}."),
        )
    })
}

fn authentication(case: &Case<'_>) -> Option<Violation> {
    if !is_public(case) {
        return None;
    }
    let ways = Authentication::of(case);
    let (attribute, detail) = if ways.unauthenticated == Some(true) {
        (
            UNAUTHENTICATED,
            "Public access is on and so is unauthenticated access.",
        )
    } else if ways.is_off() {
        (
            PUBLIC_ACCESS,
            "Public access is on and every way to authenticate is off.",
        )
    } else {
        return None;
    };
    let advice = format!(
        "Write client_authentication = {{ unauthenticated = false, sasl = {{ iam = true }} }}, \
             {INSTEAD}."
    );
    Some(Violation::new(attribute, detail, advice))
}

fn encryption(case: &Case<'_>) -> Option<Violation> {
    if !is_public(case) {
        return None;
    }
    if case.flag(IN_CLUSTER) == Some(false) {
        let detail = "Public access is on and in_cluster is false.";
        let advice = format!("Create the cluster with in_cluster = true, {INSTEAD}.");
        return Some(Violation::new(IN_CLUSTER, detail, advice));
    }
    let clients = case
        .text(CLIENT_BROKER)
        .filter(|&clients| clients != "TLS")?;
    let detail = format!("Public access is on and client_broker is {clients}.");
    Some(Violation::new(
        CLIENT_BROKER,
        detail,
        format!("Write client_broker = \"TLS\", {INSTEAD}."),
    ))
}

fn subnets(case: &Case<'_>) -> Option<Violation> {
    let subnets = case.texts(CLIENT_SUBNETS).filter(|_| is_public(case))?;
    let known = &case.observed.subnets;
    let is_private = |id: &&str| {
        known
            .get(*id)
            .is_some_and(|subnet| subnet.public == Some(false))
    };
    let private: Vec<&str> = subnets.into_iter().filter(is_private).collect();
    (!private.is_empty()).then(|| {
        let detail = format!(
            "No route to an internet gateway from {}.",
            private.join(", ")
        );
        let advice = format!(
            "Give client_subnets that are public (or their route tables an \
             internet gateway), {INSTEAD}."
        );
        Violation::new(PUBLIC_ACCESS, detail, advice)
    })
}

fn acls(case: &Case<'_>) -> Option<Violation> {
    let ways = Authentication::of(case).on();
    let with_acls: Vec<_> = ways
        .into_iter()
        .filter(|(_, attribute)| *attribute != IAM)
        .collect();
    if !is_public(case) || with_acls.is_empty() || !everyone_is_allowed(case)? {
        return None;
    }
    let detail = format!(
        "Public access and {} are on, and the property is not false.",
        names(&with_acls)
    );
    let advice = format!(
        "Define the ACLs, set allow.everyone.if.no.acl.found=false, then turn public access on, \
             {INSTEAD}."
    );
    Some(Violation::new(PUBLIC_ACCESS, detail, advice))
}

/// Whether clients without an ACL are let in, which is MSK's default; `None` when not known.
pub(crate) fn everyone_is_allowed(case: &Case<'_>) -> Option<bool> {
    let property = case.property("allow.everyone.if.no.acl.found");
    (property != Setting::Unknown).then(|| !property.is("false"))
}

#[cfg(test)]
mod tests;
