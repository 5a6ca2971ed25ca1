//! Tags: those of the provider block, those of others, and what AWS takes.

use std::collections::BTreeMap;

use kafkaws_schema::{Diagnostic, Path, Sketch, Value};

use crate::config::{IgnoreTags, Settings};

/// Tags by key.
pub type Tags = BTreeMap<String, String>;

/// Longest key and value, in characters, and what both may hold. Source: "Tag your resources",
/// Tagging AWS Resources User Guide.
const KEY_LENGTH: usize = 128;
const VALUE_LENGTH: usize = 256;
const PUNCTUATION: &str = "_.:/=+-@";
/// AWS keeps keys that begin so, in any case, to itself.
const RESERVED: &str = "aws:";

/// Keys that begin so are the provider's.
pub const OURS: &str = "kafkaws:";

/// The provider block's part in every resource's tags.
#[derive(Clone, Debug, Default)]
pub struct TagPolicy {
    defaults: Option<Tags>,
    ignored: IgnoreTags,
}

impl TagPolicy {
    /// What the provider block says about tags.
    pub fn of(settings: &Settings) -> Self {
        Self {
            defaults: settings.default_tags.clone(),
            ignored: settings.ignore_tags.clone(),
        }
    }

    /// All tags of a resource: its own go before the provider's defaults.
    ///
    /// `None` while the defaults are not known: `tags_all` must then be planned as unknown as a
    /// whole, since a key that turns up in apply is an inconsistent plan.
    pub fn tags_all(&self, own: &Tags) -> Option<Tags> {
        let mut all = self.defaults.clone()?;
        all.extend(own.clone());
        Some(all)
    }

    /// What Terraform is to see of the tags AWS returned: neither AWS's own nor those that the
    /// provider block leaves to others. Tags the resource itself sets are always seen.
    pub fn visible(&self, returned: &Tags, own: &Tags) -> Tags {
        let seen = |key: &String| own.contains_key(key) || !self.is_foreign(key);
        let kept = returned.iter().filter(|(key, _)| seen(key));
        kept.map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }

    /// Whether a tag is someone else's: it is neither shown, nor changed, nor removed.
    pub fn is_foreign(&self, key: &str) -> bool {
        let keys = self.ignored.keys.iter().flatten();
        let prefixes = self.ignored.key_prefixes.iter().flatten();
        is_reserved(key)
            || keys.into_iter().any(|ignored| ignored == key)
            || prefixes.into_iter().any(|prefix| key.starts_with(prefix))
    }
}

fn is_reserved(key: &str) -> bool {
    key.get(..RESERVED.len())
        .is_some_and(|start| start.eq_ignore_ascii_case(RESERVED))
}

/// What is wrong with the `tags` of a resource.
pub fn wrong_tags(config: &Sketch<'_>) -> Vec<Diagnostic> {
    let path = Path::root().attribute("tags");
    let Some(Value::Map(given)) = config.known(&path) else {
        return Vec::new();
    };
    let wrong = given
        .iter()
        .filter_map(|(key, value)| Some((key, problem_of_own_tag(key, value.as_str()?)?)));
    let told = wrong.map(|(key, problem)| {
        Diagnostic::error(format!("AWS does not take the tag {key:?}"), problem).at(path.key(key))
    });
    told.collect()
}

fn problem_of_own_tag(key: &str, value: &str) -> Option<String> {
    if key.starts_with(OURS) {
        return Some(format!(
            "Keys that begin with {OURS:?} are the provider's own."
        ));
    }
    problem_of_tag(key, value)
}

/// Why AWS would refuse a tag, or `None`.
pub fn problem_of_tag(key: &str, value: &str) -> Option<String> {
    let allowed = |c: char| c.is_alphanumeric() || c.is_whitespace() || PUNCTUATION.contains(c);
    if key.is_empty() || key.chars().count() > KEY_LENGTH {
        Some(format!("A key has 1 to {KEY_LENGTH} characters."))
    } else if is_reserved(key) {
        Some(format!("Keys that begin with {RESERVED:?} are AWS's own."))
    } else if value.chars().count() > VALUE_LENGTH {
        Some(format!("A value has at most {VALUE_LENGTH} characters."))
    } else if !key.chars().chain(value.chars()).all(allowed) {
        Some(format!(
            "Keys and values hold letters, digits, spaces and any of {PUNCTUATION}"
        ))
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tags<const N: usize>(pairs: [(&str, &str); N]) -> Tags {
        pairs
            .map(|(key, value)| (key.to_string(), value.to_string()))
            .into()
    }

    fn policy() -> TagPolicy {
        TagPolicy {
            defaults: Some(tags([("team", "data"), ("env", "prod")])),
            ignored: IgnoreTags {
                keys: Some(vec!["owner".into()]),
                key_prefixes: Some(vec!["kubernetes.io/".into()]),
            },
        }
    }

    #[test]
    fn a_resources_own_tags_go_first() {
        let all = policy().tags_all(&tags([("env", "test"), ("app", "x")]));
        assert_eq!(
            all,
            Some(tags([("app", "x"), ("env", "test"), ("team", "data")]))
        );
    }

    #[test]
    fn defaults_that_are_not_known_make_all_tags_unknown() {
        assert_eq!(TagPolicy::default().tags_all(&tags([("app", "x")])), None);
    }

    #[test]
    fn what_others_put_there_is_not_seen() {
        let returned = tags([
            ("aws:cloudformation:stack-name", "s"),
            ("kubernetes.io/cluster", "k"),
            ("owner", "o"),
            ("app", "x"),
        ]);
        assert_eq!(policy().visible(&returned, &tags([])), tags([("app", "x")]));
        let own = tags([("owner", "me")]);
        let seen = policy().visible(&returned, &own);
        assert_eq!(
            seen,
            tags([("app", "x"), ("owner", "o")]),
            "its own tag drifted, and shows it"
        );
    }

    #[test]
    fn tags_that_aws_refuses() {
        assert_eq!(problem_of_tag("team", ""), None);
        assert_eq!(problem_of_tag("größe/x", "a b:c=d+e-f@g_h."), None);
        let long = "k".repeat(129);
        let table = [
            ("", "v"),
            (&*long, "v"),
            ("AWS:x", "v"),
            ("k", &*"v".repeat(257)),
            ("a#b", "v"),
        ];
        for (key, value) in table {
            assert!(problem_of_tag(key, value).is_some(), "{key:?}");
        }
    }
}
