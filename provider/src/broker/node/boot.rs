//! What a broker is told at every boot.

use kafkaws_boot_contract::{self as contract, Contract, ContractError, UserData};

use super::wanted::Wanted;
use crate::aws::fleet::Seen;

/// The boot data of a broker. `None` while there is no interface or a wanted volume is missing: their addresses and ids
/// are in it.
///
/// # Errors
///
/// Where EC2 would not take so much.
pub(crate) fn user_data(wanted: &Wanted, seen: &Seen) -> Result<Option<UserData>, ContractError> {
    let volumes = wanted.volumes.iter().map(|volume| {
        let found = seen.volumes.get(volume.name.as_str())?;
        Some((volume.name.to_string(), found.id.clone()))
    });
    let (Some(interface), Some(volumes)) = (&seen.interface, volumes.collect::<Option<Vec<_>>>())
    else {
        return Ok(None);
    };
    let contract = contract_of(wanted, &interface.zone_id, &interface.address, volumes);
    UserData::of(&contract).map(Some)
}

/// Whether a broker could be booted with its boot data, whatever address and ids it gets.
///
/// # Errors
///
/// What the boot agent would refuse, and where EC2 would not take so much.
pub(crate) fn check(wanted: &Wanted) -> Result<(), ContractError> {
    let volumes = wanted.volumes.iter().enumerate();
    let volumes =
        volumes.map(|(place, volume)| (volume.name.to_string(), format!("vol-{place:017x}")));
    let volumes = volumes.collect();
    let contract = contract_of(wanted, "apne1-az1-xyz", "255.255.255.255", volumes);
    contract.check()?;
    UserData::of(&contract).map(drop)
}

fn contract_of(
    wanted: &Wanted,
    rack: &str,
    address: &str,
    volumes: Vec<(String, String)>,
) -> Contract {
    let volume = |(name, volume_id)| contract::Volume { name, volume_id };
    Contract {
        version: contract::VERSION,
        cluster: wanted.identity.cluster.clone(),
        broker_id: i32::try_from(wanted.identity.broker_id).unwrap_or(i32::MAX),
        rack: rack.to_owned(),
        address: address.to_owned(),
        listeners: wanted
            .listeners
            .iter()
            .map(|listener| listener.contract())
            .collect(),
        volumes: volumes.into_iter().map(volume).collect(),
        properties: wanted.properties.clone(),
        environment: wanted.environment.clone(),
    }
}
