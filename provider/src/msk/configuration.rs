//! `kafkaws_msk_configuration`: broker properties that several clusters share.

use std::collections::BTreeSet;

use aws_sdk_kafka::primitives::Blob;
use aws_sdk_kafka::types::ConfigurationState;
use kafkaws_catalog::msk::CONFIGURATION_REVISIONS;
use kafkaws_plugin::{Cx, Done, Failure, Found, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path};

use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::msk::properties;
use crate::msk::revisions::{delete, is_gone, text_of};
use crate::msk::types::{Arn, ConfigurationName, KafkaVersion};

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
        let doing = format!(
            "reading MSK configuration {:?}",
            prior.inputs.name.to_string()
        );
        let cloud = cx.cloud()?;
        let arn = prior.outputs.arn.clone().unwrap_or_default();
        let seen = look(cloud, &arn, Some(&prior.inputs))
            .await
            .map_err(|e| e.diagnostic(&doing))?;
        Ok(seen.map_or(Found::Gone, |state| {
            Found::State(state, Diagnostics::default())
        }))
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

async fn make(
    cloud: &Cloud,
    planned: &MskConfiguration,
    doing: &str,
) -> Result<Outputs, Diagnostic> {
    let versions = planned.kafka_versions.as_ref();
    let call = cloud
        .kafka()
        .await
        .map_err(|error| error.diagnostic(doing))?
        .create_configuration()
        .name(planned.name.to_string())
        .set_description(planned.description.clone())
        .set_kafka_versions(versions.map(|set| set.iter().map(ToString::to_string).collect()))
        .server_properties(Blob::new(planned.server_properties.as_bytes()));
    let sent = call
        .send()
        .await
        .map_err(AwsError::during("kafka:CreateConfiguration"));
    let made = sent.map_err(|error| match error.kind {
        AwsErrorKind::Conflict => taken(&error, planned),
        _ => error.diagnostic(doing),
    })?;
    Ok(Outputs {
        arn: made.arn,
        latest_revision: made.latest_revision.and_then(|latest| latest.revision),
    })
}

fn taken(error: &AwsError, planned: &MskConfiguration) -> Diagnostic {
    Diagnostic::error(
        format!("an MSK configuration named {:?} exists already", planned.name.to_string()),
        format!(
            "To manage it here, import it by its ARN, which `aws kafka list-configurations` shows. Or choose another name: a \
             deleted configuration may keep its name for a while. {}",
            error.detail()
        ),
    )
    .at(Path::root().attribute("name"))
}

/// Revisions are used up for good: AWS deletes them only with their configuration.
fn refused(error: AwsError, latest: Option<i64>, doing: &str) -> Diagnostic {
    let mut diagnostic = error.diagnostic(doing);
    if latest.is_some_and(|latest| latest >= CONFIGURATION_REVISIONS) {
        diagnostic.detail.push_str(&format!(
            "\n\nThe configuration has its {CONFIGURATION_REVISIONS} revisions, and AWS deletes none of them. Make a \
             configuration of another name and attach that one."
        ));
    }
    diagnostic
}

/// Reads a configuration; `None` where it is gone. Unchanged revisions are not read again: they never change.
async fn look(
    cloud: &Cloud,
    arn: &str,
    prior: Option<&MskConfiguration>,
) -> Result<Option<State<Configuration>>, AwsError> {
    let kafka = cloud.kafka().await?;
    let found = match kafka.describe_configuration().arn(arn).send().await {
        Ok(found) if found.state() == Some(&ConfigurationState::Deleting) => return Ok(None),
        Ok(found) => found,
        Err(error) => {
            let error = AwsError::classify("kafka:DescribeConfiguration", &error);
            return if is_gone(&error) {
                Ok(None)
            } else {
                Err(error)
            };
        }
    };
    let revision = found
        .latest_revision()
        .and_then(|latest| latest.revision())
        .unwrap_or(1);
    let text = text_of(kafka, arn, revision).await?.unwrap_or_default();
    let written = prior.map(|prior| prior.server_properties.clone());
    let versions: BTreeSet<KafkaVersion> = found
        .kafka_versions()
        .iter()
        .filter_map(|version| version.parse().ok())
        .collect();
    let name = found.name().unwrap_or_default().parse().map_err(|_| {
        AwsError::new(
            "kafka:DescribeConfiguration",
            AwsErrorKind::Other,
            "AWS answered without a name",
        )
    })?;
    let inputs = MskConfiguration {
        name,
        server_properties: written
            .filter(|written| properties::same(written, &text))
            .unwrap_or(text),
        kafka_versions: (!versions.is_empty()).then_some(versions),
        description: found
            .description()
            .filter(|d| !d.is_empty())
            .map(str::to_owned),
    };
    let outputs = Outputs {
        arn: Some(arn.to_owned()),
        latest_revision: Some(revision),
    };
    Ok(Some(State {
        inputs,
        outputs,
        private: (),
    }))
}
