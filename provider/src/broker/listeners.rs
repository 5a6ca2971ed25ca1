//! Where a broker takes connections, as users write it.

use kafkaws_boot_contract as contract;
use kafkaws_schema::{Bounded, Choice, Model, text};

text!(
    /// Name of a listener, unique on its broker.
    pub ListenerName,
    "1 to 64 upper-case letters, digits, underscores and hyphens, the first a letter",
    |t| (1..=64).contains(&t.len())
        && t.starts_with(|c: char| c.is_ascii_uppercase())
        && t.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b"_-".contains(&b))
);

text!(
    /// Host name or IP address.
    pub Host,
    "a host name or an IP address, without a port",
    |t| !t.is_empty() && t.len() <= 253 && !t.contains(|c: char| c.is_whitespace() || c == '/' || c == ',')
);

/// A place where the broker takes connections.
#[derive(Clone, Debug, PartialEq, Eq, Model)]
pub struct Listener {
    /// Name of the listener, unique on the broker, in Kafka's way: `PLAINTEXT`, `CLIENT`, `EXTERNAL`.
    pub name: ListenerName,
    /// TCP port.
    pub port: Bounded<1, 65535>,
    /// How connections are secured.
    #[tf(default = Protocol::Plaintext)]
    pub protocol: Protocol,
    /// Host that clients are told to connect to. Left out, the broker's private IP address.
    pub advertised_host: Option<Host>,
}

/// Kafka's security protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Protocol {
    /// Neither encrypted nor authenticated.
    Plaintext,
    /// TLS.
    Ssl,
    /// Authenticated by SASL.
    SaslPlaintext,
    /// Authenticated by SASL, over TLS.
    SaslSsl,
}

impl Listener {
    /// What a broker has whose configuration names none: `PLAINTEXT` on Kafka's port.
    pub(crate) fn usual() -> Vec<Self> {
        "PLAINTEXT".parse().map_or_else(
            |_| Vec::new(),
            |name| {
                vec![Self {
                    name,
                    port: Bounded::new(9092),
                    protocol: Protocol::Plaintext,
                    advertised_host: None,
                }]
            },
        )
    }

    /// As the boot contract has it.
    pub(crate) fn contract(&self) -> contract::Listener {
        contract::Listener {
            name: self.name.to_string(),
            port: u16::try_from(self.port.get()).unwrap_or(u16::MAX),
            protocol: self.protocol.contract(),
            advertised_host: self.advertised_host.as_ref().map(ToString::to_string),
        }
    }

    /// The listener of a boot contract; `None` for one that this model does not take.
    pub(crate) fn of(listener: &contract::Listener) -> Option<Self> {
        let host = listener
            .advertised_host
            .as_deref()
            .map(str::parse)
            .transpose();
        Some(Self {
            name: listener.name.parse().ok()?,
            port: i64::from(listener.port).try_into().ok()?,
            protocol: Protocol::of(listener.protocol),
            advertised_host: host.ok()?,
        })
    }

    /// Where clients reach it on a broker with this address: `host:port`.
    pub(crate) fn endpoint(&self, address: &str) -> String {
        let host = self.advertised_host.as_deref().unwrap_or(address);
        let host = if host.contains(':') {
            format!("[{host}]")
        } else {
            host.to_owned()
        };
        format!("{host}:{}", self.port.get())
    }
}

impl Protocol {
    fn contract(self) -> contract::Protocol {
        match self {
            Self::Plaintext => contract::Protocol::Plaintext,
            Self::Ssl => contract::Protocol::Ssl,
            Self::SaslPlaintext => contract::Protocol::SaslPlaintext,
            Self::SaslSsl => contract::Protocol::SaslSsl,
        }
    }

    fn of(protocol: contract::Protocol) -> Self {
        match protocol {
            contract::Protocol::Plaintext => Self::Plaintext,
            contract::Protocol::Ssl => Self::Ssl,
            contract::Protocol::SaslPlaintext => Self::SaslPlaintext,
            contract::Protocol::SaslSsl => Self::SaslSsl,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_listener_goes_to_the_contract_and_back() {
        for listener in Listener::usual() {
            assert_eq!(Listener::of(&listener.contract()), Some(listener.clone()));
            assert_eq!(listener.endpoint("10.0.1.5"), "10.0.1.5:9092");
        }
        assert_eq!(Listener::usual().len(), 1);
    }

    #[test]
    fn clients_are_sent_where_the_configuration_says() {
        let mut listener = Listener::usual().remove(0);
        listener.advertised_host = Some("b1.example.com".parse().unwrap());
        assert_eq!(listener.endpoint("10.0.1.5"), "b1.example.com:9092");
        listener.advertised_host = Some("2001:db8::1".parse().unwrap());
        assert_eq!(listener.endpoint("10.0.1.5"), "[2001:db8::1]:9092");
    }
}
