//! The configuration that a cluster refers to.

use crate::msk::configuration::Properties;
use crate::msk::shape::Provisioned;
use crate::refusal::Refusal;
use crate::world::Area;

/// The properties in force: those of the revision that the cluster refers to, which must exist and be
/// made for its version. Without a configuration, none.
pub(in crate::msk) fn properties(area: &Area, spec: &Provisioned) -> Result<Properties, Refusal> {
    let Some(info) = spec.configuration() else {
        return Ok(Properties::default());
    };
    let configuration = area
        .configurations
        .get(&info.arn)
        .ok_or_else(|| refusal(format!("The configuration {} does not exist.", info.arn)))?;
    let revision = configuration.revision(info.revision).ok_or_else(|| {
        refusal(format!(
            "Revision {} of configuration {} does not exist.",
            info.revision, info.arn
        ))
    })?;
    // An empty list means every version.
    let versions = &configuration.kafka_versions;
    let version = spec.kafka_version();
    match versions.is_empty() || versions.iter().any(|known| known == version) {
        true => Ok(revision.properties()),
        false => {
            let message = format!(
                "The configuration {} is not compatible with Kafka version {version}.",
                configuration.name
            );
            Err(refusal(message))
        }
    }
}

fn refusal(message: String) -> Refusal {
    Refusal::bad_request(message).parameter("configurationInfo")
}
