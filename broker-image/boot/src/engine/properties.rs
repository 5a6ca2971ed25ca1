//! Java's properties format, in which Kafka's server.properties is written.

use std::collections::BTreeMap;
use std::fmt::Write;

/// One `name=value` per line. Everything but printable ASCII is escaped: Java reads such a file as Latin-1.
pub(crate) fn text(properties: &BTreeMap<String, String>) -> String {
    let mut text = String::new();
    for (name, value) in properties {
        escape(&mut text, name, true);
        text.push('=');
        escape(&mut text, value, false);
        text.push('\n');
    }
    text
}

fn escape(into: &mut String, text: &str, is_name: bool) {
    for (index, character) in text.chars().enumerate() {
        match character {
            // The first blank of a value would be taken for the space before it.
            ' ' if is_name || index == 0 => into.push_str("\\ "),
            '\\' => into.push_str("\\\\"),
            '=' | ':' | '#' | '!' => into.extend(['\\', character]),
            ' '..='~' => into.push(character),
            other => escape_units(into, other),
        }
    }
}

fn escape_units(into: &mut String, character: char) {
    for unit in character.encode_utf16(&mut [0; 2]) {
        // Writing to a String does not fail.
        let _ = write!(into, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn as_a_person_would_write_them() {
        let properties = BTreeMap::from([
            ("log.retention.hours".to_owned(), "24".to_owned()),
            ("a b".to_owned(), " x=y\n".to_owned()),
        ]);
        assert_eq!(
            text(&properties),
            "a\\ b=\\ x\\=y\\u000a\nlog.retention.hours=24\n"
        );
    }

    proptest! {
        /// Another program's reading of the format.
        #[test]
        fn what_is_written_is_read_back(
            // That reading knows no surrogate pairs, which are how Java writes what is beyond the first plane.
            properties in prop::collection::btree_map(r"[ -~\t\n\u{0}-\u{d7ff}]{1,8}", r"[ -~\t\n\u{0}-\u{d7ff}]{0,12}", 0..6),
        ) {
            let read = java_properties::read(text(&properties).as_bytes()).unwrap();
            prop_assert_eq!(read.into_iter().collect::<BTreeMap<_, _>>(), properties);
        }
    }
}
