//! The nested objects of the provider block.

use std::collections::BTreeMap;

use kafkaws_schema::{Model, Secret};

use super::{EndpointUrl, ExternalId, GoDuration, PolicyArn, RoleArn, SessionName};

/// A role to assume.
#[derive(Clone, Debug, Model)]
pub struct AssumeRole {
    /// ARN of the role.
    pub role_arn: RoleArn,
    /// Name of the session, which CloudTrail shows, 2 to 64 characters. Default:
    /// AWS_ROLE_SESSION_NAME, else `terraform-kafkaws`.
    pub session_name: Option<SessionName>,
    /// What the role's trust policy demands as `sts:ExternalId`, 2 to 1224 characters.
    pub external_id: Option<ExternalId>,
    /// How long the session lasts, from `15m` to `12h`; a role assumed from a role has at most `1h`.
    /// It is renewed while Terraform works. Default: `1h`.
    pub duration: Option<GoDuration>,
    /// A policy in JSON that narrows what the session may do.
    pub policy: Option<String>,
    /// ARNs of managed policies that narrow what the session may do, at most 10.
    pub policy_arns: Option<Vec<PolicyArn>>,
    /// Session tags, at most 50.
    pub tags: Option<BTreeMap<String, String>>,
    /// Keys of `tags` that carry over to roles assumed from this one.
    pub transitive_tag_keys: Option<Vec<String>>,
    /// The person or system behind the session, which CloudTrail shows, 2 to 64 characters.
    pub source_identity: Option<SessionName>,
}

/// A role to assume with a token of an OpenID Connect provider. One of `web_identity_token` and
/// `web_identity_token_file` is needed.
#[derive(Clone, Debug, Model)]
pub struct AssumeRoleWithWebIdentity {
    /// ARN of the role. Default: AWS_ROLE_ARN.
    pub role_arn: Option<RoleArn>,
    /// Name of the session, which CloudTrail shows, 2 to 64 characters. Default:
    /// AWS_ROLE_SESSION_NAME, else `terraform-kafkaws`.
    pub session_name: Option<SessionName>,
    /// The token itself. It expires, and is not renewed.
    pub web_identity_token: Option<Secret<String>>,
    /// File that holds the token. It is read again whenever credentials are renewed. Default:
    /// AWS_WEB_IDENTITY_TOKEN_FILE.
    pub web_identity_token_file: Option<String>,
    /// How long the session lasts, from `15m` to `12h`. Default: `1h`.
    pub duration: Option<GoDuration>,
    /// A policy in JSON that narrows what the session may do.
    pub policy: Option<String>,
    /// ARNs of managed policies that narrow what the session may do, at most 10.
    pub policy_arns: Option<Vec<PolicyArn>>,
}

/// Endpoints to use instead of AWS's own. Services left out keep theirs, unless AWS_ENDPOINT_URL
/// is set.
#[derive(Clone, Debug, Default, Model)]
pub struct Endpoints {
    /// Amazon MSK. Default: AWS_ENDPOINT_URL_KAFKA, then AWS_ENDPOINT_URL.
    pub kafka: Option<EndpointUrl>,
    /// Amazon EC2: networks and availability zones. Default: AWS_ENDPOINT_URL_EC2, then
    /// AWS_ENDPOINT_URL.
    pub ec2: Option<EndpointUrl>,
    /// AWS STS: roles and account ids. Default: AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL.
    pub sts: Option<EndpointUrl>,
    /// Amazon CloudWatch: partitions per broker. Default: AWS_ENDPOINT_URL_CLOUDWATCH, then
    /// AWS_ENDPOINT_URL.
    pub cloudwatch: Option<EndpointUrl>,
    /// The EBS direct APIs: images of brokers. Default: AWS_ENDPOINT_URL_EBS, then AWS_ENDPOINT_URL.
    pub ebs: Option<EndpointUrl>,
    /// Amazon S3: images of brokers that are imported. Default: AWS_ENDPOINT_URL_S3, then AWS_ENDPOINT_URL.
    pub s3: Option<EndpointUrl>,
}

/// Tags for everything this provider makes.
#[derive(Clone, Debug, Default, Model)]
pub struct DefaultTags {
    /// Key to value. A resource's own `tags` go first where both have a key; the same value in both
    /// is fine.
    pub tags: Option<BTreeMap<String, String>>,
}

/// Tags that others put on resources. They are neither shown nor removed.
#[derive(Clone, Debug, Default, Model)]
pub struct IgnoreTags {
    /// Keys to leave alone.
    pub keys: Option<Vec<String>>,
    /// Beginnings of keys to leave alone, like `kubernetes.io/`.
    pub key_prefixes: Option<Vec<String>>,
}
