//! `kafkaws_msk_configuration`: broker properties that several clusters share.

mod calls;

use std::collections::BTreeSet;

use aws_sdk_kafka::primitives::Blob;
use kafkaws_plugin::{Cx, Done, Failure, Found, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Diagnostics, Model};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::msk::properties;
use crate::msk::revisions::delete;
use crate::msk::types::{Arn, ConfigurationName, KafkaVersion};
use crate::reading::{UNCONFIGURED, not_looked_at, stands_in_the_way};
use calls::{look, make, refused};

/// An MSK configuration: broker properties, in revisions that clusters refer to.
///
/// A change of `server_properties` makes the next revision, which a cluster uses once its `configuration_info` names it.
/// AWS keeps at most 50 revisions and deletes none of them. For the properties of a single cluster,
/// `server_properties` of `kafkaws_msk_cluster` needs no resource of its own.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct MskConfiguration {
    /// Name of the configuration, unique in the account and Region.
    #[tf(replace)]
    pub name: ConfigurationName,

    /// Broker properties in the format of Kafka's `server.properties`. Order, spacing and comments do not count as a change.
    pub server_properties: String,

    /// Versions of Apache Kafka that the configuration is for. AWS cannot change them later, and cannot delete a
    /// configuration that a cluster uses: left out, the configuration fits every version and no upgrade needs another one.
    #[tf(replace)]
    pub kafka_versions: Option<BTreeSet<KafkaVersion>>,

    /// What the configuration is for.
    pub description: Option<String>,
}

/// What AWS assigns to a configuration.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
#[outputs(of = MskConfiguration)]
pub struct Outputs {
    /// ARN of the configuration.
    #[tf(stable)]
    pub arn: Option<String>,
    /// The newest revision, from 1.
    #[tf(changes_with = [server_properties, description])]
    pub latest_revision: Option<i64>,
}

/// The resource type.
#[derive(Debug)]
pub struct Configuration;

impl Resource for Configuration {
    const NAME: &'static str = "msk_configuration";
    const SUBCATEGORY: &'static str = "Amazon MSK";

    type Cloud = Cloud;
    type Inputs = MskConfiguration;
    type Outputs = Outputs;
    type Private = ();

    fn settle(draft: &mut Draft, _private: &()) {
        properties::keep_equal(draft);
    }

    async fn create(
        cx: &Cx<Cloud>,
        planned: MskConfiguration,
        (): (),
    ) -> Result<Done<Self>, Failure<Self>> {
        let cloud = cx.cloud()?;
        let doing = format!("creating MSK configuration {:?}", planned.name.to_string());
        let outputs = make(cloud, &planned, &doing).await?;
        Ok(State {
            inputs: planned,
            outputs,
            private: (),
        }
        .into())
    }

    async fn read(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        let what = format!("MSK configuration {:?}", prior.inputs.name.to_string());
        let Some(cloud) = cx.try_cloud() else {
            return Ok(not_looked_at(prior, &what, UNCONFIGURED));
        };
        let arn = prior.outputs.arn.clone().unwrap_or_default();
        match look(cloud, &arn, Some(&prior)).await {
            Ok(Some(state)) => Ok(Found::State(state, Diagnostics::default())),
            Ok(None) => Ok(Found::Gone),
            Err(error) if error.kind == AwsErrorKind::NotConfigured => {
                Ok(not_looked_at(prior, &what, &error.message))
            }
            Err(error) => Err(stands_in_the_way(&error, &format!("reading {what}")).into()),
        }
    }

    async fn update(
        cx: &Cx<Cloud>,
        prior: State<Self>,
        planned: MskConfiguration,
        (): (),
    ) -> Result<Done<Self>, Failure<Self>> {
        let cloud = cx.cloud()?;
        let doing = format!("updating MSK configuration {:?}", planned.name.to_string());
        let mut outputs = prior.outputs;
        let arn = outputs.arn.clone().unwrap_or_default();
        let call = cloud
            .kafka()
            .await
            .map_err(|e| e.diagnostic(&doing))?
            .update_configuration()
            .arn(arn)
            .set_description(planned.description.clone())
            .server_properties(Blob::new(planned.server_properties.as_bytes()));
        let sent = call
            .send()
            .await
            .map_err(AwsError::during("kafka:UpdateConfiguration"));
        let sent = sent.map_err(|error| refused(error, outputs.latest_revision, &doing))?;
        outputs.latest_revision = sent.latest_revision().and_then(|latest| latest.revision());
        Ok(State {
            inputs: planned,
            outputs,
            private: (),
        }
        .into())
    }

    async fn delete(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        let cloud = cx.cloud()?;
        let doing = format!(
            "deleting MSK configuration {:?}",
            prior.inputs.name.to_string()
        );
        let arn = prior.outputs.arn.unwrap_or_default();
        let kafka = cloud.kafka().await.map_err(|e| e.diagnostic(&doing))?;
        match delete(kafka, &arn).await {
            Ok(()) => Ok(Diagnostics::default()),
            Err(error) => Err(error.diagnostic(&doing).into()),
        }
    }

    async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Self>, Diagnostics> {
        let cloud = cx.cloud()?;
        let doing = format!("importing MSK configuration {id:?}");
        let _arn: Arn = id.parse().map_err(|_| {
            Diagnostic::error(
                doing.clone(),
                "The id of an MSK configuration is its ARN, arn:aws:kafka:REGION:ACCOUNT:configuration/NAME/UUID.",
            )
        })?;
        let seen = look(cloud, id, None)
            .await
            .map_err(|error| error.diagnostic(&doing))?;
        seen.ok_or_else(|| {
            let detail = "There is no such configuration in the account and Region that the provider is configured for.";
            Diagnostic::error(doing, detail).into()
        })
    }
}
