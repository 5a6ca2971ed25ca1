//! The text of server.properties, as far as MSK judges it.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::refusal::Refusal;

/// What MSK decides itself: a configuration that names these is refused [inf].
const MANAGED: [&str; 9] = [
    "advertised.listeners",
    "broker.id",
    "broker.rack",
    "controller.quorum.voters",
    "listeners",
    "log.dirs",
    "node.id",
    "process.roles",
    "zookeeper.connect",
];

/// Properties by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::msk) struct Properties(BTreeMap<String, String>);

impl Properties {
    pub(in crate::msk) fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Reads the base64 of the wire, and refuses what MSK would.
    pub(in crate::msk) fn decode(base64: &str) -> Result<Self, Refusal> {
        let bytes = STANDARD
            .decode(base64)
            .map_err(|error| refuse(format!("serverProperties is not base64: {error}.")))?;
        let text = String::from_utf8(bytes)
            .map_err(|error| refuse(format!("serverProperties is not text: {error}.")))?;
        Self::parse(&text)
    }

    fn parse(text: &str) -> Result<Self, Refusal> {
        let lines = text.lines().map(str::trim);
        let lines = lines.filter(|line| !line.is_empty() && !line.starts_with(['#', '!']));
        let properties = lines.map(property).collect::<Result<BTreeMap<_, _>, _>>()?;
        match MANAGED.iter().find(|name| properties.contains_key(**name)) {
            None => Ok(Self(properties)),
            Some(name) => Err(refuse(format!("Unsupported server property: {name}."))),
        }
    }
}

fn property(line: &str) -> Result<(String, String), Refusal> {
    let separator = |c: char| c == '=' || c == ':' || c.is_whitespace();
    let (name, value) = line
        .split_once(separator)
        .ok_or_else(|| refuse(format!("This line is not a property: {line}")))?;
    let value = value.trim_start_matches(|c: char| c == '=' || c == ':' || c.is_whitespace());
    Ok((name.to_owned(), value.to_owned()))
}

fn refuse(message: String) -> Refusal {
    Refusal::bad_request(message).parameter("serverProperties")
}
