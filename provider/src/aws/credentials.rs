//! Where credentials come from: the block's own, a token, the SDK's chain, and roles on top.

use std::sync::{Arc, OnceLock};

use aws_config::SdkConfig;
use aws_credential_types::Credentials;
use aws_credential_types::provider::error::CredentialsError;
use aws_credential_types::provider::{ProvideCredentials, SharedCredentialsProvider, future};
use aws_sdk_sts::config::IdentityCache;
use aws_sdk_sts::types::{PolicyDescriptorType, Tag};

use super::error::AwsError;
use crate::config::{
    AssumeRole, AssumeRoleWithWebIdentity, Environment, PolicyArn, SessionName, Settings,
};

const DEFAULT_SESSION: &str = "terraform-kafkaws";
const DEFAULT_SESSION_SECONDS: i32 = 3600;
const ASSUME_ROLE: &str = "sts:AssumeRole";
const WEB_IDENTITY: &str = "sts:AssumeRoleWithWebIdentity";

/// The credentials that calls are signed with. `base` is configured with the credentials the SDK's
/// chain finds, or with the block's static ones.
pub(crate) fn provider(settings: &Settings, base: &SdkConfig) -> Option<SharedCredentialsProvider> {
    let mut provider = match &settings.web_identity {
        Some(identity) => Some(SharedCredentialsProvider::new(WebIdentity {
            identity: identity.clone(),
            environment: settings.environment.clone(),
            config: base.clone(),
            endpoint: settings.endpoints.sts.as_deref().map(String::from),
        })),
        None => base.credentials_provider().map(|chain| {
            SharedCredentialsProvider::new(Remembering {
                chain,
                nothing_found: Arc::default(),
            })
        }),
    }?;
    for role in &settings.assume_role {
        provider = SharedCredentialsProvider::new(Role {
            role: role.clone(),
            environment: settings.environment.clone(),
            config: base.to_builder().credentials_provider(provider).build(),
            endpoint: settings.endpoints.sts.as_deref().map(String::from),
        });
    }
    Some(provider)
}

/// Static credentials of the provider block.
pub(crate) fn fixed(credentials: &crate::config::Credentials) -> Credentials {
    Credentials::new(
        &credentials.access_key,
        credentials.secret_key.expose().clone(),
        credentials
            .token
            .as_ref()
            .map(|token| token.expose().clone()),
        None,
        "the provider block",
    )
}

/// Remembers that no source has credentials.
///
/// The last source of the chain is instance metadata, which takes seconds to prove absent. Without
/// this every resource of a walk would wait for it in turn.
#[derive(Debug)]
struct Remembering {
    chain: SharedCredentialsProvider,
    nothing_found: Arc<OnceLock<String>>,
}

impl ProvideCredentials for Remembering {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(async {
            if let Some(reason) = self.nothing_found.get() {
                return Err(CredentialsError::not_loaded(reason.clone()));
            }
            let found = self.chain.provide_credentials().await;
            if let Err(CredentialsError::CredentialsNotLoaded(_)) = &found {
                let reason = self
                    .nothing_found
                    .get_or_init(|| "no source has credentials".into());
                return Err(CredentialsError::not_loaded(reason.clone()));
            }
            found
        })
    }
}

/// A role of `assume_role`. The SDK's own provider knows neither session tags nor source identity.
#[derive(Debug)]
struct Role {
    role: AssumeRole,
    environment: Environment,
    config: SdkConfig,
    endpoint: Option<String>,
}

impl ProvideCredentials for Role {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}

impl Role {
    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let AssumeRole {
            role_arn,
            session_name,
            external_id,
            duration,
            policy,
            policy_arns,
            tags,
            transitive_tag_keys,
            source_identity,
        } = &self.role;
        let tags = tags
            .iter()
            .flatten()
            .map(|(key, value)| session_tag(key, value));
        let answer = sts(&self.config, self.endpoint.as_deref())
            .assume_role()
            .role_arn(role_arn.as_str())
            .role_session_name(session(session_name.as_ref(), &self.environment))
            .set_external_id(external_id.as_deref().map(String::from))
            .duration_seconds(seconds(duration.as_ref().map(|duration| duration.0)))
            .set_policy(policy.clone())
            .set_policy_arns(policies(policy_arns.as_deref()))
            .set_tags(some_of(tags.collect::<Result<_, _>>()?))
            .set_transitive_tag_keys(transitive_tag_keys.clone())
            .set_source_identity(source_identity.as_deref().map(String::from))
            .send()
            .await
            .map_err(|error| refused(AwsError::during(ASSUME_ROLE)(error), role_arn))?;
        of_session(answer.credentials, "assume_role")
    }
}

/// The role of `assume_role_with_web_identity`.
#[derive(Debug)]
struct WebIdentity {
    identity: AssumeRoleWithWebIdentity,
    environment: Environment,
    config: SdkConfig,
    endpoint: Option<String>,
}

impl ProvideCredentials for WebIdentity {
    fn provide_credentials<'a>(&'a self) -> future::ProvideCredentials<'a>
    where
        Self: 'a,
    {
        future::ProvideCredentials::new(self.assume())
    }
}

impl WebIdentity {
    async fn assume(&self) -> Result<Credentials, CredentialsError> {
        let AssumeRoleWithWebIdentity {
            role_arn,
            session_name,
            web_identity_token: _,
            web_identity_token_file: _,
            duration,
            policy,
            policy_arns,
        } = &self.identity;
        let of_environment = self.environment.first(&["AWS_ROLE_ARN"]);
        let role_arn = role_arn
            .as_deref()
            .or(of_environment)
            .ok_or_else(|| missing("role_arn", "AWS_ROLE_ARN"))?;
        let answer = sts(&self.config, self.endpoint.as_deref())
            .assume_role_with_web_identity()
            .role_arn(role_arn)
            .role_session_name(session(session_name.as_ref(), &self.environment))
            .web_identity_token(self.token().await?)
            .duration_seconds(seconds(duration.as_ref().map(|duration| duration.0)))
            .set_policy(policy.clone())
            .set_policy_arns(policies(policy_arns.as_deref()))
            .send()
            .await
            .map_err(|error| refused(AwsError::during(WEB_IDENTITY)(error), role_arn))?;
        of_session(answer.credentials, "assume_role_with_web_identity")
    }

    /// Read each time: CI systems and Kubernetes replace the file before the token expires.
    async fn token(&self) -> Result<String, CredentialsError> {
        if let Some(token) = &self.identity.web_identity_token {
            return Ok(token.expose().clone());
        }
        let of_environment = self.environment.first(&["AWS_WEB_IDENTITY_TOKEN_FILE"]);
        let file = self
            .identity
            .web_identity_token_file
            .as_deref()
            .or(of_environment);
        let variable = "AWS_WEB_IDENTITY_TOKEN_FILE";
        let file = file.ok_or_else(|| missing("web_identity_token_file", variable))?;
        let token = tokio::fs::read_to_string(file).await.map_err(|error| {
            CredentialsError::invalid_configuration(format!("web identity token {file}: {error}"))
        })?;
        Ok(token.trim().to_string())
    }
}

fn missing(attribute: &str, variable: &str) -> CredentialsError {
    let text = format!("assume_role_with_web_identity: set {attribute} or {variable}");
    CredentialsError::invalid_configuration(text)
}

/// Without a cache: the session is what is cached, by the client that asked for it, and what it was
/// assumed with is needed once per session.
fn sts(config: &SdkConfig, endpoint: Option<&str>) -> aws_sdk_sts::Client {
    let builder = aws_sdk_sts::config::Builder::from(config);
    let mut builder = builder.identity_cache(IdentityCache::no_cache());
    if let Some(url) = endpoint {
        builder.set_endpoint_url(Some(url.to_string()));
    }
    aws_sdk_sts::Client::from_conf(builder.build())
}

fn session(name: Option<&SessionName>, environment: &Environment) -> String {
    let of_environment = environment.first(&["AWS_ROLE_SESSION_NAME"]);
    name.map(|name| name.as_str())
        .or(of_environment)
        .unwrap_or(DEFAULT_SESSION)
        .to_string()
}

fn seconds(length: Option<std::time::Duration>) -> i32 {
    length
        .and_then(|length| i32::try_from(length.as_secs()).ok())
        .unwrap_or(DEFAULT_SESSION_SECONDS)
}

fn policies(arns: Option<&[PolicyArn]>) -> Option<Vec<PolicyDescriptorType>> {
    let descriptor = |arn: &PolicyArn| PolicyDescriptorType::builder().arn(arn.as_str()).build();
    arns.map(|arns| arns.iter().map(descriptor).collect())
}

fn session_tag(key: &str, value: &str) -> Result<Tag, CredentialsError> {
    Tag::builder()
        .key(key)
        .value(value)
        .build()
        .map_err(CredentialsError::invalid_configuration)
}

/// An empty list is an argument of its own, which STS refuses.
fn some_of<T>(items: Vec<T>) -> Option<Vec<T>> {
    (!items.is_empty()).then_some(items)
}

fn refused(mut error: AwsError, role_arn: &str) -> CredentialsError {
    error.message = format!(
        "The role {role_arn} could not be assumed: {}",
        error.message
    );
    CredentialsError::provider_error(error)
}

fn of_session(
    session: Option<aws_sdk_sts::types::Credentials>,
    source: &'static str,
) -> Result<Credentials, CredentialsError> {
    let session =
        session.ok_or_else(|| CredentialsError::unhandled("STS answered without credentials"))?;
    let expiry =
        std::time::SystemTime::try_from(session.expiration).map_err(CredentialsError::unhandled)?;
    Ok(Credentials::new(
        session.access_key_id,
        session.secret_access_key,
        Some(session.session_token),
        Some(expiry),
        source,
    ))
}
