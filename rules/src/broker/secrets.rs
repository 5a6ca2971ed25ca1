//! Secrets in what everybody can read.

use crate::broker::Rule;
use crate::broker::attributes::{ENVIRONMENT, PROPERTIES};
use crate::broker::case::Case;
use crate::field::path;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use kafkaws_schema::Value;

/// Nothing that must not be read.
pub(crate) const USER_DATA_SECRET: Rule = Rule {
    id: RuleId("user-data-secret"),
    title: "This looks like a secret, and user data is no place for one",
    reason: "A broker reads its properties and environment from the instance's user data. Everybody \
         who may call ec2:DescribeInstanceAttribute reads it too, as does every process on the \
         instance, and it stays in Terraform's state.",
    source: source::USER_DATA,
    default_level: Level::Error,
    attributes: &[PROPERTIES, ENVIRONMENT],
    judge: secrets,
};

const INSTEAD: &str = "Keep it in AWS Secrets Manager or Parameter Store, let the instance profile \
     read it, and refer to it: Kafka takes ${file:/path:key} and the like from a config provider \
     (config.providers); an environment variable can name the secret's ARN.";

/// Last words of a name whose value is secret.
const SECRET_WORDS: &[&str] = &[
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "credential",
    "credentials",
];

/// Last two words of such a name. `key` alone may be anything.
const SECRET_PAIRS: &[(&str, &str)] = &[
    ("secret", "key"),
    ("private", "key"),
    ("access", "key"),
    ("master", "key"),
    ("api", "key"),
    ("keystore", "key"),
    ("jaas", "config"),
];

fn secrets(case: &Case<'_>) -> Vec<Violation> {
    let attributes = [PROPERTIES, ENVIRONMENT].into_iter();
    attributes
        .flat_map(|attribute| of_map(case, attribute))
        .collect()
}

fn of_map(case: &Case<'_>, attribute: &str) -> Vec<Violation> {
    let suspicious = case
        .entries(attribute)
        .filter_map(|(name, value)| Some((name, suspicion(name, value)?)));
    let violation = |(name, why): (&str, &str)| {
        let at = path(attribute).key(name);
        Violation::at(at, format!("{name} {why}."), INSTEAD)
    };
    suspicious.map(violation).collect()
}

/// Why an entry looks like a secret. The value itself is never repeated.
fn suspicion(name: &str, value: &Value) -> Option<&'static str> {
    let named = is_secret_name(name);
    match value {
        // A password that another resource makes is known after apply, when no rule judges any
        // more. The name has to do, unless the value is known to begin as a reference.
        Value::Unknown(refinements) => {
            let prefix = refinements.prefix.as_deref().unwrap_or_default();
            let refers = prefix.starts_with("${") || prefix.starts_with("arn:");
            (named && !refers).then_some("has the name of a secret")
        }
        value => of_text(named, value.as_str()?),
    }
}

fn of_text(named: bool, text: &str) -> Option<&'static str> {
    if holds_private_key(text) {
        Some("holds a private key")
    } else if holds_access_key(text) {
        Some("holds an AWS access key")
    } else if holds_url_password(text) {
        Some("holds a URL with a password")
    } else if named && !is_reference(text) && !text.is_empty() {
        Some("has the name of a secret")
    } else {
        None
    }
}

fn is_secret_name(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    let mut words = name.rsplit(['.', '_', '-']);
    let (last, before) = (
        words.next().unwrap_or_default(),
        words.next().unwrap_or_default(),
    );
    SECRET_WORDS.contains(&last) || SECRET_PAIRS.contains(&(before, last))
}

/// A reference that a config provider resolves, the name of a secret, or a file.
fn is_reference(text: &str) -> bool {
    let is_path = text.starts_with('/') && !text.contains(char::is_whitespace);
    // JAAS is a sentence with the password somewhere in it.
    let in_sentence = text.contains("${") && text.contains('}');
    is_path || text.starts_with("arn:") || in_sentence
}

fn holds_private_key(text: &str) -> bool {
    text.contains("PRIVATE KEY-----")
}

/// Access key ids begin with AKIA, temporary ones with ASIA, and have 20 characters.
///
/// Source: "IAM identifiers" in the IAM User Guide.
fn holds_access_key(text: &str) -> bool {
    let is_key_letter = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    let words = text.split(|c: char| !c.is_ascii_alphanumeric());
    words.into_iter().any(|word| {
        let begins = word.starts_with("AKIA") || word.starts_with("ASIA");
        begins && word.len() == 20 && word.chars().all(is_key_letter)
    })
}

/// `scheme://user:password@host`.
fn holds_url_password(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let authority = rest.split(['/', '?', '#', ' ', ',']).next();
        let user = authority.and_then(|authority| authority.rsplit_once('@'));
        let password = user.and_then(|(user, _)| user.split_once(':'));
        password.is_some_and(|(_, password)| !password.is_empty() && !password.starts_with("${"))
    })
}

#[cfg(test)]
mod tests;
