//! Listeners in the forms that brokers take them.

use kafkaws_boot_contract::{Contract, Listener, Protocol};

/// The host that clients are told.
pub(crate) fn advertised_host<'a>(contract: &'a Contract, listener: &'a Listener) -> &'a str {
    listener
        .advertised_host
        .as_ref()
        .unwrap_or(&contract.address)
}

/// Kafka's `listeners`: `CLIENT://10.0.1.5:9092,…`.
pub(crate) fn listeners(contract: &Contract) -> String {
    joined(contract, |each| {
        format!("{}://{}:{}", each.name, contract.address, each.port)
    })
}

/// Kafka's `advertised.listeners`.
pub(crate) fn advertised(contract: &Contract) -> String {
    joined(contract, |each| {
        let host = advertised_host(contract, each);
        format!("{}://{}", each.name, authority(host, each.port))
    })
}

/// Kafka's `listener.security.protocol.map`: `CLIENT:SASL_SSL,…`.
pub(crate) fn protocols(contract: &Contract) -> String {
    joined(contract, |each| {
        format!("{}:{}", each.name, protocol(each.protocol))
    })
}

/// `host:port`; an IPv6 address in brackets, which it may have already.
pub(crate) fn authority(host: &str, port: u16) -> String {
    match host.contains(':') && !host.starts_with('[') {
        true => format!("[{host}]:{port}"),
        false => format!("{host}:{port}"),
    }
}

fn protocol(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Plaintext => "PLAINTEXT",
        Protocol::Ssl => "SSL",
        Protocol::SaslPlaintext => "SASL_PLAINTEXT",
        Protocol::SaslSsl => "SASL_SSL",
    }
}

fn joined(contract: &Contract, text: impl Fn(&Listener) -> String) -> String {
    let texts: Vec<_> = contract.listeners.iter().map(text).collect();
    texts.join(",")
}

#[cfg(test)]
mod tests {
    use super::authority;

    #[test]
    fn hosts_of_every_kind() {
        let cases = [
            ("10.0.1.5", "10.0.1.5:9092"),
            ("b3.example.com", "b3.example.com:9092"),
            ("fd00:ec2::1", "[fd00:ec2::1]:9092"),
            ("[fd00:ec2::1]", "[fd00:ec2::1]:9092"),
        ];
        for (host, expected) in cases {
            assert_eq!(authority(host, 9092), expected);
        }
    }
}
