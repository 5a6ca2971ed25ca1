//! IPv4 ranges of subnets.

use std::fmt;
use std::net::Ipv4Addr;
use std::str::FromStr;

/// An IPv4 range, `10.0.1.0/24`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cidr {
    first: u32,
    length: u32,
}

/// Not an IPv4 range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NotACidr;

impl FromStr for Cidr {
    type Err = NotACidr;

    fn from_str(text: &str) -> Result<Self, NotACidr> {
        let (address, length) = text.split_once('/').ok_or(NotACidr)?;
        let address: Ipv4Addr = address.parse().map_err(|_| NotACidr)?;
        let length: u32 = length.parse().map_err(|_| NotACidr)?;
        let host_bits = 32u32.checked_sub(length).ok_or(NotACidr)?;
        let mask = u32::MAX.checked_shl(host_bits).unwrap_or(0);
        Ok(Self {
            first: address.to_bits() & mask,
            length,
        })
    }
}

impl Cidr {
    fn last(self) -> u32 {
        self.first | u32::MAX.checked_shr(self.length).unwrap_or(0)
    }

    /// Whether the address is in the range.
    pub(super) fn contains(self, address: Ipv4Addr) -> bool {
        (self.first..=self.last()).contains(&address.to_bits())
    }

    /// What AWS keeps the address for: the first four of a subnet, and the last.
    ///
    /// Source: "Subnet CIDR blocks" in the Amazon VPC User Guide.
    pub(super) fn reserved_for(self, address: Ipv4Addr) -> Option<&'static str> {
        let address = address.to_bits();
        match address.checked_sub(self.first) {
            Some(0) => Some("the network itself"),
            Some(1) => Some("the VPC's router"),
            Some(2) => Some("DNS"),
            Some(3) => Some("future use"),
            _ if address == self.last() => Some("broadcasts"),
            _ => None,
        }
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", Ipv4Addr::from_bits(self.first), self.length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Ipv4Addr {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_inside() {
        for (cidr, inside, outside) in [
            ("10.0.1.0/24", "10.0.1.255", "10.0.2.0"),
            ("10.0.1.7/24", "10.0.1.0", "10.0.0.255"),
            ("10.0.0.16/28", "10.0.0.31", "10.0.0.32"),
            ("10.0.0.9/32", "10.0.0.9", "10.0.0.8"),
        ] {
            let cidr: Cidr = cidr.parse().unwrap();
            assert!(cidr.contains(address(inside)), "{cidr} {inside}");
            assert!(!cidr.contains(address(outside)), "{cidr} {outside}");
        }
        let all: Cidr = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(address("255.255.255.255")));
    }

    #[test]
    fn the_first_four_and_the_last_are_reserved() {
        let cidr: Cidr = "10.0.0.16/28".parse().unwrap();
        let reserved = (16..=31).filter(|last| {
            let address = Ipv4Addr::new(10, 0, 0, *last);
            cidr.reserved_for(address).is_some()
        });
        assert_eq!(reserved.collect::<Vec<_>>(), [16, 17, 18, 19, 31]);
    }

    #[test]
    fn what_is_no_range() {
        for text in [
            "",
            "10.0.0.0",
            "10.0.0.0/33",
            "10.0.0/8",
            "fd00::/8",
            "10.0.0.0/-1",
            "/",
        ] {
            assert_eq!(text.parse::<Cidr>(), Err(NotACidr), "{text}");
        }
    }
}
