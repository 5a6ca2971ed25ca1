//! What the types let pass and no broker can be booted with.
//!
//! `schema.json` says the same to whoever writes a contract with another program; a test holds the two together.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use thiserror::Error;

use crate::{Contract, Listener, Volume};

/// A value that no broker can be booted with.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{field}` of the boot contract is {value:?}, and must be {rule}")]
pub struct Unusable {
    /// Where it is, such as `volumes[0].name`.
    pub field: String,
    /// What it is.
    pub value: String,
    /// What it should be.
    pub rule: &'static str,
}

impl Contract {
    /// Checks what is beyond the types: forms of names, ranges, and that names are unique.
    ///
    /// # Errors
    ///
    /// The first value that no broker can be booted with.
    pub fn check(&self) -> Result<(), Unusable> {
        need("version", self.version, "at least 1", |version| {
            *version >= 1
        })?;
        need("cluster", &self.cluster, WORD, |text| is_word(text))?;
        need("broker_id", self.broker_id, "at least 0", |id| *id >= 0)?;
        need("rack", &self.rack, WORD, |text| is_word(text))?;
        need("address", &self.address, "an IPv4 address", |text| {
            text.parse::<Ipv4Addr>().is_ok()
        })?;
        self.check_listeners()?;
        self.check_volumes()?;
        self.check_environment()
    }

    fn check_listeners(&self) -> Result<(), Unusable> {
        let names: Vec<_> = self.listeners.iter().map(|each| &each.name).collect();
        need("listeners", names.len(), "at least one", |count| *count > 0)?;
        unique("listeners", "name", names)?;
        for (index, listener) in self.listeners.iter().enumerate() {
            listener.check(&format!("listeners[{index}]"))?;
        }
        Ok(())
    }

    fn check_volumes(&self) -> Result<(), Unusable> {
        unique(
            "volumes",
            "name",
            self.volumes.iter().map(|each| &each.name),
        )?;
        let ids = self.volumes.iter().map(|each| &each.volume_id);
        unique("volumes", "volume_id", ids)?;
        for (index, volume) in self.volumes.iter().enumerate() {
            volume.check(&format!("volumes[{index}]"))?;
        }
        Ok(())
    }

    fn check_environment(&self) -> Result<(), Unusable> {
        for (name, value) in &self.environment {
            need("environment", name, VARIABLE, |name| is_variable(name))?;
            let field = format!("environment.{name}");
            need(&field, value, "without a NUL", |value| {
                !value.contains('\0')
            })?;
        }
        Ok(())
    }
}

impl Listener {
    fn check(&self, at: &str) -> Result<(), Unusable> {
        need(&format!("{at}.name"), &self.name, WORD, |text| {
            is_word(text)
        })?;
        need(&format!("{at}.port"), self.port, "at least 1", |port| {
            *port >= 1
        })?;
        match &self.advertised_host {
            None => Ok(()),
            Some(host) => need(&format!("{at}.advertised_host"), host, HOST, |text| {
                is_host(text)
            }),
        }
    }
}

impl Volume {
    fn check(&self, at: &str) -> Result<(), Unusable> {
        need(&format!("{at}.name"), &self.name, VOLUME_NAME, |name| {
            is_volume_name(name)
        })?;
        need(
            &format!("{at}.volume_id"),
            &self.volume_id,
            VOLUME_ID,
            |id| is_volume_id(id),
        )
    }
}

/// It stands in lines whose parts are separated by blanks, commas and colons.
const WORD: &str = "a word of ASCII letters, digits, and . _ -, at most 253";
/// As the provider takes it, which lets DNS judge names; it stands in lists and in URLs.
const HOST: &str = "a host name or an IP address";
/// It is a folder's name.
const VOLUME_NAME: &str = "1 to 32 lower-case letters, digits and hyphens";
const VOLUME_ID: &str = "vol- and 8 to 17 hexadecimal digits";
const VARIABLE: &str = "the name of an environment variable";

fn is_word(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
    (1..=253).contains(&text.len()) && text.bytes().all(fits)
}

fn is_host(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b",/".contains(&byte);
    (1..=253).contains(&text.len()) && text.bytes().all(fits)
}

fn is_volume_name(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
    (1..=32).contains(&text.len()) && text.bytes().all(fits)
}

fn is_volume_id(text: &str) -> bool {
    let hexadecimal = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    text.strip_prefix("vol-")
        .is_some_and(|digits| (8..=17).contains(&digits.len()) && digits.bytes().all(hexadecimal))
}

fn is_variable(text: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte);
    text.bytes().all(fits)
        && text.starts_with(|first: char| first.is_ascii_alphabetic() || first == '_')
}

fn need<T: ToString>(
    field: &str,
    value: T,
    rule: &'static str,
    holds: impl FnOnce(&T) -> bool,
) -> Result<(), Unusable> {
    match holds(&value) {
        true => Ok(()),
        false => Err(Unusable {
            field: field.to_owned(),
            value: value.to_string(),
            rule,
        }),
    }
}

fn unique<'a>(
    list: &str,
    field: &str,
    values: impl IntoIterator<Item = &'a String>,
) -> Result<(), Unusable> {
    let mut seen = BTreeSet::new();
    for (index, value) in values.into_iter().enumerate() {
        let at = format!("{list}[{index}].{field}");
        need(&at, value, "unique", |value| seen.insert(*value))?;
    }
    Ok(())
}
