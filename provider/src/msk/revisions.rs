//! MSK configurations and their revisions, which never change once they exist.

use aws_sdk_kafka::types::ConfigurationState;

use crate::aws::error::{AwsError, AwsErrorKind};

/// The properties of a revision; `None` where it is gone.
pub(crate) async fn text_of(
    kafka: &aws_sdk_kafka::Client,
    arn: &str,
    revision: i64,
) -> Result<Option<String>, AwsError> {
    let call = kafka
        .describe_configuration_revision()
        .arn(arn)
        .revision(revision)
        .send();
    match call
        .await
        .map_err(AwsError::during("kafka:DescribeConfigurationRevision"))
    {
        Ok(found) => Ok(found.server_properties().map(|blob| lossy(blob.as_ref()))),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Deletes a configuration with all its revisions. One that is gone already is a success.
///
/// AWS refuses one that a cluster uses with the same code and the same parameter as one that does not exist: only a look
/// tells them apart.
pub(crate) async fn delete(kafka: &aws_sdk_kafka::Client, arn: &str) -> Result<(), AwsError> {
    let call = kafka.delete_configuration().arn(arn).send();
    let refusal = match call
        .await
        .map_err(AwsError::during("kafka:DeleteConfiguration"))
    {
        Ok(_) => return Ok(()),
        Err(refusal) if !is_gone(&refusal) => return Err(refusal),
        Err(refusal) => refusal,
    };
    let look = kafka.describe_configuration().arn(arn).send();
    match look
        .await
        .map_err(AwsError::during("kafka:DescribeConfiguration"))
    {
        Ok(found) if found.state() == Some(&ConfigurationState::Deleting) => Ok(()),
        Err(error) if is_gone(&error) => Ok(()),
        _ => Err(refusal),
    }
}

/// AWS answers for a configuration that does not exist with 400 as well as with 404 (stackshy/cloudemu#1213).
pub(crate) fn is_gone(error: &AwsError) -> bool {
    match &error.kind {
        AwsErrorKind::Missing => true,
        AwsErrorKind::BadRequest { parameter } => parameter.as_deref() == Some("arn"),
        _ => false,
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
