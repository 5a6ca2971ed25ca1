//! VPCs and what is in them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::zones::zones;
use crate::id;

/// Tags by key.
pub(crate) type Tags = BTreeMap<String, String>;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Vpc {
    pub(crate) id: String,
    pub(crate) cidr: String,
    pub(crate) is_default: bool,
    pub(crate) dns_support: bool,
    pub(crate) dns_hostnames: bool,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Subnet {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) cidr: String,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
    pub(crate) is_default: bool,
    pub(crate) map_public_ip: bool,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct SecurityGroup {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) ingress: Vec<Permission>,
    pub(crate) egress: Vec<Permission>,
    pub(crate) tags: Tags,
}

/// One protocol and port range to or from one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Permission {
    /// `sgr-..`: each rule is a resource of its own.
    pub(crate) id: String,
    pub(crate) tags: Tags,
    /// A name, a number, or `-1` for all.
    pub(crate) protocol: String,
    pub(crate) from_port: Option<i32>,
    pub(crate) to_port: Option<i32>,
    pub(crate) peer: Peer,
    pub(crate) description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Peer {
    Ipv4(String),
    Ipv6(String),
    Group(String),
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct InternetGateway {
    pub(crate) id: String,
    pub(crate) vpc: Option<String>,
    pub(crate) tags: Tags,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct RouteTable {
    pub(crate) id: String,
    pub(crate) vpc: String,
    pub(crate) main: bool,
    /// Subnets by association id.
    pub(crate) associations: BTreeMap<String, String>,
    /// Gateways by destination.
    pub(crate) routes: BTreeMap<String, String>,
    pub(crate) tags: Tags,
}

/// The networks of one account in one region, each kind by id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Network {
    pub(crate) vpcs: BTreeMap<String, Vpc>,
    pub(crate) subnets: BTreeMap<String, Subnet>,
    pub(crate) groups: BTreeMap<String, SecurityGroup>,
    pub(crate) gateways: BTreeMap<String, InternetGateway>,
    pub(crate) route_tables: BTreeMap<String, RouteTable>,
}

impl Network {
    /// What every account has in every region: a default VPC with a public subnet in each zone.
    /// `range` is the first two numbers of its addresses.
    pub(crate) fn with_default_vpc(account: &str, region: &str, range: &str) -> Self {
        let seed = format!("{account}/{region}");
        let vpc = id::seeded("vpc", &seed);
        let mut network = Self::default();
        network.add_vpc(Vpc {
            id: vpc.clone(),
            cidr: format!("{range}.0.0/16"),
            is_default: true,
            dns_support: true,
            dns_hostnames: true,
            tags: Tags::new(),
        });
        for (n, zone) in zones(region).into_iter().enumerate() {
            let subnet = Subnet {
                id: id::seeded("subnet", &format!("{seed}/{}", zone.name)),
                vpc: vpc.clone(),
                cidr: format!("{range}.{}.0/20", 16 * n),
                zone: zone.name,
                zone_id: zone.id,
                is_default: true,
                map_public_ip: true,
                tags: Tags::new(),
            };
            network.subnets.insert(subnet.id.clone(), subnet);
        }
        network.open_to_the_internet(&vpc);
        network
    }

    /// Adds a VPC with what EC2 adds to each: its default security group and its main route table.
    pub(crate) fn add_vpc(&mut self, vpc: Vpc) {
        let group = SecurityGroup {
            id: id::seeded("sg", &vpc.id),
            vpc: vpc.id.clone(),
            name: "default".into(),
            description: "default VPC security group".into(),
            ingress: Vec::new(),
            egress: vec![Permission::everywhere(&format!("{}/egress", vpc.id))],
            tags: Tags::new(),
        };
        let itself = Peer::Group(group.id.clone());
        let everywhere = Permission::everywhere(&format!("{}/ingress", vpc.id));
        let ingress = vec![Permission {
            peer: itself,
            ..everywhere
        }];
        self.groups
            .insert(group.id.clone(), SecurityGroup { ingress, ..group });
        let table = RouteTable {
            id: id::seeded("rtb", &vpc.id),
            vpc: vpc.id.clone(),
            main: true,
            associations: BTreeMap::new(),
            routes: BTreeMap::from([(vpc.cidr.clone(), "local".to_owned())]),
            tags: Tags::new(),
        };
        self.route_tables.insert(table.id.clone(), table);
        self.vpcs.insert(vpc.id.clone(), vpc);
    }

    fn open_to_the_internet(&mut self, vpc: &str) {
        let id = id::seeded("igw", vpc);
        let gateway = InternetGateway {
            id: id.clone(),
            vpc: Some(vpc.into()),
            tags: Tags::new(),
        };
        self.gateways.insert(id.clone(), gateway);
        if let Some(table) = self
            .route_tables
            .values_mut()
            .find(|table| table.vpc == vpc)
        {
            table.routes.insert("0.0.0.0/0".into(), id);
        }
    }

    /// The rules of all groups, of either direction.
    pub(crate) fn rules_mut(&mut self) -> impl Iterator<Item = &mut Permission> {
        let groups = self.groups.values_mut();
        groups.flat_map(|group| group.ingress.iter_mut().chain(&mut group.egress))
    }

    /// The group that EC2 and MSK take when none is given.
    pub(crate) fn default_group(&self, vpc: &str) -> Option<&SecurityGroup> {
        self.groups
            .values()
            .find(|group| group.vpc == vpc && group.name == "default")
    }

    /// The route table of a subnet: its own, or the VPC's main one.
    pub(crate) fn route_table_of(&self, subnet: &Subnet) -> Option<&RouteTable> {
        let own = |table: &&RouteTable| table.associations.values().any(|id| *id == subnet.id);
        let main = |table: &&RouteTable| table.main && table.vpc == subnet.vpc;
        self.route_tables
            .values()
            .find(own)
            .or_else(|| self.route_tables.values().find(main))
    }

    /// A subnet is public when its route table leads to an internet gateway.
    pub(crate) fn is_public(&self, subnet: &Subnet) -> bool {
        let table = self.route_table_of(subnet);
        table.is_some_and(|table| table.routes.values().any(|to| to.starts_with("igw-")))
    }

    /// Only what the account came with.
    pub(crate) fn is_untouched(&self) -> bool {
        let Self {
            vpcs,
            subnets,
            groups,
            gateways,
            route_tables,
        } = self;
        vpcs.values().all(|vpc| vpc.is_default)
            && subnets.values().all(|subnet| subnet.is_default)
            && groups.values().all(|group| group.name == "default")
            && gateways
                .values()
                .all(InternetGateway::came_with_the_account)
            && route_tables.values().all(|table| table.main)
    }
}

impl InternetGateway {
    fn came_with_the_account(&self) -> bool {
        self.vpc
            .as_ref()
            .is_some_and(|vpc| self.id == id::seeded("igw", vpc))
    }
}

impl Permission {
    pub(crate) fn everywhere(seed: &str) -> Self {
        Self {
            id: id::seeded("sgr", seed),
            tags: Tags::new(),
            protocol: "-1".into(),
            from_port: None,
            to_port: None,
            peer: Peer::Ipv4("0.0.0.0/0".into()),
            description: None,
        }
    }
}
