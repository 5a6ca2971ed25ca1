//! Broker properties as text, so that what is read back is what was written.

use std::collections::BTreeMap;
use std::fmt::Write;

use kafkaws_rules::properties;

/// Why a map has no text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum EncodeError {
    /// No broker property is called so.
    #[error(
        "{0:?} is not the name of a broker property: letters, digits, dots, hyphens and underscores, \
         beginning with a letter."
    )]
    Name(String),
    /// Kafka trims values.
    #[error("The value of {0} begins or ends with a blank, which Kafka drops. Leave it out.")]
    Blank(String),
    /// Java writes such a character as two halves.
    #[error(
        "The value of {name} holds {character:?}, which the properties format has no single escape \
         for. Leave it out."
    )]
    Character { name: String, character: char },
    /// Longer than any configuration.
    #[error("The properties have {0} bytes, and a broker configuration has {most} at most.", most = properties::LONGEST_TEXT)]
    TooLong(usize),
}

/// One line for each property, in the order of their names.
///
/// # Errors
/// When reading the text would not give the same properties.
pub(super) fn encode(pairs: &BTreeMap<String, String>) -> Result<String, EncodeError> {
    let mut text = String::new();
    for (name, value) in pairs {
        check(name, value)?;
        text.push_str(name);
        text.push('=');
        value.chars().for_each(|c| escape(&mut text, c));
        text.push('\n');
    }
    if text.len() > properties::LONGEST_TEXT {
        return Err(EncodeError::TooLong(text.len()));
    }
    Ok(text)
}

fn check(name: &str, value: &str) -> Result<(), EncodeError> {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    if !name.starts_with(|c: char| c.is_ascii_alphabetic()) || !name.chars().all(plain) {
        return Err(EncodeError::Name(name.to_owned()));
    }
    if value.trim() != value {
        return Err(EncodeError::Blank(name.to_owned()));
    }
    match value.chars().find(|&c| u32::from(c) > 0xFFFF) {
        Some(character) => Err(EncodeError::Character {
            name: name.to_owned(),
            character,
        }),
        None => Ok(()),
    }
}

/// Java reads properties as Latin-1, so whatever is not ASCII goes by its number.
fn escape(text: &mut String, c: char) {
    match c {
        '\\' => text.push_str("\\\\"),
        '\n' => text.push_str("\\n"),
        '\r' => text.push_str("\\r"),
        '\t' => text.push_str("\\t"),
        ' '..='~' => text.push(c),
        other => {
            let _ = write!(text, "\\u{:04x}", u32::from(other));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn one(name: &str, value: &str) -> BTreeMap<String, String> {
        [(name.to_owned(), value.to_owned())].into()
    }

    #[test]
    fn in_order_and_escaped() {
        let mut pairs = one("num.partitions", "3");
        pairs.extend(one("listener.name.x.jaas", "a b=\"c:\\d\" #e\n\té"));
        let text = "listener.name.x.jaas=a b=\"c:\\\\d\" #e\\n\\t\\u00e9\nnum.partitions=3\n";
        assert_eq!(encode(&pairs).unwrap(), text);
        assert_eq!(encode(&BTreeMap::new()).unwrap(), "");
    }

    #[test]
    fn what_would_not_come_back_is_refused() {
        for (name, value, told) in [
            ("", "1", "not the name"),
            ("a b", "1", "not the name"),
            ("1a", "1", "not the name"),
            ("a", " 1", "begins or ends with a blank"),
            ("a", "1\u{2003}", "begins or ends with a blank"),
            ("a", "x\u{1F980}", "no single escape"),
        ] {
            let error = encode(&one(name, value)).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
        let long = one("a", &"x".repeat(properties::LONGEST_TEXT));
        assert!(matches!(encode(&long), Err(EncodeError::TooLong(_))));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(pairs in pairs()) {
            match encode(&pairs) {
                Ok(text) => {
                    prop_assert!(text.is_ascii());
                    prop_assert_eq!(properties::read(&text).unwrap().properties, pairs);
                }
                Err(error) => {
                    let odd = |value: &String| value.trim() != value || value.chars().any(|c| u32::from(c) > 0xFFFF);
                    prop_assert!(pairs.values().any(odd), "{error}");
                }
            }
        }
    }

    fn pairs() -> impl Strategy<Value = BTreeMap<String, String>> {
        let name = "[a-zA-Z][a-zA-Z0-9._-]{0,12}";
        let value = prop_oneof![
            3 => "[!-~]{0,8}[ -~\\\\=:#!\n\t]{0,8}[!-~]{1,3}",
            1 => "\\PC{0,12}",
            1 => any::<String>(),
        ];
        proptest::collection::btree_map(name, value, 0..6)
    }
}
