//! What brokers need of an AWS account, and the smallest brokers that can be made of it.

use hcl::{Map, Value};

use crate::configuration::Resource;
use crate::{Neighbour, Trouble, elements};

/// The default VPC of a region, and public images for Graviton.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// One in each of three zones.
    pub subnets: Vec<String>,
    /// The zones of the subnets, by name and in the same order.
    pub zones: Vec<String>,
    /// The VPC's default security group.
    pub security_group: String,
    /// An image.
    pub image: String,
    /// A newer one of the same system.
    pub newer_image: String,
}

impl Site {
    /// Looks at the region of a neighbour.
    pub fn of(neighbour: &Neighbour) -> Result<Self, Trouble> {
        let subnets = neighbour.ec2("DescribeSubnets")?;
        let groups = neighbour.ec2("DescribeSecurityGroups")?;
        Ok(Self {
            zones: elements(&subnets, "availabilityZone"),
            subnets: elements(&subnets, "subnetId"),
            security_group: first(&groups, "groupId")?,
            image: image(neighbour, "al2023-ami-2023.8*-arm64")?,
            newer_image: image(neighbour, "al2023-ami-2023.9*-arm64")?,
        })
    }

    /// A stack of three brokers with ids from 1, each with one gp3 volume. Nobody is asked when it goes, and
    /// nothing stays.
    #[must_use]
    pub fn stack(&self, cluster: &str) -> Resource {
        let subnets: Value = self.subnets.iter().cloned().collect();
        self.node("kafkaws_broker_stack", cluster)
            .with("number_of_broker_nodes", 3)
            .with("subnet_ids", subnets)
            .with("allow_unverified", true)
    }

    /// One broker in the first subnet, with one gp3 volume that goes with it.
    #[must_use]
    pub fn broker(&self, cluster: &str, id: u32) -> Resource {
        let subnet = self.subnets.first().cloned().unwrap_or_default();
        self.node("kafkaws_broker", cluster)
            .with("broker_id", id)
            .with("subnet_id", subnet)
    }

    /// What a broker and a stack have in common.
    fn node(&self, kind: &'static str, cluster: &str) -> Resource {
        Resource::empty(kind)
            .with("cluster_name", cluster)
            .with("ami", self.image.as_str())
            .with("instance_type", "m7g.large")
            .with("security_groups", vec![self.security_group.clone()])
            .with("volumes", vec![volume("data", "gp3", 100)])
            .with("delete_volumes_on_destroy", true)
    }
}

/// A data volume of so many GiB.
#[must_use]
pub fn volume(name: &str, kind: &str, size: u32) -> Value {
    object([
        ("name", Value::from(name)),
        ("type", Value::from(kind)),
        ("size", Value::from(size)),
    ])
}

/// The range of broker ids of a stack.
#[must_use]
pub fn ids(first: u32, last: u32) -> Value {
    object([("first", first), ("last", last)])
}

/// An object or a map with these members.
#[must_use]
pub fn object<const N: usize>(members: [(&str, impl Into<Value>); N]) -> Value {
    let members = members.map(|(name, value)| (name.to_owned(), value.into()));
    Value::Object(Map::from_iter(members))
}

fn image(neighbour: &Neighbour, name: &str) -> Result<String, Trouble> {
    let filter = [("Filter.1.Name", "name"), ("Filter.1.Value.1", name)];
    first(&neighbour.ec2_with("DescribeImages", &filter)?, "imageId")
}

fn first(answer: &str, element: &str) -> Result<String, Trouble> {
    let found = elements(answer, element).into_iter().next();
    found.ok_or_else(|| Trouble::Unmet(format!("no {element} in {answer}")))
}
