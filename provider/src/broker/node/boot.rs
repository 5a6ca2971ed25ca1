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
    write(wanted, &interface.zone_id, &interface.address, volumes).map(Some)
}

/// Whether the boot data of a broker fits, whatever address and ids it gets.
///
/// # Errors
///
/// Where EC2 would not take so much.
pub(crate) fn check(wanted: &Wanted) -> Result<(), ContractError> {
    const LONGEST_ID: &str = "vol-0123456789abcdef0";
    let volumes = wanted.volumes.iter();
    let volumes = volumes.map(|volume| (volume.name.to_string(), LONGEST_ID.to_owned()));
    write(
        wanted,
        "apne1-az1-xyz",
        "255.255.255.255",
        volumes.collect(),
    )
    .map(drop)
}

fn write(
    wanted: &Wanted,
    rack: &str,
    address: &str,
    volumes: Vec<(String, String)>,
) -> Result<UserData, ContractError> {
    let volume = |(name, volume_id)| contract::Volume { name, volume_id };
    UserData::of(&Contract {
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
    })
}
