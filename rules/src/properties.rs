//! Broker properties: the text of `server_properties`, read as Kafka reads it.

use java_properties::{LineContent, PropertiesIter};
use std::collections::BTreeMap;

/// Broker properties by name, values without surrounding blanks (Kafka trims them too).
pub type Properties = BTreeMap<String, String>;

/// What a text says, and what is suspicious about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The properties; of a name that comes twice the last one, which is the one that Kafka uses.
    pub properties: Properties,
    /// Names that come more than once, with the line of the last.
    pub repeated: Vec<(usize, String)>,
    /// Names without a value, with their line.
    pub without_value: Vec<(usize, String)>,
}

/// The longest text that is read, in bytes. All the properties that Kafka has, with their defaults
/// written out, take a tenth of it; a longer text is a wrong file, and reading it would take seconds.
pub const LONGEST_TEXT: usize = 256 * 1024;

/// Why a text is not in Java's properties format.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PropertiesError {
    /// Not read at all.
    #[error("a text of {0} bytes is not a broker configuration, which has {LONGEST_TEXT} at most")]
    TooLong(usize),
    /// The format itself is broken; in practice a `\u` that is not followed by four digits.
    #[error("line {line}: {problem}")]
    Format {
        /// Counted from 1; 0 when the position is not known.
        line: usize,
        /// What the reader says.
        problem: String,
    },
    /// A name that no Kafka property has: JSON, YAML or a forgotten line break.
    #[error("line {line}: {name:?} is not the name of a broker property")]
    Name {
        /// Counted from 1.
        line: usize,
        /// What stands where the name should be.
        name: String,
    },
}

/// Reads broker properties.
///
/// # Errors
/// The first line that cannot be read.
pub fn read(text: &str) -> Result<Reading, PropertiesError> {
    if text.len() > LONGEST_TEXT {
        return Err(PropertiesError::TooLong(text.len()));
    }
    let mut reading = Reading::default();
    for line in PropertiesIter::new(without_comments(text).as_bytes()) {
        let line = line.map_err(|error| PropertiesError::Format {
            line: error.line_number().unwrap_or(0),
            problem: error.to_string(),
        })?;
        let number = line.line_number();
        if let LineContent::KVPair(name, value) = line.consume_content() {
            reading.take(number, name, value.trim())?;
        }
    }
    Ok(reading)
}

impl Reading {
    fn take(&mut self, line: usize, name: String, value: &str) -> Result<(), PropertiesError> {
        if !is_property_name(&name) {
            return Err(PropertiesError::Name { line, name });
        }
        if value.is_empty() {
            self.without_value.push((line, name.clone()));
        }
        if self
            .properties
            .insert(name.clone(), value.to_owned())
            .is_some()
        {
            self.repeated.push((line, name));
        }
        Ok(())
    }
}

/// Kafka's names are words joined by dots; listener properties add names in upper case.
fn is_property_name(name: &str) -> bool {
    let starts_well = name.starts_with(|c: char| c.is_ascii_alphabetic());
    starts_well
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-'))
}

/// The same text with empty lines in place of comments, so that line numbers stay.
///
/// Java ignores what a comment holds; the reader would refuse a `\u` or a stray escape in one.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut continues = false;
    for line in text.split_inclusive(['\n', '\r']) {
        let start = line.trim_start();
        let is_comment = !continues && start.starts_with(['#', '!']);
        if is_comment {
            kept.extend(line.chars().rev().take_while(|c| matches!(c, '\n' | '\r')));
        } else {
            kept.push_str(line);
        }
        continues = !is_comment && ends_with_continuation(line);
    }
    kept
}

/// An odd number of backslashes before the end of the line.
fn ends_with_continuation(line: &str) -> bool {
    let line = line.trim_end_matches(['\n', '\r']);
    let backslashes = line.chars().rev().take_while(|&c| c == '\\').count();
    backslashes % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn properties(text: &str) -> Vec<(String, String)> {
        read(text).unwrap().properties.into_iter().collect()
    }

    #[test]
    fn what_kafka_reads_is_what_we_read() {
        for (text, name, value) in [
            ("num.partitions=3", "num.partitions", "3"),
            ("  num.partitions : 3  \n", "num.partitions", "3"),
            ("num.partitions 3", "num.partitions", "3"),
            (
                "# c:\\users is \\u nothing\nnum.partitions=3",
                "num.partitions",
                "3",
            ),
            (
                "! also a comment\r\nnum.partitions=3\r\n",
                "num.partitions",
                "3",
            ),
            (
                "log.cleanup.policy=compact,\\\n   delete",
                "log.cleanup.policy",
                "compact,delete",
            ),
            ("log.cleanup.policy=\\\n#x", "log.cleanup.policy", "#x"),
            ("compression.type=\\u0067zip", "compression.type", "gzip"),
        ] {
            assert_eq!(
                properties(text),
                [(name.to_owned(), value.to_owned())],
                "{text:?}"
            );
        }
        assert_eq!(properties(""), []);
        assert_eq!(properties("\n\n# nothing\n"), []);
    }

    #[test]
    fn what_cannot_be_meant_is_refused_with_its_line() {
        let broken = read("a.b=1\n\nc.d=\\uZZZZ").unwrap_err();
        assert!(
            matches!(broken, PropertiesError::Format { line: 3, .. }),
            "{broken}"
        );
        for text in [
            "# fine\n{\"num.partitions\": 3}",
            "# fine\n- num.partitions",
            "# fine\n=3",
            "#\n1=2",
        ] {
            let error = read(text).unwrap_err();
            assert!(
                matches!(error, PropertiesError::Name { line: 2, .. }),
                "{text:?}: {error}"
            );
        }
    }

    #[test]
    fn a_name_that_comes_twice_has_its_last_value() {
        let reading = read("a.b=1\na.b=2\nc.d\n").unwrap();
        assert_eq!(reading.properties["a.b"], "2");
        assert_eq!(reading.repeated, [(2, "a.b".to_owned())]);
        assert_eq!(reading.without_value, [(3, "c.d".to_owned())]);
    }

    /// Ten megabytes are somebody's mistake, and an answer must come at once all the same.
    #[test]
    fn a_huge_text_is_not_read() {
        let text = "num.partitions=3\n".repeat(600_000);
        assert_eq!(read(&text), Err(PropertiesError::TooLong(text.len())));
        let longest = format!("a.b={}", "x".repeat(LONGEST_TEXT - 4));
        assert!(read(&longest).is_ok());
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "[a-z=:# !\\\\u0-9\n\r\t.é]{0,60}") {
            let _ = read(&text);
        }

        #[test]
        fn any_properties_come_back(pairs in any_properties()) {
            let lines = pairs.iter().map(|(name, value)| format!("{name}={value}\n"));
            prop_assert_eq!(read(&lines.collect::<String>()).unwrap().properties, pairs);
        }
    }

    fn any_properties() -> impl Strategy<Value = Properties> {
        let name = "[a-z]{1,5}(\\.[a-z]{1,5}){0,3}";
        proptest::collection::btree_map(name, "[a-zA-Z0-9.,:-]{1,12}", 0..6)
    }
}
