//! From EC2's answers to the data source's outputs.

use std::collections::BTreeSet;

use kafkaws_schema::{Diagnostic, Model, Object, Path, Problem, Value};

use super::model::{Network, NetworkFound, NetworkSubnet};
use crate::aws::network::{Network as Api, NetworkError, Selection, Subnet};

const DOING: &str = "reading the network";

/// The outputs, and the VPC that was found when none was named.
///
/// `vpc_id` is an input that AWS may choose. A data source returns outputs only and they are laid
/// over its inputs, so the choice travels with them.
#[derive(Clone, Debug)]
pub struct Found {
    /// The VPC.
    pub vpc_id: String,
    /// All else.
    pub found: NetworkFound,
}

impl Model for Found {
    const OBJECT: &'static Object = NetworkFound::OBJECT;

    fn read(value: &Value) -> Result<Self, Problem> {
        let vpc_id = value
            .attribute("vpc_id")
            .as_str()
            .unwrap_or_default()
            .to_string();
        Ok(Self {
            vpc_id,
            found: NetworkFound::read(value)?,
        })
    }

    fn write(&self) -> Value {
        let mut value = self.found.write();
        value.put(&Path::from("vpc_id"), Value::from(self.vpc_id.as_str()));
        value
    }
}

pub(super) async fn read(api: &Api, inputs: Network) -> Result<Found, Diagnostic> {
    let at = attribute_of(&inputs);
    look(api, inputs).await.map_err(|error| {
        let diagnostic = error.diagnostic(DOING);
        at(&error).map_or(diagnostic.clone(), |path| diagnostic.at(path))
    })
}

/// The attribute to blame: the number of zones when one was given, else the VPC.
fn attribute_of(inputs: &Network) -> impl Fn(&NetworkError) -> Option<Path> + use<> {
    let tagged = inputs.tags.is_some();
    move |error| match error {
        NetworkError::NoDefaultVpc { .. } | NetworkError::NoSuchVpc { .. } => Some("vpc_id".into()),
        NetworkError::NoSubnet { .. } if tagged => Some("tags".into()),
        NetworkError::NoSubnet { .. } => Some("vpc_id".into()),
        NetworkError::TooFewZones { .. } => Some("availability_zone_count".into()),
        NetworkError::Aws(_) => None,
    }
}

async fn look(api: &Api, inputs: Network) -> Result<Found, NetworkError> {
    let Network {
        vpc_id,
        tags,
        availability_zone_count,
        excluded_zone_ids,
    } = inputs;
    let vpc = match vpc_id {
        Some(id) => api.vpc(&id).await?,
        None => api.default_vpc().await?.clone(),
    };
    let selection = Selection {
        tags: tags.unwrap_or_default().into_iter().collect(),
        zones: availability_zone_count.and_then(|count| usize::try_from(count.get()).ok()),
        excluded_zone_ids: excluded_zone_ids
            .into_iter()
            .flatten()
            .map(String::from)
            .collect(),
    };
    let subnets = api.choose(&vpc, &selection).await?;
    let subnet_ids: Vec<_> = subnets.iter().map(|subnet| subnet.id.clone()).collect();
    let public = api.public_subnets(&vpc.id, &subnet_ids).await?;
    let group = api.default_security_group(&vpc.id).await?;
    let found = NetworkFound {
        cidr_block: vpc.cidr_block,
        zone_ids: subnets
            .iter()
            .map(|subnet| subnet.zone_id.clone())
            .collect(),
        subnets: subnets
            .into_iter()
            .map(|subnet| output(subnet, &public))
            .collect(),
        subnet_ids,
        security_group_ids: vec![group.clone()],
        default_security_group_id: group,
    };
    Ok(Found {
        vpc_id: vpc.id,
        found,
    })
}

fn output(subnet: Subnet, public: &BTreeSet<String>) -> NetworkSubnet {
    let Subnet {
        id,
        vpc_id: _,
        availability_zone,
        zone_id,
        cidr_block,
        default_for_az: _,
    } = subnet;
    let public = public.contains(&id);
    NetworkSubnet {
        id,
        availability_zone,
        zone_id,
        cidr_block,
        public,
    }
}
