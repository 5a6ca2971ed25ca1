//! What is asked of AWS about a configuration.

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use aws_sdk_kafka::Client;
use aws_sdk_kafka::primitives::Blob;
use aws_sdk_kafka::types::{Configuration as Found, ConfigurationState};
use kafkaws_catalog::msk::CONFIGURATION_REVISIONS;
use kafkaws_plugin::State;
use kafkaws_schema::{Diagnostic, Path};

use super::{Configuration, MskConfiguration, Outputs};
use crate::aws::cloud::Cloud;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::msk::properties;
use crate::msk::revisions::{is_gone, text_of};
use crate::msk::types::KafkaVersion;

/// How far AWS's clock and ours may differ.
const SKEW: Duration = Duration::from_secs(60);

/// Makes a configuration.
///
/// CreateConfiguration has neither a client token nor tags. When the SDK tries again after an answer that was lost, AWS says
/// that the name is taken: one that was made since we began, with all that we asked for, is ours.
pub(super) async fn make(
    cloud: &Cloud,
    planned: &MskConfiguration,
    doing: &str,
) -> Result<Outputs, Diagnostic> {
    let kafka = cloud
        .kafka()
        .await
        .map_err(|error| error.diagnostic(doing))?;
    let began = SystemTime::now();
    let error = match ask(kafka, planned).await {
        Ok(outputs) => return Ok(outputs),
        Err(error) => error,
    };
    if error.kind != AwsErrorKind::Conflict && !error.kind.may_have_worked() {
        return Err(error.diagnostic(doing));
    }
    let named = named(kafka, &planned.name)
        .await
        .map_err(|error| error.diagnostic(doing))?;
    let Some((arn, found)) = named.and_then(|found| Some((found.arn.clone()?, found))) else {
        return Err(error.diagnostic(doing));
    };
    let seen = look(cloud, &arn, None)
        .await
        .map_err(|error| error.diagnostic(doing))?;
    match seen {
        Some(seen) if is_new(&found, began) && is_as_asked(&seen.inputs, planned) => {
            Ok(seen.outputs)
        }
        _ => Err(taken(planned, &arn)),
    }
}

async fn ask(kafka: &Client, planned: &MskConfiguration) -> Result<Outputs, AwsError> {
    let versions = planned.kafka_versions.as_ref();
    let call = kafka
        .create_configuration()
        .name(planned.name.to_string())
        .set_description(planned.description.clone())
        .set_kafka_versions(versions.map(|set| set.iter().map(ToString::to_string).collect()))
        .server_properties(Blob::new(planned.server_properties.as_bytes()));
    let made = call
        .send()
        .await
        .map_err(AwsError::during("kafka:CreateConfiguration"))?;
    let latest_revision = made.latest_revision.and_then(|latest| latest.revision);
    Ok(Outputs {
        arn: made.arn,
        latest_revision,
    })
}

async fn named(kafka: &Client, name: &str) -> Result<Option<Found>, AwsError> {
    let mut pages = kafka.list_configurations().into_paginator().items().send();
    while let Some(found) = pages.next().await {
        let found = found.map_err(AwsError::during("kafka:ListConfigurations"))?;
        if found.name() == Some(name) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

fn is_new(found: &Found, began: SystemTime) -> bool {
    let made = found
        .creation_time()
        .and_then(|time| SystemTime::try_from(*time).ok());
    made.is_some_and(|made| made + SKEW >= began)
}

fn is_as_asked(seen: &MskConfiguration, planned: &MskConfiguration) -> bool {
    seen.kafka_versions == planned.kafka_versions
        && seen.description == planned.description
        && properties::same(&seen.server_properties, &planned.server_properties)
}

fn taken(planned: &MskConfiguration, arn: &str) -> Diagnostic {
    Diagnostic::error(
        format!("an MSK configuration named {:?} exists already", planned.name.to_string()),
        format!(
            "It was not made by this configuration. To manage it here, import it, and put the address of this resource in \
             the place of ADDRESS:\n\n  terraform import ADDRESS {arn}\n\nOr choose another name."
        ),
    )
    .at(Path::root().attribute("name"))
}

/// Revisions are used up for good: AWS deletes them only with their configuration.
pub(super) fn refused(error: AwsError, latest: Option<i64>, doing: &str) -> Diagnostic {
    let mut diagnostic = error.diagnostic(doing);
    if latest.is_some_and(|latest| latest >= CONFIGURATION_REVISIONS) {
        diagnostic.detail.push_str(&format!(
            "\n\nThe configuration has its {CONFIGURATION_REVISIONS} revisions, and AWS deletes none of them. Make a \
             configuration of another name and attach that one."
        ));
    }
    diagnostic
}

/// Reads a configuration; `None` where it is gone. The text of a revision that is in the state is not read again: revisions
/// never change.
pub(super) async fn look(
    cloud: &Cloud,
    arn: &str,
    prior: Option<&State<Configuration>>,
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
    let versions: BTreeSet<KafkaVersion> = found
        .kafka_versions()
        .iter()
        .filter_map(|version| version.parse().ok())
        .collect();
    let inputs = MskConfiguration {
        name: found
            .name()
            .unwrap_or_default()
            .parse()
            .map_err(|_| nameless())?,
        server_properties: text(kafka, arn, revision, prior).await?,
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

fn nameless() -> AwsError {
    let message = "AWS answered without a name";
    AwsError::new("kafka:DescribeConfiguration", AwsErrorKind::Other, message)
}

/// The properties of a revision, as they were written where that means the same.
async fn text(
    kafka: &Client,
    arn: &str,
    revision: i64,
    prior: Option<&State<Configuration>>,
) -> Result<String, AwsError> {
    let written = prior.map(|prior| prior.inputs.server_properties.clone());
    let known = prior.is_some_and(|prior| prior.outputs.latest_revision == Some(revision));
    if let (Some(written), true) = (&written, known) {
        return Ok(written.clone());
    }
    let text = text_of(kafka, arn, revision).await?.unwrap_or_default();
    Ok(written
        .filter(|written| properties::same(written, &text))
        .unwrap_or(text))
}
