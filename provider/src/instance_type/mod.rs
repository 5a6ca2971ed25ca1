//! The data source `kafkaws_instance_type`: what brokers get from an EC2 instance type.

mod model;
mod read;

use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::Diagnostics;

use crate::aws::Cloud;

pub use model::{
    EbsBandwidth, InstanceStore, InstanceStoreDisk, InstanceType, InstanceTypeFound,
    NetworkBandwidth, VolumeAttachments,
};

/// Looks an instance type up.
#[derive(Debug)]
pub struct InstanceTypeDataSource;

impl DataSource for InstanceTypeDataSource {
    const NAME: &'static str = "instance_type";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = InstanceType;
    type Outputs = InstanceTypeFound;

    async fn read(cx: &Cx<Cloud>, inputs: InstanceType) -> Result<InstanceTypeFound, Diagnostics> {
        Ok(read::read(cx.cloud()?, &inputs.instance_type).await?)
    }
}
