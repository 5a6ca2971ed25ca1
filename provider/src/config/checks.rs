//! What the provider block and the environment point at: variables of the right form, files that
//! are there. Done once at ConfigureProvider, so that the message is not a failed connection later.

use kafkaws_schema::{Diagnostic, Diagnostics, Path};

use super::text::{EndpointUrl, RegionName};
use super::{Environment, ProviderConfig};

const REGIONS: [&str; 2] = ["AWS_REGION", "AWS_DEFAULT_REGION"];
/// Variable, and the attribute that would overrule it.
const ENDPOINTS: [(&str, &[&str]); 7] = [
    ("AWS_ENDPOINT_URL", &["endpoints"]),
    ("AWS_ENDPOINT_URL_KAFKA", &["endpoints", "kafka"]),
    ("AWS_ENDPOINT_URL_EC2", &["endpoints", "ec2"]),
    ("AWS_ENDPOINT_URL_STS", &["endpoints", "sts"]),
    ("AWS_ENDPOINT_URL_CLOUDWATCH", &["endpoints", "cloudwatch"]),
    ("AWS_ENDPOINT_URL_EBS", &["endpoints", "ebs"]),
    ("AWS_ENDPOINT_URL_S3", &["endpoints", "s3"]),
];

/// Everything that is wrong.
pub(super) fn problems(config: &ProviderConfig, environment: &Environment) -> Diagnostics {
    let mut found = Diagnostics::new();
    if config.region.is_none() {
        found.extend(REGIONS.iter().find_map(|name| region(environment, name)));
    }
    found.extend(
        ENDPOINTS
            .iter()
            .filter_map(|(name, path)| endpoint(environment, name, path)),
    );
    found.extend(missing(
        "shared_config_files",
        config.shared_config_files.as_deref(),
    ));
    found.extend(missing(
        "shared_credentials_files",
        config.shared_credentials_files.as_deref(),
    ));
    found
}

fn region(environment: &Environment, name: &str) -> Option<Diagnostic> {
    let value = environment.first(&[name])?;
    value.parse::<RegionName>().err()?;
    Some(variable(name, value, RegionName::RULE).at(Path::from("region")))
}

fn endpoint(environment: &Environment, name: &str, overruled_by: &[&str]) -> Option<Diagnostic> {
    let value = environment.first(&[name])?;
    value.parse::<EndpointUrl>().err()?;
    Some(variable(name, value, EndpointUrl::RULE).at(Path::of(overruled_by)))
}

fn variable(name: &str, value: &str, rule: &str) -> Diagnostic {
    let detail = format!("{name} is {value:?}, and must be {rule}. Correct it or unset it.");
    Diagnostic::error("an environment variable cannot be used", detail)
}

/// The SDK passes over files that are not there, and the credentials it then finds elsewhere may
/// be another account's.
fn missing<'a>(
    attribute: &'a str,
    files: Option<&'a [String]>,
) -> impl Iterator<Item = Diagnostic> + 'a {
    let files = files.unwrap_or_default().iter().enumerate();
    files.filter_map(move |(position, file)| {
        let error = std::fs::metadata(expanded(file)).err()?;
        let detail = format!("{file}: {error}. Correct the path, or remove it.");
        let problem = Diagnostic::error("a file of the provider block cannot be read", detail);
        Some(problem.at(Path::from(attribute).index(position)))
    })
}

/// `~/` stands for the home folder, as the SDK reads it.
fn expanded(file: &str) -> std::path::PathBuf {
    match (file.strip_prefix("~/"), std::env::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => file.into(),
    }
}
