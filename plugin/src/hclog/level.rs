//! Which events are wanted: what the user set for Terraform holds for its plugins.

use tracing::Level;

/// Crates whose own events say nothing to a user, or too much: the AWS SDK logs whole requests
/// below INFO, with their signatures and session tokens.
const QUIET: [(&str, Level); 7] = [
    ("aws_", Level::INFO),
    ("h2", Level::WARN),
    ("hyper", Level::WARN),
    ("rustls", Level::WARN),
    ("tokio", Level::WARN),
    ("tonic", Level::WARN),
    ("tower", Level::WARN),
];

/// The most verbose level that is wanted, or `None` when logging is off.
///
/// Looks at `TF_LOG_PROVIDER_<TYPE>`, `TF_LOG_PROVIDER` and `TF_LOG`, the first that is set.
pub(crate) fn wanted(type_name: &str, var: impl Fn(&str) -> Option<String>) -> Option<Level> {
    let own = format!(
        "TF_LOG_PROVIDER_{}",
        type_name.to_ascii_uppercase().replace('-', "_")
    );
    [own.as_str(), "TF_LOG_PROVIDER", "TF_LOG"]
        .into_iter()
        .find_map(|name| var(name).filter(|value| !value.is_empty()))
        .and_then(|value| parse(&value))
}

/// As Terraform does it: whatever it does not know, `JSON` among it, means everything.
fn parse(value: &str) -> Option<Level> {
    match value.to_ascii_uppercase().as_str() {
        "OFF" => None,
        "ERROR" => Some(Level::ERROR),
        "WARN" => Some(Level::WARN),
        "INFO" => Some(Level::INFO),
        "DEBUG" => Some(Level::DEBUG),
        _ => Some(Level::TRACE),
    }
}

/// The most verbose level for events of the crate in `target`.
pub(super) fn limit(target: &str, wanted: Level) -> Level {
    let quiet = QUIET.iter().find(|(prefix, _)| target.starts_with(prefix));
    quiet.map_or(wanted, |(_, limit)| wanted.min(*limit))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn level(pairs: &[(&str, &str)]) -> Option<Level> {
        wanted("kafka-ws", |name| {
            pairs
                .iter()
                .find(|(n, _)| *n == name)
                .map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_most_special_variable_decides() {
        assert_eq!(level(&[]), None);
        assert_eq!(level(&[("TF_LOG", "info")]), Some(Level::INFO));
        assert_eq!(level(&[("TF_LOG", "JSON")]), Some(Level::TRACE));
        assert_eq!(
            level(&[("TF_LOG", "TRACE"), ("TF_LOG_PROVIDER", "OFF")]),
            None
        );
        let own = [
            ("TF_LOG_PROVIDER", "OFF"),
            ("TF_LOG_PROVIDER_KAFKA_WS", "WARN"),
        ];
        assert_eq!(level(&own), Some(Level::WARN));
    }

    #[test]
    fn requests_with_their_secrets_are_never_logged() {
        assert_eq!(
            limit("aws_smithy_runtime::client", Level::TRACE),
            Level::INFO
        );
        assert_eq!(
            limit("aws_smithy_runtime::client", Level::ERROR),
            Level::ERROR
        );
        assert_eq!(limit("kafkaws_plugin", Level::TRACE), Level::TRACE);
    }
}
