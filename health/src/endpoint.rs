//! Where a broker listens.

use std::fmt;
use std::str::FromStr;

/// Host and port of a listener, as `bootstrap.servers` has them: `host:port`, or `[address]:port` for
/// IPv6.
///
/// ```
/// use kafkaws_health::Endpoint;
///
/// let endpoint: Endpoint = "[fd00::1]:9092".parse()?;
/// assert_eq!((endpoint.host.as_str(), endpoint.port), ("fd00::1", 9092));
/// assert_eq!(endpoint.to_string(), "[fd00::1]:9092");
/// # Ok::<(), kafkaws_health::NotAnEndpoint>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Endpoint {
    /// A name or an address; IPv6 without brackets.
    pub host: String,
    /// 1 to 65535 when parsed.
    pub port: u16,
}

impl Endpoint {
    /// Of a host (IPv6 without brackets) and a port.
    pub fn new(host: impl Into<String>, port: u16) -> Self {
        Self {
            host: host.into(),
            port,
        }
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

/// Why a text is no [`Endpoint`].
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAnEndpoint {
    /// No colon, or nothing behind it.
    #[error("{0:?} has no port: write host:port, for example broker-1.internal:9092")]
    NoPort(String),
    /// Nothing before the colon.
    #[error("{0:?} has no host: write host:port, for example broker-1.internal:9092")]
    NoHost(String),
    /// Not a number from 1 to 65535.
    #[error("{1:?} in {0:?} is no port: ports are whole numbers from 1 to 65535")]
    BadPort(String, String),
    /// More than one colon outside brackets, or brackets around something else.
    #[error("{0:?} is ambiguous: write an IPv6 address in brackets, for example [fd00::1]:9092")]
    BadAddress(String),
    /// A scheme, a path, white space: what no host name can have.
    #[error("the host of {0:?} has {1:?} in it: write host:port alone, without protocol or path")]
    BadHost(String, char),
}

impl FromStr for Endpoint {
    type Err = NotAnEndpoint;

    fn from_str(text: &str) -> Result<Self, NotAnEndpoint> {
        let whole = || text.to_owned();
        // A listener is often copied with its protocol: say so rather than "ambiguous".
        if let Some(found) = text.chars().find(|c| !may_stand_in_host(*c)) {
            return Err(NotAnEndpoint::BadHost(whole(), found));
        }
        let (host, port) = text
            .rsplit_once(':')
            .ok_or_else(|| NotAnEndpoint::NoPort(whole()))?;
        let host = unbracketed(host).ok_or_else(|| NotAnEndpoint::BadAddress(whole()))?;
        if host.is_empty() {
            return Err(NotAnEndpoint::NoHost(whole()));
        }
        if port.is_empty() {
            return Err(NotAnEndpoint::NoPort(whole()));
        }
        let number = port_number(port);
        let port = number.ok_or_else(|| NotAnEndpoint::BadPort(whole(), port.to_owned()))?;
        Ok(Self::new(host, port))
    }
}

/// Underscores are in no host name by the standard, and in many a private zone all the same; `%` begins
/// the zone of a link-local address.
fn may_stand_in_host(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | ':' | '[' | ']' | '%')
}

/// The host without the brackets that an IPv6 address must have, and nothing else may have.
fn unbracketed(host: &str) -> Option<&str> {
    match host.strip_prefix('[') {
        Some(rest) => rest
            .strip_suffix(']')
            .filter(|address| address.contains(':') && !address.contains(['[', ']'])),
        None => (!host.contains([':', '[', ']'])).then_some(host),
    }
}

/// Digits only: `u16::from_str` would also take `+9092`.
fn port_number(text: &str) -> Option<u16> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|port| digits && *port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn hosts_and_ports() {
        for (text, host, port) in [
            ("b-1:9092", "b-1", 9092),
            ("10.0.0.1:1", "10.0.0.1", 1),
            ("[fd00::1]:65535", "fd00::1", 65535),
            ("[fe80::1%eth0]:9092", "fe80::1%eth0", 9092),
            ("kafka_1.internal.:9092", "kafka_1.internal.", 9092),
        ] {
            let endpoint: Endpoint = text.parse().unwrap();
            assert_eq!(endpoint, Endpoint::new(host, port));
            assert_eq!(endpoint.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_endpoint() {
        use NotAnEndpoint::*;
        let at = str::to_owned;
        for (text, expected) in [
            ("", NoPort(at(""))),
            ("b-1", NoPort(at("b-1"))),
            ("b-1:", NoPort(at("b-1:"))),
            (":9092", NoHost(at(":9092"))),
            ("b-1:0", BadPort(at("b-1:0"), at("0"))),
            ("b-1:65536", BadPort(at("b-1:65536"), at("65536"))),
            ("b-1:kafka", BadPort(at("b-1:kafka"), at("kafka"))),
            ("b-1:+9092", BadHost(at("b-1:+9092"), '+')),
            ("fd00::1:9092", BadAddress(at("fd00::1:9092"))),
            ("[b-1]:9092", BadAddress(at("[b-1]:9092"))),
            ("[fd00::1:9092", BadAddress(at("[fd00::1:9092"))),
            ("SSL://b-1:9092", BadHost(at("SSL://b-1:9092"), '/')),
            ("b-1:9092,b-2:9092", BadHost(at("b-1:9092,b-2:9092"), ',')),
            (" b-1:9092", BadHost(at(" b-1:9092"), ' ')),
        ] {
            assert_eq!(text.parse::<Endpoint>(), Err(expected));
        }
    }

    proptest! {
        #[test]
        fn any_text_parses_or_not(text in "\\PC{0,40}") {
            if let Ok(endpoint) = text.parse::<Endpoint>() {
                prop_assert_eq!(endpoint.to_string().parse::<Endpoint>().unwrap(), endpoint);
            }
        }

        #[test]
        fn what_is_shown_is_read_again(host in "[a-z0-9.-]{1,30}|fd00::[0-9a-f]{1,4}", port in 1..=u16::MAX) {
            let endpoint = Endpoint::new(host, port);
            prop_assert_eq!(endpoint.to_string().parse::<Endpoint>().unwrap(), endpoint);
        }
    }
}
