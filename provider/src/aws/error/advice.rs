//! What to do about an error.

use super::{AwsError, AwsErrorKind};

/// Where the SDK looks for credentials, in its order.
pub(crate) const CREDENTIAL_SOURCES: &str = "\
- access_key and secret_key of the provider block
- AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY
- the profile of `profile` or AWS_PROFILE in ~/.aws/config and ~/.aws/credentials (keys, IAM Identity Center, credential_process, a role)
- AWS_WEB_IDENTITY_TOKEN_FILE with AWS_ROLE_ARN
- the container's role (ECS, EKS Pod Identity)
- the instance's role (EC2 instance metadata)";

/// The summary of errors that are the provider block's and not a resource's.
pub(super) fn summary_of(kind: &AwsErrorKind) -> Option<&'static str> {
    match kind {
        AwsErrorKind::NoCredentials => Some("no AWS credentials"),
        AwsErrorKind::BadCredentials => Some("AWS does not accept the credentials"),
        AwsErrorKind::NotConfigured => Some("the provider kafkaws is not configured yet"),
        _ => None,
    }
}

/// What to do, if there is anything beyond what AWS says itself.
pub(super) fn advice(error: &AwsError) -> Option<String> {
    let operation = error.operation;
    Some(match &error.kind {
        AwsErrorKind::Denied => denied(error),
        AwsErrorKind::Throttled => "AWS limits how often its API may be called, and the retries \
            are used up. Raise `max_retries` in the provider block, set `retry_mode = \
            \"adaptive\"`, or run Terraform with a lower -parallelism."
            .into(),
        AwsErrorKind::NoCredentials => format!(
            "Credentials are looked for in this order:\n{CREDENTIAL_SOURCES}\nSet one of them; `aws sts \
             get-caller-identity` shows what is found."
        ),
        AwsErrorKind::BadCredentials => "The credentials are expired, belong to another \
            partition, or are mistyped. Log in again or replace them; `aws sts \
            get-caller-identity` shows whether they work. A clock that is wrong by more than five \
            minutes has the same effect."
            .into(),
        AwsErrorKind::NotAws => "Check the URL in `endpoints` and AWS_ENDPOINT_URL, and the proxy \
            in `http_proxy`, `https_proxy` and HTTPS_PROXY: something other than AWS answers there."
            .into(),
        AwsErrorKind::Timeout | AwsErrorKind::Unreachable => format!(
            "{} could not be reached. Check `region`, `endpoints`, the proxy settings and \
             `custom_ca_bundle`, and that this machine may connect to AWS.",
            service(operation)
        ),
        AwsErrorKind::BadRequest {
            parameter: Some(parameter),
        } => {
            format!("AWS refuses the argument {parameter}.")
        }
        AwsErrorKind::NoCapacity => "AWS has no room for an instance of this type in this \
            Availability Zone now. Try again later, or choose another instance type; a broker \
            cannot leave the zone that its volumes are in."
            .into(),
        AwsErrorKind::TooSoon => "A volume takes one modification at a time, and four in any 24 \
            hours. Apply again when the time has come; what AWS has is in the state."
            .into(),
        AwsErrorKind::LimitExceeded => "A quota of the AWS account is reached. Remove what is no \
            longer used, or ask for more in the Service Quotas console."
            .into(),
        AwsErrorKind::Unavailable => "The service failed and did not recover while the call was \
            retried. Run Terraform again."
            .into(),
        _ => return None,
    })
}

fn denied(error: &AwsError) -> String {
    let operation = error.operation;
    if error.code.as_deref() == Some("OptInRequired") {
        return "The region is not enabled for this account. Enable it in the AWS console under \
                Account, or set another `region`."
            .into();
    }
    format!(
        "Allow the action {operation} for the identity that Terraform runs as (`aws sts \
         get-caller-identity` names it). A service control policy or a permissions boundary may \
         deny it too."
    )
}

fn service(operation: &str) -> &'static str {
    match operation.split(':').next() {
        Some("kafka") => "Amazon MSK",
        Some("ec2") => "Amazon EC2",
        Some("sts") => "AWS STS",
        Some("ebs") => "The EBS direct APIs",
        Some("s3") => "Amazon S3",
        Some("cloudwatch") => "Amazon CloudWatch",
        _ => "AWS",
    }
}
