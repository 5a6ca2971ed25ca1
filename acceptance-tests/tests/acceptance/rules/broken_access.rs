//! New clusters that nobody could connect to, or anybody.

use hcl::Value;
use kafkaws_rules::cluster::attributes::{
    CLIENT_BROKER, CLIENT_SUBNETS, IAM, IN_CLUSTER, INSTANCE_TYPE, KAFKA_VERSION, PUBLIC_ACCESS,
    SCRAM, UNAUTHENTICATED, VPC_IAM, VPC_SCRAM,
};

use super::broken::{T3, text};
use super::case::Case;
use super::network::Network;

const EIPS: &str = "SERVICE_PROVIDED_EIPS";

pub(super) fn security() -> Vec<Case> {
    let iam = || (IAM, Value::from(true));
    vec![
        Case::of(
            "authentication-client-encryption",
            CLIENT_BROKER,
            [iam(), (CLIENT_BROKER, text("TLS_PLAINTEXT"))],
        ),
        Case::of(
            "authentication-in-cluster-encryption",
            IN_CLUSTER,
            [iam(), (IN_CLUSTER, false.into())],
        ),
        Case::of(
            "authentication-none",
            UNAUTHENTICATED,
            [(UNAUTHENTICATED, false.into())],
        ),
    ]
}

pub(super) fn access(network: &Network) -> Vec<Case> {
    let (iam, scram) = ((IAM, Value::from(true)), (SCRAM, Value::from(true)));
    let vpc_iam = (VPC_IAM, Value::from(true));
    let public =
        |rule, at, more| Case::of(rule, at, [(PUBLIC_ACCESS, text(EIPS)), iam.clone(), more]);
    let open = |rule, more| Case::of(rule, VPC_IAM, [vpc_iam.clone(), iam.clone(), more]);
    vec![
        public(
            "public-access-kafka-version",
            PUBLIC_ACCESS,
            (KAFKA_VERSION, text("2.5.1")),
        ),
        Case::of(
            "public-access-authentication",
            UNAUTHENTICATED,
            [(PUBLIC_ACCESS, text(EIPS))],
        ),
        public(
            "public-access-encryption",
            CLIENT_BROKER,
            (CLIENT_BROKER, text("TLS_PLAINTEXT")),
        ),
        public(
            "public-access-subnets",
            PUBLIC_ACCESS,
            (CLIENT_SUBNETS, network.private()),
        ),
        public("public-access-acls", PUBLIC_ACCESS, scram.clone()),
        Case::of(
            "vpc-connectivity-authentication",
            VPC_IAM,
            [vpc_iam.clone()],
        ),
        open(
            "vpc-connectivity-kafka-version",
            (KAFKA_VERSION, text("2.6.2")),
        ),
        open("vpc-connectivity-broker-type", (INSTANCE_TYPE, text(T3))),
        Case::of(
            "vpc-connectivity-acls",
            VPC_SCRAM,
            [scram, (VPC_SCRAM, true.into())],
        ),
    ]
}
