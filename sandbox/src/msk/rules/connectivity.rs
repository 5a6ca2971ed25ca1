//! Public access and multi-VPC connectivity.

use super::{Verdict, ensure, network};
use crate::msk::configuration::Properties;
use crate::msk::kafka_version::at_least;
use crate::msk::shape::{ClientBroker, ConnectivityInfo, Provisioned, VpcClientAuthentication};
use crate::world::Area;

const PUBLIC: &str = "publicAccess";
const VPC: &str = "vpcConnectivity";

/// Both come after the create. Texts: hashicorp/terraform-provider-aws 31271 and 34419.
pub(in crate::msk) fn not_at_create(info: Option<&ConnectivityInfo>) -> Verdict {
    let Some(info) = info else { return Ok(()) };
    let access = info
        .public_access
        .as_ref()
        .and_then(|access| access.r#type.as_deref());
    ensure(access.is_none_or(|kind| kind == "DISABLED"), PUBLIC, || {
        "When creating a cluster, the only valid value for the Type parameter in PublicAccess is \
         DISABLED. You can turn on public access after the cluster is created."
    })?;
    let vpc = info
        .vpc_connectivity
        .as_ref()
        .and_then(|vpc| vpc.client_authentication.as_ref());
    ensure(!vpc.is_some_and(any), VPC, || {
        "When creating a cluster, you can't turn on VPC connectivity. You can turn it on after the \
         cluster is created."
    })
}

fn any(vpc: &VpcClientAuthentication) -> bool {
    vpc.iam() || vpc.scram() || vpc.tls()
}

pub(in crate::msk) fn known_access(kind: &str) -> Verdict {
    ensure(
        matches!(kind, "DISABLED" | "SERVICE_PROVIDED_EIPS"),
        PUBLIC,
        || format!("The public access type {kind} is invalid."),
    )
}

/// Source: developer guide, "Turn on public access to an MSK Provisioned cluster".
pub(in crate::msk) fn public(area: &Area, spec: &Provisioned, properties: &Properties) -> Verdict {
    if !spec.is_public() {
        return Ok(());
    }
    let auth = &spec.client_authentication;
    network::subnets_are_public(area, &spec.broker_node_group_info)?;
    ensure(
        at_least(spec.kafka_version(), "2.6.0"),
        PUBLIC,
        || "Public access needs Apache Kafka 2.6.0 or later.",
    )?;
    ensure(
        !auth.unauthenticated(),
        PUBLIC,
        || "Public access needs unauthenticated access to be off.",
    )?;
    ensure(
        spec.client_broker() == ClientBroker::Tls && spec.in_cluster(),
        PUBLIC,
        || "Public access needs TLS between clients and brokers and inside the cluster.",
    )?;
    let closed = properties.get("allow.everyone.if.no.acl.found") == Some("false");
    ensure(closed || !(auth.scram() || auth.tls()), PUBLIC, || {
        "Public access with SASL/SCRAM or TLS authentication needs \
         allow.everyone.if.no.acl.found=false in the cluster's configuration."
    })
}

/// Each kind of authentication across VPCs needs the same kind on the cluster, and none is for
/// t3.small or before Kafka 2.7.1. Source: developer guide, "Multi-VPC private connectivity".
pub(in crate::msk) fn across_vpcs(spec: &Provisioned) -> Verdict {
    let (auth, vpc) = (&spec.client_authentication, spec.vpc_authentication());
    if !any(&vpc) {
        return Ok(());
    }
    ensure(
        spec.instance_type() != "kafka.t3.small",
        VPC,
        || "VPC connectivity is not supported for kafka.t3.small.",
    )?;
    ensure(
        at_least(spec.kafka_version(), "2.7.1"),
        VPC,
        || "VPC connectivity needs Apache Kafka 2.7.1 or later.",
    )?;
    let covered =
        (auth.iam() || !vpc.iam()) && (auth.scram() || !vpc.scram()) && (auth.tls() || !vpc.tls());
    ensure(
        covered,
        VPC,
        || "VPC connectivity needs the same authentication to be on for the cluster.",
    )
}
