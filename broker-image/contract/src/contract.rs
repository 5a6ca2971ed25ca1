//! What a broker is told at every boot.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One broker, as it is to run. See [`UserData`](crate::UserData) for its bytes.
///
/// A field that is added later must have a default, and one that is taken away must raise
/// [`VERSION`](crate::VERSION): an image is replaced before the user data, so a newer agent meets an older contract.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Contract {
    /// The version of this form: [`VERSION`](crate::VERSION).
    pub version: u32,
    /// Name of the cluster that the broker belongs to.
    pub cluster: String,
    /// The broker's id in it, from 0.
    pub broker_id: i32,
    /// The broker's rack: the id of its Availability Zone, which means the same place in every account.
    pub rack: String,
    /// The private IPv4 address of the broker's network interface.
    pub address: String,
    /// Where the broker listens.
    pub listeners: Vec<Listener>,
    /// The data volumes, in the order of the configuration.
    pub volumes: Vec<Volume>,
    /// Broker properties that the user sets.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<String, String>,
    /// Environment variables of the broker's process.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub environment: BTreeMap<String, String>,
}

/// A place where the broker takes connections.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listener {
    /// Its name, unique on the broker.
    pub name: String,
    /// TCP port.
    pub port: u16,
    /// How connections are secured.
    pub protocol: Protocol,
    /// The host that clients are told to connect to. Left out: the broker's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub advertised_host: Option<String>,
}

/// Kafka's security protocols.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
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

/// A data volume.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Volume {
    /// Its name, unique on the broker. It is mounted under this name.
    pub name: String,
    /// Its id in EBS. On Nitro instances the NVMe serial number is the id without the hyphen.
    pub volume_id: String,
}

impl Volume {
    /// The NVMe serial number that the volume shows on a Nitro instance.
    ///
    /// Source: "Map Amazon EBS volumes to NVMe device names" in the EBS User Guide.
    pub fn nvme_serial(&self) -> String {
        self.volume_id.replacen('-', "", 1)
    }
}
