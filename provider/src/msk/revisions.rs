//! Revisions of MSK configurations, which never change once they exist.

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
