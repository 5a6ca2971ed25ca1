//! Subnets that rules are broken with.

use hcl::Value;
use kafkaws_acceptance_tests::{Neighbour, Trouble, elements};

/// The default VPC's subnets, and one that a neighbour has made.
#[derive(Clone, Debug, Default)]
pub(super) struct Network {
    public: Vec<String>,
    /// In the zone of the first public one, with no way to the internet.
    private: String,
    table: String,
}

impl Network {
    /// Makes the private subnet.
    pub(super) fn made_by(neighbour: &Neighbour) -> Result<Self, Trouble> {
        let subnets = neighbour.ec2("DescribeSubnets")?;
        let public = elements(&subnets, "subnetId");
        let first = |name: &str| elements(&subnets, name).first().cloned();
        let (vpc, zone) = (first("vpcId"), first("availabilityZone"));
        let (vpc, zone) = (vpc.unwrap_or_default(), zone.unwrap_or_default());
        // Of `172.31.16.0/20` what all subnets of the VPC have in common.
        let range = first("cidrBlock").unwrap_or_default();
        let both = range.split('.').take(2).collect::<Vec<_>>().join(".");
        let made = neighbour.ec2_with(
            "CreateSubnet",
            &[
                ("VpcId", &vpc),
                ("AvailabilityZone", &zone),
                ("CidrBlock", &format!("{both}.128.0/20")),
            ],
        )?;
        let private = one(&made, "subnetId")?;
        // A route table of its own: the VPC's main one leads to the internet.
        let made = neighbour.ec2_with("CreateRouteTable", &[("VpcId", &vpc)])?;
        let table = one(&made, "routeTableId")?;
        neighbour.ec2_with(
            "AssociateRouteTable",
            &[("RouteTableId", &table), ("SubnetId", &private)],
        )?;
        Ok(Self {
            public,
            private,
            table,
        })
    }

    /// Takes away what was made.
    pub(super) fn removed_by(&self, neighbour: &Neighbour) -> Result<(), Trouble> {
        neighbour.ec2_with("DeleteSubnet", &[("SubnetId", &self.private)])?;
        neighbour
            .ec2_with("DeleteRouteTable", &[("RouteTableId", &self.table)])
            .map(drop)
    }

    /// So many public subnets, each in a zone of its own.
    pub(super) fn zones(&self, count: usize) -> Value {
        self.public.iter().take(count).cloned().collect()
    }

    /// Two subnets in one zone.
    pub(super) fn one_zone(&self) -> Value {
        let first = self.public.iter().take(1);
        first.chain([&self.private]).cloned().collect()
    }

    /// Three zones, in one of which there is no way to the internet.
    pub(super) fn private(&self) -> Value {
        let others = self.public.iter().skip(1);
        others.chain([&self.private]).cloned().collect()
    }
}

fn one(answer: &str, element: &str) -> Result<String, Trouble> {
    let found = elements(answer, element).into_iter().next();
    found.ok_or_else(|| Trouble::Unmet(format!("no {element} in {answer}")))
}
