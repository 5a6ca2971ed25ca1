//! Addresses in a subnet.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::ec2::network::Subnet;
use crate::refusal::Refusal;
use crate::world::Area;

/// EC2 keeps the first four addresses of a subnet and the last.
const RESERVED: u32 = 4;

struct Range {
    first: u32,
    last: u32,
}

fn range(subnet: &Subnet) -> Option<Range> {
    let (base, bits) = subnet.cidr.split_once('/')?;
    let base = u32::from(base.parse::<Ipv4Addr>().ok()?);
    let size = 1u32.checked_shl(32 - bits.parse::<u32>().ok()?)?;
    Some(Range {
        first: base + RESERVED,
        last: base + size - 2,
    })
}

/// The address that was asked for, or a free one.
pub(super) fn take(area: &Area, subnet: &Subnet, wanted: Option<&str>) -> Result<String, Refusal> {
    let taken: BTreeSet<String> = area
        .interfaces()
        .into_iter()
        .filter(|interface| interface.subnet == subnet.id)
        .map(|interface| interface.address)
        .collect();
    match wanted {
        None => any(subnet, &taken),
        Some(address) => fixed(subnet, &taken, address),
    }
}

fn fixed(subnet: &Subnet, taken: &BTreeSet<String>, address: &str) -> Result<String, Refusal> {
    let Ok(number) = address.parse::<Ipv4Addr>().map(u32::from) else {
        let message = format!(
            "Value ({address}) for parameter privateIpAddress is invalid. Not a valid IPv4 address."
        );
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    };
    let free = range(subnet).is_some_and(|range| (range.first..=range.last).contains(&number));
    if !free {
        let message = format!("Address {address} does not fall within the subnet's address range");
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    if taken.contains(address) {
        let message = format!("Address {address} is in use.");
        return Err(Refusal::new(400, "InvalidIPAddress.InUse", message));
    }
    Ok(address.to_owned())
}

/// From the top, because MSK's brokers are numbered from the bottom.
fn any(subnet: &Subnet, taken: &BTreeSet<String>) -> Result<String, Refusal> {
    let mut all = range(subnet)
        .map(|range| range.first..=range.last)
        .into_iter()
        .flatten()
        .rev()
        .map(|number| Ipv4Addr::from(number).to_string());
    all.find(|address| !taken.contains(address)).ok_or_else(|| {
        let message = format!(
            "The specified subnet '{}' does not have enough free addresses",
            subnet.id
        );
        Refusal::new(400, "InsufficientFreeAddressesInSubnet", message)
    })
}
