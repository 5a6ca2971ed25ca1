//! How the provider finds out that a broker does its work, as users write it.

use std::time::Duration;

use kafkaws_schema::{Choice, Model, text};

use crate::broker::listeners::ListenerName;
use crate::config::{GoDuration, Length};

text!(
    /// Where a broker takes connections.
    pub HostPort,
    "a host and a port: 10.0.1.5:9092, broker.example.com:9092, [2001:db8::1]:9092",
    |t| t.rsplit_once(':').is_some_and(|(host, port)| {
        !host.is_empty()
            && (!host.contains(':') || host.starts_with('[') && host.ends_with(']'))
            && port.parse::<u16>().is_ok_and(|port| port > 0)
    })
);

/// How the provider finds out that a broker does its work, after a change that took it down.
#[derive(Clone, Debug, PartialEq, Model)]
pub struct HealthCheck {
    /// Who is asked.
    #[tf(default = Probe::Console)]
    pub probe: Probe,

    /// Name of the listener that the probe `kafka` connects to. Left out, the first one.
    pub listener: Option<ListenerName>,

    /// Where the probe `kafka` asks for the cluster's state, as `host:port`. Left out, the brokers' own addresses, which Terraform must then be able
    /// to reach.
    pub bootstrap_brokers: Option<Vec<HostPort>>,

    /// Certificates, in PEM, of the authorities that brokers' certificates are signed by, for the probe `kafka` on a TLS listener. Left
    /// out, the system's.
    pub ca_certificate: Option<String>,

    /// How long to wait until a broker is healthy, such as `15m`.
    #[tf(default = lasting(15 * 60))]
    pub timeout: GoDuration,

    /// How long a broker must stay healthy before the next one is touched, such as `1m`.
    #[tf(default = lasting(0))]
    pub settle_time: GoDuration,
}

/// Who is asked whether a broker does its work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Probe {
    /// EC2: the status checks of instance and volumes, and what the boot agent writes on the instance's console. Works from anywhere.
    #[tf(name = "console")]
    Console,
    /// Kafka: the broker answers, and no partition is under-replicated. Terraform must be able to connect to the brokers.
    #[tf(name = "kafka")]
    Kafka,
}

impl Default for HealthCheck {
    fn default() -> Self {
        Self {
            probe: Probe::Console,
            listener: None,
            bootstrap_brokers: None,
            ca_certificate: None,
            timeout: lasting(15 * 60),
            settle_time: lasting(0),
        }
    }
}

fn lasting(seconds: u64) -> GoDuration {
    Length(Duration::from_secs(seconds)).into()
}
