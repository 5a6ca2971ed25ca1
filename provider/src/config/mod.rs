//! The provider block: what users write in `provider "kafkaws" { … }`.
//!
//! [`ProviderConfig`] is the schema and its documentation, `validate` what goes beyond a single
//! attribute, [`Settings`] what is in force once the environment is taken into account.

mod blocks;
mod checks;
mod duration;
mod environment;
mod levels;
mod settings;
mod text;
mod trust;
mod unknown;
mod validate;

use kafkaws_schema::{Bounded, Choice, Model, Secret, parsed};
use std::collections::BTreeMap;

pub use blocks::{AssumeRole, AssumeRoleWithWebIdentity, DefaultTags, Endpoints, IgnoreTags};
pub use duration::{Length, NoDuration};
pub use environment::Environment;
pub use levels::{RuleLevel, levels};
pub use settings::{Credentials, Settings, resolve};
pub(crate) use text::authority;
pub use text::{
    AccountId, EndpointUrl, ExternalId, PolicyArn, ProxyUrl, RegionName, RoleArn, SessionName,
    UserAgent,
};
pub use validate::validate;

parsed!(
    /// A duration in Go's notation, like `30s`, `90m` or `2h30m`. Its text is kept as it was written.
    pub GoDuration(Length),
    "a duration in hours, minutes and seconds, like \"30s\", \"90m\" or \"2h30m\""
);

/// How calls are retried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RetryMode {
    /// Exponential backoff with jitter, at most 20 seconds between two tries.
    #[tf(name = "standard")]
    Standard,
    /// Like `standard`, and slows all calls down while AWS throttles any.
    #[tf(name = "adaptive")]
    Adaptive,
}

/// Kafka on AWS: Amazon MSK clusters, and what they need.
///
/// Without any attribute the provider works as the AWS CLI does: region, credentials and endpoints
/// come from the environment, `~/.aws/config`, `~/.aws/credentials`, or the role of the machine.
#[derive(Clone, Debug, Model)]
pub struct ProviderConfig {
    /// The AWS region, like `eu-central-1`. Default: AWS_REGION, AWS_DEFAULT_REGION, the region of
    /// the profile, the region of the EC2 instance Terraform runs on.
    pub region: Option<RegionName>,
    /// The profile of `~/.aws/config` and `~/.aws/credentials` to use. Default: AWS_PROFILE, then
    /// the profile `default`.
    pub profile: Option<String>,
    /// Access key id of static credentials, with `secret_key`. Better kept out of configurations:
    /// AWS_ACCESS_KEY_ID does the same.
    pub access_key: Option<String>,
    /// Secret access key of static credentials, with `access_key`. Default: AWS_SECRET_ACCESS_KEY.
    pub secret_key: Option<Secret<String>>,
    /// Session token of temporary static credentials, with `access_key` and `secret_key`. Default:
    /// AWS_SESSION_TOKEN.
    pub token: Option<Secret<String>>,
    /// Configuration files to read instead of `~/.aws/config`. Default: AWS_CONFIG_FILE.
    pub shared_config_files: Option<Vec<String>>,
    /// Credentials files to read instead of `~/.aws/credentials`. Default:
    /// AWS_SHARED_CREDENTIALS_FILE.
    pub shared_credentials_files: Option<Vec<String>>,
    /// Roles to assume, one after the other: the first with the credentials found otherwise, each
    /// next one with those of the role before it.
    pub assume_role: Option<Vec<AssumeRole>>,
    /// A role to assume with a token of an OpenID Connect provider, as CI systems issue them.
    /// Roles of `assume_role` are assumed from it.
    pub assume_role_with_web_identity: Option<AssumeRoleWithWebIdentity>,
    /// Endpoints to use instead of AWS's own, per service.
    pub endpoints: Option<Endpoints>,
    /// Tags for everything this provider makes.
    pub default_tags: Option<DefaultTags>,
    /// Tags that others put on resources and that this provider leaves alone.
    pub ignore_tags: Option<IgnoreTags>,
    /// The only accounts (12 digits) this provider may work in. Asks STS who the credentials belong
    /// to before anything else. Conflicts with `forbidden_account_ids`.
    pub allowed_account_ids: Option<Vec<AccountId>>,
    /// Accounts (12 digits) this provider refuses to work in. Asks STS who the credentials belong
    /// to before anything else. Conflicts with `allowed_account_ids`.
    pub forbidden_account_ids: Option<Vec<AccountId>>,
    /// How often a call is tried again when AWS throttles it, fails (5xx), or the connection breaks.
    /// Default: AWS_MAX_ATTEMPTS less one, else 10.
    pub max_retries: Option<Bounded<0, 100>>,
    /// How tries are spaced. Default: AWS_RETRY_MODE, else `standard`.
    pub retry_mode: Option<RetryMode>,
    /// File of PEM certificates to trust instead of the system's, for networks whose proxy signs
    /// with its own authority. Default: AWS_CA_BUNDLE.
    pub custom_ca_bundle: Option<String>,
    /// URL of the proxy for `http` endpoints; AWS's own are all `https`. Default: HTTP_PROXY,
    /// `http_proxy`.
    pub http_proxy: Option<ProxyUrl>,
    /// URL of the proxy for `https` endpoints. Default: HTTPS_PROXY, `https_proxy`.
    pub https_proxy: Option<ProxyUrl>,
    /// Hosts to reach without a proxy, comma-separated; `.example.com` stands for all below it, `*`
    /// for all. Loopback and instance metadata are always reached directly. Default: NO_PROXY,
    /// `no_proxy`.
    pub no_proxy: Option<String>,
    /// Use endpoints whose cryptography is validated by FIPS 140. Default: AWS_USE_FIPS_ENDPOINT,
    /// else false.
    pub use_fips_endpoint: Option<bool>,
    /// Use endpoints that have IPv6 as well. Default: AWS_USE_DUALSTACK_ENDPOINT, else false.
    pub use_dualstack_endpoint: Option<bool>,
    /// How strict plan-time rules are: rule id to `error`, `warn` or `off`. Each rule's page names
    /// its default.
    pub rules: Option<BTreeMap<String, RuleLevel>>,
    /// The pause between two looks at something AWS is working on, from `100ms` to `10m`. Default:
    /// from 10 seconds up to 30; from 200 milliseconds up to 2 seconds when the kafka endpoint is
    /// on this machine.
    pub poll_interval: Option<GoDuration>,
    /// A product name to add to the user agent of every call, like `ci/1.4`. Default:
    /// TF_APPEND_USER_AGENT.
    pub user_agent: Option<UserAgent>,
}

#[cfg(test)]
pub(crate) mod testing {
    use super::{BTreeMap, Model, ProviderConfig};
    use kafkaws_schema::Value;

    /// A provider block as core sends it: every attribute, null where it is not written.
    pub(crate) fn block(written: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
        let attributes = ProviderConfig::OBJECT.attributes;
        let mut values: BTreeMap<String, Value> = attributes
            .iter()
            .map(|attribute| (attribute.name.into(), Value::Null))
            .collect();
        values.extend(
            written
                .into_iter()
                .map(|(name, value)| (name.to_string(), value)),
        );
        Value::Object(values)
    }

    /// One URL for every service.
    pub(crate) fn endpoints(url: &str) -> Value {
        Value::object(
            ["kafka", "ec2", "sts", "cloudwatch", "ebs", "s3"].map(|name| (name, Value::from(url))),
        )
    }
}
