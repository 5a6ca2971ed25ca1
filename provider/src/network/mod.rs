//! The data source `kafkaws_network`: a network to put brokers into.

mod model;
mod read;

use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::Diagnostics;

use crate::aws::Cloud;

pub use model::{Network, NetworkFound, NetworkSubnet};
pub use read::Found;

/// Looks a VPC up, with one subnet per availability zone.
#[derive(Debug)]
pub struct NetworkDataSource;

impl DataSource for NetworkDataSource {
    const NAME: &'static str = "network";
    const SUBCATEGORY: &'static str = "Network";

    type Cloud = Cloud;
    type Inputs = Network;
    type Outputs = Found;

    async fn read(cx: &Cx<Cloud>, inputs: Network) -> Result<Found, Diagnostics> {
        let cloud = cx.cloud()?;
        Ok(read::read(cloud.network(), inputs).await?)
    }
}

#[cfg(test)]
mod sandbox_tests;
