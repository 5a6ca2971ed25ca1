//! Profiles of `~/.aws/config` and `~/.aws/credentials`, where the SDK's own chain would surprise.
//!
//! The chain looks at AWS_ACCESS_KEY_ID before any profile, named or not, and passes over a profile
//! that does not exist until it ends up with the role of the machine. Both work in another account
//! than the one that was written down.

use std::borrow::Cow;

use aws_config::SdkConfig;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileSet};
use aws_config::provider_config::ProviderConfig;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_types::os_shim_internal::{Env, Fs};

use super::error::{AwsError, AwsErrorKind};
use crate::config::Settings;

// The SDK calls these deprecated in favour of a crate that it keeps to itself.
#[allow(deprecated)]
use aws_config::profile::profile_file::{ProfileFileKind, ProfileFiles};

const LOAD: &str = "loading credentials";

/// The files that the provider block names. `None`: the usual ones.
#[allow(deprecated)]
pub(super) fn files(settings: &Settings) -> Option<ProfileFiles> {
    let Settings {
        config_files,
        credentials_files,
        ..
    } = settings;
    if config_files.is_empty() && credentials_files.is_empty() {
        return None;
    }
    let mut files = ProfileFiles::builder()
        .include_default_config_file(config_files.is_empty())
        .include_default_credentials_file(credentials_files.is_empty());
    for file in config_files {
        files = files.with_file(ProfileFileKind::Config, file);
    }
    for file in credentials_files {
        files = files.with_file(ProfileFileKind::Credentials, file);
    }
    Some(files.build())
}

/// The credentials of the profile that the provider block names: they go before those of the
/// environment, as `--profile` does in the AWS CLI.
pub(super) fn credentials(
    settings: &Settings,
    base: &SdkConfig,
) -> Option<SharedCredentialsProvider> {
    let profile = settings
        .profile
        .as_ref()
        .filter(|_| settings.credentials.is_none())?;
    let mut config = ProviderConfig::without_region().with_region(base.region().cloned());
    if let Some(client) = base.http_client() {
        config = config.with_http_client(client);
    }
    let builder = ProfileFileCredentialsProvider::builder().configure(&config);
    let builder = builder.profile_name(profile);
    let builder = match files(settings) {
        Some(files) => builder.profile_files(files),
        None => builder,
    };
    Some(SharedCredentialsProvider::new(builder.build()))
}

/// Refuses a profile that does not exist.
///
/// # Errors
///
/// [`AwsErrorKind::NoCredentials`], with the profiles there are; also for a file that is garbled.
pub(super) async fn check(settings: &Settings) -> Result<(), AwsError> {
    let Some(wanted) = named(settings) else {
        return Ok(());
    };
    let files = files(settings).unwrap_or_default();
    let name = Some(Cow::Owned(wanted.to_string()));
    let found = aws_config::profile::load(&Fs::real(), &Env::real(), &files, name).await;
    let found = found.map_err(|error| problem(error.to_string()))?;
    match found.get_profile(wanted) {
        Some(_) => Ok(()),
        None => Err(problem(no_such(wanted, &found))),
    }
}

/// The profile that credentials are to come from, when one is named.
fn named(settings: &Settings) -> Option<&str> {
    if settings.credentials.is_some() {
        return None;
    }
    let environment = &settings.environment;
    let of_environment = || match environment.first(&["AWS_ACCESS_KEY_ID"]) {
        Some(_) => None,
        None => environment.first(&["AWS_PROFILE"]),
    };
    settings.profile.as_deref().or_else(of_environment)
}

fn no_such(wanted: &str, found: &ProfileSet) -> String {
    let mut names: Vec<_> = found.profiles().collect();
    names.sort_unstable();
    let known = match names.is_empty() {
        true => "there are no profiles".to_string(),
        false => format!("there are {}", names.join(", ")),
    };
    format!("`profile` or AWS_PROFILE names {wanted:?}, which does not exist; {known}.")
}

fn problem(message: String) -> AwsError {
    AwsError::new(LOAD, AwsErrorKind::NoCredentials, message)
}

#[cfg(test)]
#[path = "profile_tests.rs"]
mod tests;
