//! Who may connect, from where, and how.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Trouble, need};

use super::Running;
use crate::scene::{CLUSTER, Cast, ensure};

const IAM: &str = "client_authentication.sasl.iam";
const SCRAM: &str = "client_authentication.sasl.scram";
const AUTHORITIES: &str = "client_authentication.tls.certificate_authority_arns";
const VPC: &str = "broker_node_group_info.connectivity_info.vpc_connectivity";
const VPC_IAM: &str =
    "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.iam";
const VPC_SCRAM: &str =
    "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.sasl.scram";
const VPC_TLS: &str =
    "broker_node_group_info.connectivity_info.vpc_connectivity.client_authentication.tls";
const PUBLIC: &str = "broker_node_group_info.connectivity_info.public_access.type";
const NETWORK_TYPE: &str = "broker_node_group_info.connectivity_info.network_type";
/// What AWS wants before anybody with SCRAM or a certificate may come from elsewhere.
const ACLS: &str = "allow.everyone.if.no.acl.found = false\n";

fn authorities<const N: usize>(names: [&str; N]) -> Value {
    let arn = |name| format!("arn:aws:acm-pca:eu-west-1:123456789012:certificate-authority/{name}");
    names.into_iter().map(arn).collect()
}

#[test]
fn authentication() -> Result<(), Trouble> {
    let first = "11111111-2222-3333-4444-555555555555";
    let second = "22222222-2222-3333-4444-555555555555";
    let cluster = Resource::cluster("access").with(IAM, true);
    let running = Running::new(need!(Cast::ours()), cluster)?.change([
        (SCRAM, true.into()),
        ("client_authentication.unauthenticated", true.into()),
        (SCRAM, false.into()),
        (AUTHORITIES, authorities([first])),
        (AUTHORITIES, authorities([second, first])),
    ])?;
    let listed = &running.at_aws()?["clientAuthentication"]["tls"]["certificateAuthorityArnList"];
    let count = listed.as_array().map_or(0, Vec::len);
    ensure(count == 2, format!("AWS has {listed}"))?;
    running
        .change([("client_authentication.tls", Value::Null)])?
        .end()
}

#[test]
fn encryption_between_clients_and_brokers() -> Result<(), Trouble> {
    let path = "encryption_info.encryption_in_transit.client_broker";
    let running = Running::new(need!(Cast::ours()), Resource::cluster("encryption"))?;
    let running = running.change([
        (path, "TLS_PLAINTEXT".into()),
        (path, "PLAINTEXT".into()),
        (path, "TLS".into()),
    ])?;
    running.end()
}

#[test]
fn connectivity() -> Result<(), Trouble> {
    let cluster = Resource::cluster("connectivity")
        .with(IAM, true)
        .with("server_properties", ACLS);
    let running = Running::new(need!(Cast::ours()), cluster)?.change([
        (VPC_IAM, true.into()),
        (PUBLIC, "SERVICE_PROVIDED_EIPS".into()),
        (PUBLIC, "DISABLED".into()),
        (VPC_IAM, false.into()),
        (NETWORK_TYPE, "DUAL".into()),
    ])?;
    let kind = running.at_aws()?["brokerNodeGroupInfo"]["connectivityInfo"]["networkType"].clone();
    ensure(kind == "DUAL", format!("the network type is {kind}"))?;
    running.end()
}

/// Every scheme at once, which takes the cluster's own first, and the reverse.
#[test]
fn authentication_and_multi_vpc_in_one_apply() -> Result<(), Trouble> {
    let cluster = Resource::cluster("schemes").with("server_properties", ACLS);
    let on = || Value::from(true);
    let running = Running::new(need!(Cast::ours()), cluster)?.together([
        (IAM, on()),
        (SCRAM, on()),
        (
            AUTHORITIES,
            authorities(["11111111-2222-3333-4444-555555555555"]),
        ),
        (VPC_IAM, on()),
        (VPC_SCRAM, on()),
        (VPC_TLS, on()),
    ])?;
    let values = running.project.values(CLUSTER)?;
    for scheme in ["sasl_iam", "sasl_scram", "tls"] {
        let name = format!("bootstrap_brokers_vpc_connectivity_{scheme}");
        ensure(
            values[&name].is_string(),
            format!("{name} is {}", values[&name]),
        )?;
    }
    running
        .together([("client_authentication", Value::Null), (VPC, Value::Null)])?
        .end()
}
