//! What `health_check` asks for.

use std::time::Duration;

use kafkaws_health::{Endpoint, NotAnEndpoint, Tls};
use kafkaws_schema::{Diagnostic, Path};

use super::kafka::KafkaAccess;
use crate::broker::health_check::{self, HealthCheck};
use crate::broker::listeners::{Listener, Protocol};

/// How a broker is known to be well, and how long that may take.
#[derive(Clone, Debug)]
pub struct GateSettings {
    /// Who is asked.
    pub probe: Probe,
    /// How long the cluster may take to become well, before the first broker and after each.
    pub timeout: Duration,
    /// How long it has to be well without a break.
    pub settle_time: Duration,
}

/// Who is asked whether a broker is well.
#[derive(Clone, Debug)]
pub enum Probe {
    /// Kafka itself. The only one that knows whether partitions have caught up.
    Kafka(KafkaAccess),
    /// EC2's status checks, and the line of the boot agent on the instance's console: for a Terraform that runs
    /// where no listener can be reached.
    Console,
}

impl GateSettings {
    /// The gate that a `health_check` describes.
    ///
    /// # Errors
    ///
    /// At `health_check`, when it names a listener that the brokers do not have, an address or a certificate that
    /// is none.
    pub(crate) fn of(check: &HealthCheck, listeners: &[Listener]) -> Result<Self, Diagnostic> {
        let probe = match check.probe {
            health_check::Probe::Console => Probe::Console,
            health_check::Probe::Kafka => Probe::Kafka(KafkaAccess::of(check, listeners)?),
        };
        Ok(Self {
            probe,
            timeout: check.timeout.0,
            settle_time: check.settle_time.0,
        })
    }
}

/// The listener that the probe connects to.
///
/// # Errors
///
/// At `health_check.listener`, when the brokers have none of that name.
fn listener<'a>(
    check: &HealthCheck,
    listeners: &'a [Listener],
) -> Result<&'a Listener, Diagnostic> {
    let wanted = |listener: &&Listener| {
        let name = check.listener.as_ref();
        name.is_none_or(|name| listener.name == *name)
    };
    listeners.iter().find(wanted).ok_or_else(|| {
        let names: Vec<String> = listeners.iter().map(|it| it.name.to_string()).collect();
        Diagnostic::error(
            "The health check names a listener that the brokers do not have",
            format!("Their listeners are {}.", names.join(", ")),
        )
        .at(Path::of(&["health_check", "listener"]))
    })
}

/// Where a broker with this address takes the connections of the health check. Where clients are sent may be somewhere else:
/// only the broker's own address is sure to be the broker.
pub(crate) fn own_endpoint(
    check: &HealthCheck,
    listeners: &[Listener],
    address: &str,
) -> Option<Endpoint> {
    let listener = listener(check, listeners).ok()?;
    let port = u16::try_from(listener.port.get()).ok()?;
    Some(Endpoint::new(address, port))
}

impl KafkaAccess {
    /// How a `health_check` reaches Kafka, whatever its probe is.
    ///
    /// # Errors
    ///
    /// As [`GateSettings::of`].
    pub(crate) fn of(check: &HealthCheck, listeners: &[Listener]) -> Result<Self, Diagnostic> {
        let listener = listener(check, listeners)?;
        let bootstrap = check.bootstrap_brokers.iter().flatten();
        let bootstrap: Result<Vec<Endpoint>, _> = bootstrap.map(|text| text.parse()).collect();
        let bootstrap = bootstrap.map_err(|error: NotAnEndpoint| {
            Diagnostic::error("A bootstrap broker has no address", error.to_string())
                .at(Path::of(&["health_check", "bootstrap_brokers"]))
        })?;
        let encrypted = matches!(listener.protocol, Protocol::Ssl | Protocol::SaslSsl);
        let tls = match encrypted {
            true => Some(tls(check)?),
            false => None,
        };
        Ok(Self { bootstrap, tls })
    }
}

fn tls(check: &HealthCheck) -> Result<Tls, Diagnostic> {
    let trusted = match &check.ca_certificate {
        Some(pem) => Tls::from_ca_pem(pem),
        None => Tls::system(),
    };
    trusted.map_err(|error| {
        Diagnostic::error(
            "The brokers' certificates cannot be checked",
            error.to_string(),
        )
        .at(Path::of(&["health_check", "ca_certificate"]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(listener: Option<&str>, bootstrap: &[&str]) -> HealthCheck {
        HealthCheck {
            probe: health_check::Probe::Kafka,
            listener: listener.map(|name| name.parse().unwrap()),
            bootstrap_brokers: Some(bootstrap.iter().map(|text| text.parse().unwrap()).collect()),
            ..HealthCheck::default()
        }
    }

    fn path(check: &HealthCheck) -> Path {
        let refused = GateSettings::of(check, &Listener::usual()).unwrap_err();
        refused.path.unwrap()
    }

    #[test]
    fn the_usual_listener_is_asked_without_tls() {
        let check = check(Some("PLAINTEXT"), &["10.0.0.1:9092"]);
        let Probe::Kafka(access) = GateSettings::of(&check, &Listener::usual()).unwrap().probe
        else {
            panic!("another probe");
        };
        assert_eq!(access.bootstrap, [Endpoint::new("10.0.0.1", 9092)]);
        assert!(access.tls.is_none());
    }

    #[test]
    fn what_is_wrong_is_told_where_it_is_written() {
        let at = |name| Path::of(&["health_check", name]);
        assert_eq!(path(&check(Some("CLIENT"), &[])), at("listener"));
        assert_eq!(path(&check(None, &["b 1:9092"])), at("bootstrap_brokers"));
        let mut listeners = Listener::usual();
        listeners[0].protocol = Protocol::Ssl;
        let check = HealthCheck {
            ca_certificate: Some("no certificate".into()),
            ..check(None, &[])
        };
        let refused = GateSettings::of(&check, &listeners).unwrap_err();
        assert_eq!(refused.path, Some(at("ca_certificate")));
    }
}
