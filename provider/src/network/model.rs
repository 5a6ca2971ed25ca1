//! What users write and read.

use std::collections::BTreeMap;

use kafkaws_schema::{Bounded, Model, text};

text!(
    /// The id of a VPC.
    pub VpcId,
    "the id of a VPC, like \"vpc-0a1b2c3d4e5f60718\"",
    |text: &str| text.strip_prefix("vpc-").is_some_and(is_hexadecimal)
);

text!(
    /// The id of an availability zone.
    pub ZoneId,
    "the id of an availability zone, like \"use1-az3\" (its name, like us-east-1a, is another place \
     in every account)",
    |text: &str| text.split_once("-az").is_some_and(|(region, number)| {
        !region.is_empty() && number.parse::<u8>().is_ok()
    })
);

fn is_hexadecimal(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// A network to put brokers into: a VPC, one subnet per availability zone, and the VPC's default
/// security group.
///
/// Without any attribute it finds the default VPC and three of its subnets. The same network gives the
/// same choice in every run: zones go by their ids, and within a zone the subnet that AWS made goes
/// first, then the lowest id. A zone or subnet that is added later can change it, and a cluster stays
/// in its subnets: leave `client_subnets` of a cluster out, or keep what was found at first.
#[derive(Clone, Debug, Default, Model)]
pub struct Network {
    /// The VPC. Default: the account's default VPC in the region.
    #[tf(computed)]
    pub vpc_id: Option<VpcId>,
    /// Tags, key to value, that a subnet must carry to be taken. Default: any subnet is.
    pub tags: Option<BTreeMap<String, String>>,
    /// In how many availability zones to take a subnet, 1 to 6. Default: three, or as many as the
    /// VPC has (us-west-1 has two). A number the VPC does not have is an error.
    pub availability_zone_count: Option<Bounded<1, 6>>,
    /// Ids of availability zones to leave out. `use1-az3`, which MSK does not offer, and Local Zones
    /// are always left out.
    pub excluded_zone_ids: Option<Vec<ZoneId>>,
}

/// What was found.
#[derive(Clone, Debug, Model)]
#[outputs(of = Network)]
pub struct NetworkFound {
    /// The VPC's primary IPv4 range.
    #[tf(volatile)]
    pub cidr_block: String,
    /// The subnets taken, in the order of their zones' ids.
    #[tf(volatile)]
    pub subnets: Vec<NetworkSubnet>,
    /// The ids of the subnets taken, in the order of their zones' ids.
    #[tf(volatile)]
    pub subnet_ids: Vec<String>,
    /// The ids of the zones taken, in order.
    #[tf(volatile)]
    pub zone_ids: Vec<String>,
    /// The VPC's default security group, in a list as clusters take it.
    #[tf(volatile)]
    pub security_group_ids: Vec<String>,
    /// The VPC's default security group.
    #[tf(volatile)]
    pub default_security_group_id: String,
}

/// A subnet.
#[derive(Clone, Debug, Model)]
pub struct NetworkSubnet {
    /// Its id.
    pub id: String,
    /// The name of its zone, like `eu-west-1a`: another place in every account.
    pub availability_zone: String,
    /// The id of its zone, like `euw1-az2`: the same place in every account.
    pub zone_id: String,
    /// Its IPv4 range.
    pub cidr_block: String,
    /// Whether its route table leads to an internet gateway.
    pub public: bool,
}
