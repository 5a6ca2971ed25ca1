//! Why there is no network to use, and what to do about it.

use kafkaws_schema::Diagnostic;
use thiserror::Error;

use crate::aws::error::AwsError;

/// Why there is no network to use.
#[derive(Clone, Debug, Error)]
pub enum NetworkError {
    /// The account has no default VPC in the region.
    #[error("the account has no default VPC in {region}")]
    NoDefaultVpc {
        /// The region.
        region: String,
    },
    /// No VPC has that id.
    #[error("there is no VPC {id}")]
    NoSuchVpc {
        /// The id.
        id: String,
    },
    /// The VPC has no subnet that was asked for.
    #[error("the VPC {vpc} has no subnet that fits")]
    NoSubnet {
        /// The VPC.
        vpc: String,
    },
    /// There are fewer zones than were asked for.
    #[error("the VPC {vpc} has usable subnets in {} availability zones, not in {wanted}", zones.len())]
    TooFewZones {
        /// The VPC.
        vpc: String,
        /// How many were asked for.
        wanted: usize,
        /// The ids of the zones there are.
        zones: Vec<String>,
    },
    /// AWS did not say.
    #[error(transparent)]
    Aws(#[from] AwsError),
}

impl NetworkError {
    /// The error as Terraform shows it; `doing` is its summary, in the form `creating MSK cluster "x"`.
    pub fn diagnostic(&self, doing: &str) -> Diagnostic {
        let advice = match self {
            Self::Aws(error) => return error.diagnostic(doing),
            Self::NoDefaultVpc { .. } => {
                "Name the network: `vpc_id` here, or the subnets themselves in \
                 `broker_node_group_info.client_subnets` of a cluster. `aws ec2 \
                 create-default-vpc` makes a default VPC."
            }
            Self::NoSuchVpc { .. } => "Check the id, `region`, and the account of the credentials.",
            Self::NoSubnet { .. } => {
                "Subnets count when they carry the given tags and lie in an availability zone \
                 (not a Local Zone) that is not excluded; MSK does not offer the zone use1-az3."
            }
            Self::TooFewZones { .. } => {
                "Ask for fewer zones, or add subnets in other ones; MSK does not offer the zone \
                 use1-az3."
            }
        };
        let mut detail = format!("{}.", capitalised(&self.to_string()));
        if let Self::TooFewZones { zones, .. } = self {
            detail = format!("{detail} Its zones: {}.", zones.join(", "));
        }
        Diagnostic::error(doing, format!("{detail}\n\n{advice}"))
    }
}

fn capitalised(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

impl From<NetworkError> for Diagnostic {
    fn from(error: NetworkError) -> Self {
        error.diagnostic("choosing subnets")
    }
}
