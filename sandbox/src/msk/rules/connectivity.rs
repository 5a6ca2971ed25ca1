//! Public access and multi-VPC connectivity.

use super::{Verdict, network};
use crate::msk::configuration::Properties;
use crate::msk::kafka_version::at_least;
use crate::msk::shape::{ClientBroker, ConnectivityInfo, Provisioned, VpcClientAuthentication};
use crate::refusal::Refusal;
use crate::world::Area;

/// Both come after the create. Texts: hashicorp/terraform-provider-aws 31271 and 34419.
pub(in crate::msk) fn not_at_create(info: Option<&ConnectivityInfo>) -> Verdict {
    let Some(info) = info else { return Ok(()) };
    let access = info
        .public_access
        .as_ref()
        .and_then(|access| access.r#type.as_deref());
    if access.is_some_and(|kind| kind != "DISABLED") {
        let message = "When creating a cluster, the only valid value for the Type parameter in \
            PublicAccess is DISABLED. You can turn on public access after the cluster is created.";
        return Err(Refusal::bad_request(message).parameter("publicAccess"));
    }
    let vpc = info
        .vpc_connectivity
        .as_ref()
        .and_then(|vpc| vpc.client_authentication.as_ref());
    match vpc.is_some_and(any) {
        false => Ok(()),
        true => {
            let message = "When creating a cluster, you can't turn on VPC connectivity. You can \
                turn it on after the cluster is created.";
            Err(Refusal::bad_request(message).parameter("vpcConnectivity"))
        }
    }
}

fn any(vpc: &VpcClientAuthentication) -> bool {
    vpc.iam() || vpc.scram() || vpc.tls()
}

pub(in crate::msk) fn known_access(kind: &str) -> Verdict {
    match matches!(kind, "DISABLED" | "SERVICE_PROVIDED_EIPS") {
        true => Ok(()),
        false => {
            let message = format!("The public access type {kind} is invalid.");
            Err(Refusal::bad_request(message).parameter("publicAccess"))
        }
    }
}

/// Source: developer guide, "Turn on public access to an MSK Provisioned cluster".
pub(in crate::msk) fn public(area: &Area, spec: &Provisioned, properties: &Properties) -> Verdict {
    if !spec.is_public() {
        return Ok(());
    }
    let auth = &spec.client_authentication;
    let refuse = |message: &str| Err(Refusal::bad_request(message).parameter("publicAccess"));
    let closed = properties.get("allow.everyone.if.no.acl.found") == Some("false");
    network::subnets_are_public(area, &spec.broker_node_group_info)?;
    match () {
        () if !at_least(spec.kafka_version(), "2.6.0") => {
            refuse("Public access needs Apache Kafka 2.6.0 or later.")
        }
        () if auth.unauthenticated() => {
            refuse("Public access needs unauthenticated access to be off.")
        }
        () if spec.client_broker() != ClientBroker::Tls || !spec.in_cluster() => {
            refuse("Public access needs TLS between clients and brokers and inside the cluster.")
        }
        () if (auth.scram() || auth.tls()) && !closed => refuse(
            "Public access with SASL/SCRAM or TLS authentication needs \
             allow.everyone.if.no.acl.found=false in the cluster's configuration.",
        ),
        () => Ok(()),
    }
}

/// Each kind of authentication across VPCs needs the same kind on the cluster, and none is for
/// t3.small or before Kafka 2.7.1. Source: developer guide, "Multi-VPC private connectivity".
pub(in crate::msk) fn across_vpcs(spec: &Provisioned) -> Verdict {
    let (auth, vpc) = (&spec.client_authentication, spec.vpc_authentication());
    let refuse = |message: &str| Err(Refusal::bad_request(message).parameter("vpcConnectivity"));
    let uncovered =
        (vpc.iam() && !auth.iam()) || (vpc.scram() && !auth.scram()) || (vpc.tls() && !auth.tls());
    match () {
        () if !any(&vpc) => Ok(()),
        () if spec.instance_type() == "kafka.t3.small" => {
            refuse("VPC connectivity is not supported for kafka.t3.small.")
        }
        () if !at_least(spec.kafka_version(), "2.7.1") => {
            refuse("VPC connectivity needs Apache Kafka 2.7.1 or later.")
        }
        () if uncovered => {
            refuse("VPC connectivity needs the same authentication to be on for the cluster.")
        }
        () => Ok(()),
    }
}
