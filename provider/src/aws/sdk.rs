//! The SDK's configuration, loaded when the first call needs it.

use std::time::Duration;

use aws_config::{BehaviorVersion, ConfigLoader, Region, SdkConfig};
use aws_smithy_types::retry::{RetryConfig, RetryMode as SdkRetryMode};
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::sdk_ua_metadata::FrameworkMetadata;

use super::error::AwsError;
use super::http::LazyHttpClient;
use super::{credentials, profile};
use crate::config::{RetryMode, Settings};

/// An endpoint that accepts a connection and never answers must not hold up a plan for ever.
const ATTEMPT: Duration = Duration::from_secs(60);
const CONNECT: Duration = Duration::from_secs(5);
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Loads what the provider block leaves to the SDK: profile files, AWS_* variables, and the region
/// of the machine when nothing else names one. Makes no connection unless the region is missing.
///
/// # Errors
///
/// [`NoCredentials`](super::error::AwsErrorKind::NoCredentials) when a profile is named that does
/// not exist.
pub(crate) async fn load(settings: &Settings) -> Result<SdkConfig, AwsError> {
    profile::check(settings).await?;
    let loader = aws_config::defaults(BehaviorVersion::latest())
        .http_client(LazyHttpClient::new(settings.transport.clone()))
        .timeout_config(timeouts())
        .retry_config(retries(settings));
    let base = with_profile(with_options(loader, settings), settings)
        .load()
        .await;
    let mut builder = base.to_builder();
    builder.set_framework_metadata(products(settings));
    let base = builder.build();
    let base = match profile::credentials(settings, &base) {
        Some(provider) => base.to_builder().credentials_provider(provider).build(),
        None => base,
    };
    Ok(match credentials::provider(settings, &base) {
        Some(provider) => base.to_builder().credentials_provider(provider).build(),
        None => base,
    })
}

fn timeouts() -> TimeoutConfig {
    TimeoutConfig::builder()
        .connect_timeout(CONNECT)
        .operation_attempt_timeout(ATTEMPT)
        .build()
}

fn retries(settings: &Settings) -> RetryConfig {
    let mode = match settings.retry_mode {
        Some(RetryMode::Adaptive) => SdkRetryMode::Adaptive,
        Some(RetryMode::Standard) => SdkRetryMode::Standard,
        None => mode_of_environment(settings),
    };
    let retries = match mode {
        SdkRetryMode::Adaptive => RetryConfig::adaptive(),
        _ => RetryConfig::standard(),
    };
    retries.with_max_attempts(settings.max_attempts)
}

/// Read here since a retry configuration that is set keeps the SDK from reading any of it.
fn mode_of_environment(settings: &Settings) -> SdkRetryMode {
    match settings.environment.first(&["AWS_RETRY_MODE"]) {
        Some(mode) if mode.eq_ignore_ascii_case("adaptive") => SdkRetryMode::Adaptive,
        _ => SdkRetryMode::Standard,
    }
}

fn with_options(mut loader: ConfigLoader, settings: &Settings) -> ConfigLoader {
    if let Some(region) = &settings.region {
        loader = loader.region(Region::new(region.clone()));
    }
    if let Some(fips) = settings.use_fips {
        loader = loader.use_fips(fips);
    }
    if let Some(dual_stack) = settings.use_dual_stack {
        loader = loader.use_dual_stack(dual_stack);
    }
    match &settings.credentials {
        Some(fixed) => loader.credentials_provider(credentials::fixed(fixed)),
        None => loader,
    }
}

#[allow(deprecated)]
fn with_profile(mut loader: ConfigLoader, settings: &Settings) -> ConfigLoader {
    if let Some(profile) = &settings.profile {
        loader = loader.profile_name(profile);
    }
    match profile::files(settings) {
        Some(files) => loader.profile_files(files),
        None => loader,
    }
}

/// `lib/kafkaws/<version>` in every call's user agent, and what the user adds. CloudTrail shows it.
fn products(settings: &Settings) -> Vec<FrameworkMetadata> {
    let own = FrameworkMetadata::new("kafkaws", Some(VERSION)).ok();
    let added = settings
        .user_agent
        .as_deref()
        .and_then(|product| match product.split_once('/') {
            Some((name, version)) => {
                FrameworkMetadata::new(name.to_string(), Some(version.to_string())).ok()
            }
            None => FrameworkMetadata::new(product.to_string(), None::<String>).ok(),
        });
    own.into_iter().chain(added).collect()
}
