//! Who this broker is: what the contract says, against what the machine is.

use kafkaws_boot_contract::Contract;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::metadata::Instance;

/// Which broker of which cluster.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Identity {
    pub(crate) cluster: String,
    pub(crate) broker_id: i32,
}

/// The contract is another machine's.
#[derive(Debug, PartialEq, Eq, Error)]
#[error(
    "the boot data is for a broker whose {what} is {expected}, and this instance's is {actual}: it is another \
     broker's boot data"
)]
pub(crate) struct Mistaken {
    what: &'static str,
    expected: String,
    actual: String,
}

impl Identity {
    /// The contract's broker, if this instance can be it: the address and the zone are a broker's for life.
    ///
    /// # Errors
    ///
    /// [`Mistaken`], as when user data was copied from one instance to another.
    pub(crate) fn of(contract: &Contract, instance: &Instance) -> Result<Self, Mistaken> {
        same("address", &contract.address, &instance.address)?;
        if let Some(zone_id) = &instance.zone_id {
            same("Availability Zone id", &contract.rack, zone_id)?;
        }
        Ok(Self {
            cluster: contract.cluster.clone(),
            broker_id: contract.broker_id,
        })
    }

    /// The label of this broker's filesystem on a volume. XFS has room for 12 characters, so it is a hash.
    pub(crate) fn label(&self, volume: &str) -> String {
        let Self { cluster, broker_id } = self;
        let digest = Sha256::digest(format!("{cluster}/{broker_id}/{volume}"));
        let digits: String = digest
            .iter()
            .take(4)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        format!("{LABEL}{digits}")
    }
}

/// Begins the label of every filesystem that the agent makes.
pub(crate) const LABEL: &str = "kws-";

fn same(what: &'static str, expected: &str, actual: &str) -> Result<(), Mistaken> {
    match expected == actual {
        true => Ok(()),
        false => Err(Mistaken {
            what,
            expected: expected.to_owned(),
            actual: actual.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use kafkaws_boot_contract::UserData;

    use super::*;

    fn contract() -> Contract {
        serde_json::from_str(
            r#"{"version":1,"cluster":"orders","broker_id":1,"rack":"euw1-az1","address":"10.0.1.5",
                "listeners":[{"name":"PLAINTEXT","port":9092,"protocol":"PLAINTEXT"}],"volumes":[]}"#,
        )
        .unwrap()
    }

    fn instance(address: &str, zone_id: Option<&str>) -> Instance {
        Instance {
            user_data: UserData::from_bytes(""),
            instance_id: "i-1".into(),
            ami_id: "ami-1".into(),
            zone_id: zone_id.map(str::to_owned),
            address: address.into(),
        }
    }

    #[test]
    fn a_contract_fits_its_own_machine_only() {
        let cases = [
            ("10.0.1.5", Some("euw1-az1"), None),
            ("10.0.1.5", None, None),
            ("10.0.1.6", Some("euw1-az1"), Some("address")),
            ("10.0.1.5", Some("euw1-az2"), Some("Availability Zone id")),
        ];
        for (address, zone_id, mistaken) in cases {
            let identity = Identity::of(&contract(), &instance(address, zone_id));
            assert_eq!(
                identity.err().map(|error| error.what),
                mistaken,
                "{address}"
            );
        }
    }

    #[test]
    fn a_label_fits_every_filesystem_and_names_broker_and_volume() {
        let identity = Identity::of(&contract(), &instance("10.0.1.5", None)).unwrap();
        // `printf %s orders/1/data | sha256sum`
        assert_eq!(identity.label("data"), "kws-160a785d");
        let other = Identity {
            broker_id: 11,
            ..identity.clone()
        };
        assert_ne!(identity.label("data"), other.label("data"));
        assert_ne!(identity.label("data"), identity.label("data2"));
        assert_eq!(identity.label("a-very-long-name-of-a-volume").len(), 12);
    }
}
