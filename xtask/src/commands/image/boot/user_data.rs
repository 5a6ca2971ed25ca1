//! The broker that the machine under test is.

use kafkaws_boot_contract::{Contract, Listener, Protocol, VERSION, Volume};

use super::metadata::Service;
use crate::failure::Failure;

/// Where qemu's network gives the first machine its address. It lies around the metadata service's, which qemu
/// answers for in its own network only.
pub(super) const ADDRESS: &str = "169.254.169.15";

/// A volume as NVMe device, and one as virtio device: qemu 7.2 grows no NVMe device.
pub(super) const VOLUMES: [(&str, &str); 2] = [
    ("data", "vol-0123456789abcdef0"),
    ("grows", "vol-0fedcba9876543210"),
];

/// The contract of the broker, reachable at a port of this machine.
pub(super) fn contract(port: u16) -> Contract {
    let volumes = VOLUMES.map(|(name, id)| Volume {
        name: name.to_owned(),
        volume_id: id.to_owned(),
    });
    Contract {
        version: VERSION,
        cluster: "orders".to_owned(),
        broker_id: 3,
        rack: "euw1-az2".to_owned(),
        address: ADDRESS.to_owned(),
        listeners: vec![Listener {
            name: "CLIENT".to_owned(),
            port,
            protocol: Protocol::Plaintext,
            advertised_host: Some("127.0.0.1".to_owned()),
        }],
        volumes: volumes.to_vec(),
        properties: Default::default(),
        environment: Default::default(),
    }
}

/// What the metadata service says about the instance of that broker.
pub(super) fn tell(service: &Service, contract: &Contract) -> Result<(), Failure> {
    let text =
        serde_json::to_string(contract).map_err(|error| Failure::Unexpected(error.to_string()))?;
    for (path, text) in [
        ("user-data", text.as_str()),
        ("meta-data/instance-id", "i-0123456789abcdef0"),
        ("meta-data/ami-id", "ami-0123456789abcdef0"),
        ("meta-data/local-ipv4", ADDRESS),
        ("meta-data/placement/availability-zone-id", &contract.rack),
    ] {
        service.put(path, text)?;
    }
    Ok(())
}
