//! Text with placeholders. `{{` and `}}` stand for braces.

use serde::Deserialize;
use thiserror::Error;

/// What a placeholder stands for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Placeholder {
    Cluster,
    BrokerId,
    Rack,
    Address,
    Port,
    ListenerUrl,
    AdvertisedUrl,
    Listeners,
    AdvertisedListeners,
    ListenerProtocols,
    /// Of the first volume, or of the one with this name.
    DataDir(Option<String>),
    DataDirs,
    ConfigDir,
    Properties,
}

/// Name and meaning of each placeholder that is one word.
const WORDS: [(&str, Placeholder); 14] = [
    ("cluster", Placeholder::Cluster),
    ("broker_id", Placeholder::BrokerId),
    ("rack", Placeholder::Rack),
    ("address", Placeholder::Address),
    ("port", Placeholder::Port),
    ("listener_url", Placeholder::ListenerUrl),
    ("advertised_url", Placeholder::AdvertisedUrl),
    ("listeners", Placeholder::Listeners),
    ("advertised_listeners", Placeholder::AdvertisedListeners),
    ("listener_protocols", Placeholder::ListenerProtocols),
    ("data_dir", Placeholder::DataDir(None)),
    ("data_dirs", Placeholder::DataDirs),
    ("config_dir", Placeholder::ConfigDir),
    ("properties", Placeholder::Properties),
];

/// Text that is whole once its placeholders are filled.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub(crate) struct Template(Vec<Part>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    Value(Placeholder),
}

/// Why a text is no template.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub(crate) enum TemplateError {
    #[error("there is no placeholder {{{0}}}; there are {names}, and {{data_dir:NAME}} for a volume", names = names())]
    Unknown(String),
    #[error("a brace is not closed; write {{{{ for a brace")]
    Open,
    #[error("a brace closes nothing; write }}}} for a brace")]
    Closed,
}

fn names() -> String {
    WORDS.map(|(name, _)| name).join(", ")
}

impl Template {
    /// `/`.
    pub(crate) fn root() -> Self {
        Self(vec![Part::Text("/".to_owned())])
    }

    /// Whether a placeholder is in it.
    pub(crate) fn has(&self, placeholder: &Placeholder) -> bool {
        let mut parts = self.0.iter();
        parts.any(|part| matches!(part, Part::Value(value) if value == placeholder))
    }

    /// The text with each placeholder's value.
    pub(crate) fn fill<E>(
        &self,
        mut value: impl FnMut(&Placeholder) -> Result<String, E>,
    ) -> Result<String, E> {
        let parts = self.0.iter().map(|part| match part {
            Part::Text(text) => Ok(text.clone()),
            Part::Value(placeholder) => value(placeholder),
        });
        parts.collect()
    }
}

impl TryFrom<String> for Template {
    type Error = TemplateError;

    fn try_from(text: String) -> Result<Self, TemplateError> {
        let mut parts = Vec::new();
        let mut rest = text.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            parts.push(Part::Text(before.to_owned()));
            let (part, after) = braced(from)?;
            parts.push(part);
            rest = after;
        }
        parts.push(Part::Text(rest.to_owned()));
        Ok(Self(parts))
    }
}

/// What a text that begins with a brace begins with, and what comes after.
fn braced(text: &str) -> Result<(Part, &str), TemplateError> {
    for (twice, once) in [("{{", "{"), ("}}", "}")] {
        if let Some(after) = text.strip_prefix(twice) {
            return Ok((Part::Text(once.to_owned()), after));
        }
    }
    let inner = text.strip_prefix('{').ok_or(TemplateError::Closed)?;
    let (name, after) = inner.split_once('}').ok_or(TemplateError::Open)?;
    Ok((Part::Value(placeholder(name)?), after))
}

fn placeholder(name: &str) -> Result<Placeholder, TemplateError> {
    if let Some(volume) = name
        .strip_prefix("data_dir:")
        .filter(|volume| !volume.is_empty())
    {
        return Ok(Placeholder::DataDir(Some(volume.to_owned())));
    }
    let found = WORDS.into_iter().find(|(word, _)| *word == name);
    found
        .map(|(_, placeholder)| placeholder)
        .ok_or_else(|| TemplateError::Unknown(name.to_owned()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn template(text: &str) -> Result<Template, TemplateError> {
        Template::try_from(text.to_owned())
    }

    fn filled(text: &str) -> String {
        let value = |placeholder: &Placeholder| Ok::<_, ()>(format!("<{placeholder:?}>"));
        template(text).unwrap().fill(value).unwrap()
    }

    #[test]
    fn placeholders_and_braces() {
        let cases = [
            ("", ""),
            ("plain", "plain"),
            ("id={broker_id}", "id=<BrokerId>"),
            ("{cluster}{rack}", "<Cluster><Rack>"),
            ("{{cluster}}", "{cluster}"),
            ("{{{cluster}}}", "{<Cluster>}"),
            ("{data_dir}/a", "<DataDir(None)>/a"),
            ("{data_dir:log}", "<DataDir(Some(\"log\"))>"),
        ];
        for (text, expected) in cases {
            assert_eq!(filled(text), expected, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        let cases = [
            ("{brokerid}", TemplateError::Unknown("brokerid".into())),
            ("{}", TemplateError::Unknown(String::new())),
            ("{data_dir:}", TemplateError::Unknown("data_dir:".into())),
            ("a{cluster", TemplateError::Open),
            ("a}b", TemplateError::Closed),
        ];
        for (text, expected) in cases {
            assert_eq!(template(text).unwrap_err(), expected, "{text}");
        }
        let message = template("{brokerid}").unwrap_err().to_string();
        assert!(
            message
                .starts_with("there is no placeholder {brokerid}; there are cluster, broker_id,"),
            "{message}"
        );
    }

    #[test]
    fn every_word_is_a_placeholder_of_its_own() {
        for (name, placeholder) in WORDS {
            let text = template(&format!("a{{{name}}}b")).unwrap();
            assert!(text.has(&placeholder));
            let others = WORDS.into_iter().filter(|(_, other)| text.has(other));
            assert_eq!(others.count(), 1, "{name}");
        }
    }

    proptest! {
        #[test]
        fn any_text_survives_with_its_braces_doubled(text in ".*") {
            let doubled = text.replace('{', "{{").replace('}', "}}");
            prop_assert_eq!(filled(&doubled), text);
        }

        #[test]
        fn any_text_is_read_or_refused(text in "[{}a-z_:]{0,20}") {
            let _ = template(&text);
        }
    }
}
