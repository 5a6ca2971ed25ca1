//! What is in force: the provider block, and the environment where the block says nothing.

use std::collections::BTreeMap;
use std::time::Duration;

use kafkaws_schema::{Diagnostic, Diagnostics, Model, Path, Secret, Value};

use super::text::{authority, host};
use super::{
    AccountId, AssumeRole, AssumeRoleWithWebIdentity, Endpoints, Environment, IgnoreTags,
    ProviderConfig, ProxyUrl, RetryMode, RuleLevel, checks, trust, unknown,
};
use crate::aws::http::Transport;

/// Tries of a call unless the user says otherwise: eleven. MSK allows few calls per second and
/// account, and a walk over many clusters shares them with everything else in the account.
const DEFAULT_RETRIES: u32 = 10;

/// Static credentials of the provider block.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// Access key id.
    pub access_key: String,
    /// Secret access key.
    pub secret_key: Secret<String>,
    /// Session token of temporary credentials.
    pub token: Option<Secret<String>>,
}

/// Everything ConfigureProvider knows.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Region of the block or the environment. `None`: the profile or the machine may know.
    pub region: Option<String>,
    /// Profile of the block; the SDK's chain reads AWS_PROFILE itself.
    pub profile: Option<String>,
    /// Files to read instead of `~/.aws/config`.
    pub config_files: Vec<String>,
    /// Files to read instead of `~/.aws/credentials`.
    pub credentials_files: Vec<String>,
    /// Static credentials of the block.
    pub credentials: Option<Credentials>,
    /// Roles to assume, in order.
    pub assume_role: Vec<AssumeRole>,
    /// The role that starts from an OpenID Connect token.
    pub web_identity: Option<AssumeRoleWithWebIdentity>,
    /// Endpoints of the block; the SDK reads AWS_ENDPOINT_URL and its like itself.
    pub endpoints: Endpoints,
    /// Whether the kafka endpoint is on this machine, so that looking at it is free.
    pub loopback: bool,
    /// `None`: not known yet.
    pub default_tags: Option<BTreeMap<String, String>>,
    /// Tags to leave alone.
    pub ignore_tags: IgnoreTags,
    /// The only accounts to work in; empty for all.
    pub allowed_account_ids: Vec<AccountId>,
    /// Accounts not to work in.
    pub forbidden_account_ids: Vec<AccountId>,
    /// Tries per call, the first one included.
    pub max_attempts: u32,
    /// How tries are spaced. `None`: as the SDK's chain says.
    pub retry_mode: Option<RetryMode>,
    /// Proxies and certificates.
    pub transport: Transport,
    /// FIPS endpoints. `None`: as the SDK's chain says.
    pub use_fips: Option<bool>,
    /// IPv6 endpoints. `None`: as the SDK's chain says.
    pub use_dual_stack: Option<bool>,
    /// Levels set per rule id.
    pub rules: BTreeMap<String, RuleLevel>,
    /// The pause between looks. `None`: by endpoint.
    pub poll_interval: Option<Duration>,
    /// Products to add to the user agent, `name` or `name/version`.
    pub user_agent: Option<String>,
    /// Where the role session name and the web identity role come from when the block is silent.
    pub environment: Environment,
    /// Attributes that are not known yet and without which no call can be made.
    pub unknown: Vec<Path>,
}

/// Attributes that shape no call: a plan that lacks them can still read the clusters.
const NOT_FOR_CALLS: [&str; 5] = [
    "default_tags",
    "ignore_tags",
    "rules",
    "poll_interval",
    "user_agent",
];

/// Puts provider block and environment together.
///
/// # Errors
///
/// Diagnostics at the attributes that do not decode, and at files that cannot be read.
pub fn resolve(block: &Value, environment: Environment) -> Result<Settings, Diagnostics> {
    let partial = unknown::split(block);
    let config = ProviderConfig::read(&partial.known).map_err(|problem| {
        let error = Diagnostic::error("the provider block cannot be used", problem.message);
        Diagnostics::from(error.at(problem.path))
    })?;
    let problems = checks::problems(&config, &environment);
    if problems.has_errors() {
        return Err(problems);
    }
    let is_unknown = |name: &str| partial.unknown.contains(&Path::from(name));
    let mut settings = settle(config, environment)?;
    if is_unknown("default_tags") {
        settings.default_tags = None;
    }
    let shapes_calls = |path: &Path| NOT_FOR_CALLS.iter().all(|name| path.name() != Some(name));
    settings.unknown = partial.unknown.into_iter().filter(shapes_calls).collect();
    Ok(settings)
}

/// Taken apart without `..`, so that a new attribute does not compile until it is decided on here.
fn settle(config: ProviderConfig, environment: Environment) -> Result<Settings, Diagnostics> {
    let ProviderConfig {
        region,
        profile,
        access_key,
        secret_key,
        token,
        shared_config_files,
        shared_credentials_files,
        assume_role,
        assume_role_with_web_identity,
        endpoints,
        default_tags,
        ignore_tags,
        allowed_account_ids,
        forbidden_account_ids,
        max_retries,
        retry_mode,
        custom_ca_bundle,
        http_proxy,
        https_proxy,
        no_proxy,
        use_fips_endpoint,
        use_dualstack_endpoint,
        rules,
        poll_interval,
        user_agent,
    } = config;
    let endpoints = endpoints.unwrap_or_default();
    let or_env = |value: Option<String>, names: &[&str]| {
        value.or_else(|| environment.first(names).map(str::to_string))
    };
    let bundle = or_env(custom_ca_bundle, &["AWS_CA_BUNDLE"]);
    let transport = Transport {
        http_proxy: proxy(http_proxy, &environment, &["HTTP_PROXY", "http_proxy"]),
        https_proxy: proxy(https_proxy, &environment, &["HTTPS_PROXY", "https_proxy"]),
        no_proxy: or_env(no_proxy, &["NO_PROXY", "no_proxy"]),
        ca_bundle: bundle.as_deref().map(trust::read_bundle).transpose()?,
    };
    Ok(Settings {
        region: or_env(
            region.map(String::from),
            &["AWS_REGION", "AWS_DEFAULT_REGION"],
        ),
        profile,
        config_files: shared_config_files.unwrap_or_default(),
        credentials_files: shared_credentials_files.unwrap_or_default(),
        credentials: access_key
            .zip(secret_key)
            .map(|(access_key, secret_key)| Credentials {
                access_key,
                secret_key,
                token,
            }),
        assume_role: assume_role.unwrap_or_default(),
        web_identity: assume_role_with_web_identity,
        loopback: is_loopback(&endpoints, &environment),
        endpoints,
        default_tags: Some(
            default_tags
                .and_then(|block| block.tags)
                .unwrap_or_default(),
        ),
        ignore_tags: ignore_tags.unwrap_or_default(),
        allowed_account_ids: allowed_account_ids.unwrap_or_default(),
        forbidden_account_ids: forbidden_account_ids.unwrap_or_default(),
        max_attempts: attempts(max_retries.map(|retries| retries.get()), &environment),
        retry_mode,
        transport,
        use_fips: use_fips_endpoint,
        use_dual_stack: use_dualstack_endpoint,
        rules: rules.unwrap_or_default(),
        poll_interval: poll_interval.map(|interval| interval.0),
        user_agent: or_env(user_agent.map(String::from), &["TF_APPEND_USER_AGENT"]),
        unknown: Vec::new(),
        environment,
    })
}

/// Variables may leave the scheme out, as curl and Go take them: `proxy.example.com:3128`.
fn proxy(of_block: Option<ProxyUrl>, environment: &Environment, names: &[&str]) -> Option<String> {
    of_block.map(String::from).or_else(|| {
        let url = environment.first(names)?;
        Some(if url.contains("://") {
            url.to_string()
        } else {
            format!("http://{url}")
        })
    })
}

fn attempts(retries: Option<i64>, environment: &Environment) -> u32 {
    let of_block = retries.and_then(|retries| u32::try_from(retries).ok());
    let of_environment = || {
        environment
            .first(&["AWS_MAX_ATTEMPTS"])?
            .parse::<u32>()
            .ok()
    };
    match of_block {
        Some(retries) => retries.saturating_add(1),
        None => of_environment()
            .filter(|tries| *tries > 0)
            .unwrap_or(DEFAULT_RETRIES + 1),
    }
}

fn is_loopback(endpoints: &Endpoints, environment: &Environment) -> bool {
    let of_environment = environment.first(&["AWS_ENDPOINT_URL_KAFKA", "AWS_ENDPOINT_URL"]);
    let url = endpoints.kafka.as_deref().or(of_environment);
    url.and_then(authority).map(host).is_some_and(|host| {
        host == "localhost"
            || host
                .parse::<std::net::IpAddr>()
                .is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
#[path = "settings_tests.rs"]
mod tests;
