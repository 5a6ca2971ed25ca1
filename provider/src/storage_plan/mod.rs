//! The data source `kafkaws_storage_plan`: which volumes brokers need. It asks AWS nothing.

mod figures;
mod model;
mod outputs;
mod read;

use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::Diagnostics;

use crate::aws::Cloud;

pub use figures::{MebibytesPerSecond, MonthlyPrice};
pub use model::{StoragePlan, VolumePrices, VolumeTypePrices};
pub use outputs::{
    BrokerLoad, InstanceCapacity, InstanceStorePlan, PlanLimit, PlannedVolumes, SizeReason,
    StoragePlanned, UnsuitableType,
};

/// Plans storage.
#[derive(Debug)]
pub struct StoragePlanDataSource;

impl DataSource for StoragePlanDataSource {
    const NAME: &'static str = "storage_plan";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = StoragePlan;
    type Outputs = StoragePlanned;

    async fn read(_cx: &Cx<Cloud>, inputs: StoragePlan) -> Result<StoragePlanned, Diagnostics> {
        Ok(read::read(inputs)?)
    }
}

#[cfg(test)]
mod tests;
