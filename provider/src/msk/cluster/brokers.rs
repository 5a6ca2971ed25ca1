//! The brokers, their network and their storage.

use std::collections::BTreeSet;

use kafkaws_schema::{Bounded, Choice, Model};

use crate::msk::types::{BrokerType, SecurityGroupId, SubnetId};

/// The brokers, their network and their storage.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct BrokerNodeGroupInfo {
    /// Size of every broker. Another size of the same kind is rolled through the brokers; Standard (`kafka.`) and Express
    /// (`express.`) brokers do not turn into each other.
    #[tf(replace_when = crate::msk::cluster::irreversible::changes_kind)]
    pub instance_type: BrokerType,

    /// Subnets of the brokers, each in another availability zone: 2 or 3 of them, 3 for Express. Left out, one default subnet
    /// in each of the default VPC's first three zones is taken when the cluster is created, and stays.
    #[tf(computed, replace)]
    pub client_subnets: Option<BTreeSet<SubnetId>>,

    /// Security groups of the brokers' network interfaces. Left out, AWS takes the VPC's default one.
    #[tf(computed, replace)]
    pub security_groups: Option<BTreeSet<SecurityGroupId>>,

    /// How brokers are spread over the availability zones of the subnets.
    #[tf(default = AzDistribution::Default, replace)]
    pub az_distribution: AzDistribution,

    /// The brokers' volumes. Express brokers manage their own storage and have none.
    #[tf(computed)]
    pub storage_info: Option<StorageInfo>,

    /// Who can reach the brokers from outside of their VPC.
    #[tf(default = ConnectivityInfo::default())]
    pub connectivity_info: ConnectivityInfo,
}

/// How brokers are spread over availability zones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum AzDistribution {
    /// Evenly: the only way there is.
    Default,
}

/// The brokers' volumes.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct StorageInfo {
    /// The EBS volume of each broker.
    #[tf(computed)]
    pub ebs_storage_info: Option<EbsStorageInfo>,
}

/// The EBS volume of each broker.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct EbsStorageInfo {
    /// Size of the volume in GiB. It is a floor: storage that was grown elsewhere, by autoscaling for one, stays and is no change.
    /// It grows by at least 10 GiB, without a restart, at most once in 6 hours, and never shrinks.
    #[tf(computed)]
    pub volume_size: Option<Bounded<1, 16384>>,

    /// Throughput of the volume beyond its baseline.
    #[tf(default = ProvisionedThroughput::default())]
    pub provisioned_throughput: ProvisionedThroughput,
}

/// Throughput of the volume beyond its baseline of 250 MiB/s.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct ProvisionedThroughput {
    /// Whether throughput is provisioned. It takes a large broker size.
    #[tf(default = false)]
    pub enabled: bool,
    /// Throughput in MiB/s, from 250 up to what the broker size carries. Left out, AWS begins with 250 and it stays as it is.
    #[tf(computed)]
    pub volume_throughput: Option<Bounded<1, 2375>>,
}

/// Who can reach the brokers from outside of their VPC.
#[derive(Clone, Debug, Default, PartialEq, Model)]
pub struct ConnectivityInfo {
    /// Access from the internet.
    #[tf(default = PublicAccess::default())]
    pub public_access: PublicAccess,
    /// Access from other VPCs through AWS PrivateLink (multi-VPC).
    #[tf(default = VpcConnectivity::default())]
    pub vpc_connectivity: VpcConnectivity,
    /// Addresses of the brokers.
    #[tf(default = NetworkType::Ipv4)]
    pub network_type: NetworkType,
}

/// Access from the internet.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct PublicAccess {
    /// Whether brokers have public addresses. AWS takes it only for a cluster that is up: a create turns it on at its end.
    #[tf(default = PublicAccessType::Disabled)]
    pub r#type: PublicAccessType,
}

/// Whether brokers have public addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum PublicAccessType {
    /// They have none.
    Disabled,
    /// Each has an Elastic IP address that AWS provides.
    #[tf(name = "SERVICE_PROVIDED_EIPS")]
    ServiceProvidedEips,
}

/// Addresses of the brokers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Choice)]
pub enum NetworkType {
    /// IPv4 only.
    #[default]
    #[tf(name = "IPV4")]
    Ipv4,
    /// IPv4 and IPv6.
    Dual,
}

/// Access from other VPCs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct VpcConnectivity {
    /// Ways of authentication that are open to other VPCs. Each must be on for the cluster as well.
    #[tf(default = VpcClientAuthentication::default())]
    pub client_authentication: VpcClientAuthentication,
}

/// Ways of authentication that are open to other VPCs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct VpcClientAuthentication {
    /// SASL.
    #[tf(default = VpcSasl::default())]
    pub sasl: VpcSasl,
    /// Whether mutual TLS is open to other VPCs.
    #[tf(default = false)]
    pub tls: bool,
}

/// SASL from other VPCs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct VpcSasl {
    /// Whether IAM is open to other VPCs.
    #[tf(default = false)]
    pub iam: bool,
    /// Whether SCRAM is open to other VPCs.
    #[tf(default = false)]
    pub scram: bool,
}

impl Default for PublicAccess {
    fn default() -> Self {
        Self {
            r#type: PublicAccessType::Disabled,
        }
    }
}

impl BrokerNodeGroupInfo {
    /// The volume of each broker; `None` for Express brokers.
    pub(crate) fn ebs(&self) -> Option<&EbsStorageInfo> {
        self.storage_info.as_ref()?.ebs_storage_info.as_ref()
    }
}
