//! The provider: its block, and everything it offers.

use kafkaws_plugin::{Provider, Registry};
use kafkaws_schema::{Diagnostics, Sketch, Value};

use crate::aws::cloud::Cloud;
use crate::broker::BrokerResource;
use crate::broker_ami::{BrokerAmiResource, BrokerAmiSource};
use crate::broker_stack::Stack;
use crate::config::{self, Environment, ProviderConfig};
use crate::functions::{
    AzDistribution, RecommendedPartitions, ServerPropertiesDecode, ServerPropertiesEncode,
    VolumeLimits,
};
use crate::instance_type::InstanceTypeDataSource;
use crate::msk::cluster::Cluster;
use crate::msk::cluster::source::ClusterSource;
use crate::msk::configuration::Configuration;
use crate::network::NetworkDataSource;
use crate::storage_plan::StoragePlanDataSource;

/// terraform-provider-kafkaws.
#[derive(Debug)]
pub struct Kafkaws {
    environment: Environment,
}

impl Kafkaws {
    /// A provider that takes what its block leaves out from `environment`.
    pub fn new(environment: Environment) -> Self {
        Self { environment }
    }
}

impl Provider for Kafkaws {
    const VERSION: &'static str = env!("CARGO_PKG_VERSION");

    type Cloud = Cloud;
    type Config = ProviderConfig;

    fn validate(config: &Sketch<'_>) -> Diagnostics {
        config::validate(config)
    }

    async fn configure(
        &self,
        config: &Value,
        _terraform_version: &str,
    ) -> Result<(Cloud, Diagnostics), Diagnostics> {
        // Boxed: the SDK's nested futures are deeper than the compiler follows when it lays one out.
        let cloud = Box::pin(Cloud::configure(config, self.environment.clone())).await?;
        Ok((cloud, Diagnostics::default()))
    }

    fn registry(&self) -> Registry<Cloud> {
        Registry::new()
            .resource::<BrokerResource>()
            .resource::<BrokerAmiResource>()
            .resource::<Stack>()
            .resource::<Cluster>()
            .resource::<Configuration>()
            .data_source::<BrokerAmiSource>()
            .data_source::<ClusterSource>()
            .data_source::<InstanceTypeDataSource>()
            .data_source::<NetworkDataSource>()
            .data_source::<StoragePlanDataSource>()
            .function::<AzDistribution>()
            .function::<RecommendedPartitions>()
            .function::<ServerPropertiesDecode>()
            .function::<ServerPropertiesEncode>()
            .function::<VolumeLimits>()
    }
}
