//! An answer before it is put into one of CloudWatch's three protocols.

use serde_json::{Number, Value};

use super::cbor;
use crate::query::Xml;

/// A member of an answer.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item {
    Map(Vec<(&'static str, Item)>),
    List(Vec<Item>),
    Text(String),
    Number(f64),
    /// Seconds since 1970.
    Time(i64),
}

impl Item {
    pub(super) fn json(&self) -> Value {
        match self {
            Self::Map(members) => members
                .iter()
                .map(|(key, item)| ((*key).to_owned(), item.json()))
                .collect(),
            Self::List(items) => items.iter().map(Self::json).collect(),
            Self::Text(text) => text.as_str().into(),
            Self::Number(number) => Number::from_f64(*number).map_or(Value::Null, Value::Number),
            Self::Time(seconds) => (*seconds).into(),
        }
    }

    pub(super) fn cbor(&self, out: &mut Vec<u8>) {
        match self {
            Self::Map(members) => {
                cbor::head(out, cbor::MAP, members.len() as u64);
                for (key, item) in members {
                    cbor::text(out, key);
                    item.cbor(out);
                }
            }
            Self::List(items) => {
                cbor::head(out, cbor::ARRAY, items.len() as u64);
                items.iter().for_each(|item| item.cbor(out));
            }
            Self::Text(text) => cbor::text(out, text),
            Self::Number(number) => cbor::double(out, *number),
            Self::Time(seconds) => cbor::time(out, *seconds),
        }
    }

    /// The query protocol: every entry of a list is a `member`.
    pub(super) fn xml(&self, name: &str, xml: &mut Xml) {
        match self {
            Self::Map(members) => {
                xml.nest(name, |xml| {
                    members.iter().for_each(|(key, item)| item.xml(key, xml))
                });
            }
            Self::List(items) => {
                xml.nest(name, |xml| {
                    items.iter().for_each(|item| item.xml("member", xml))
                });
            }
            Self::Text(text) => xml.text(name, text),
            Self::Number(number) => xml.text(name, number.to_string()),
            Self::Time(seconds) => xml.text(name, iso(*seconds)),
        }
    }
}

fn iso(seconds: i64) -> String {
    use time::format_description::well_known::Rfc3339;
    let moment = time::OffsetDateTime::from_unix_timestamp(seconds).ok();
    moment
        .and_then(|moment| moment.format(&Rfc3339).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Item {
        Item::Map(vec![
            ("Values", Item::List(vec![Item::Number(2.5)])),
            ("Timestamps", Item::List(vec![Item::Time(60)])),
            ("Id", Item::Text("a&b".into())),
        ])
    }

    #[test]
    fn cbor_reads_back_as_json() {
        let mut bytes = Vec::new();
        sample().cbor(&mut bytes);
        let read = cbor::read(&bytes).unwrap();
        assert_eq!(read["Values"][0].as_f64(), Some(2.5));
        assert_eq!(read["Timestamps"][0].as_f64(), Some(60.0));
        assert_eq!(read["Id"], "a&b");
    }

    #[test]
    fn xml_has_members() {
        let mut xml = Xml::default();
        sample().xml("R", &mut xml);
        let body = String::from_utf8(xml.reply("X", "n", 200).body).unwrap();
        assert!(
            body.contains("<Values><member>2.5</member></Values>"),
            "{body}"
        );
        assert!(
            body.contains("<member>1970-01-01T00:01:00Z</member>"),
            "{body}"
        );
    }
}
