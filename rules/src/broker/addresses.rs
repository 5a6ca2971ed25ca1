//! Private addresses that are given, against the subnets that they would be in.

use crate::broker::Rule;
use crate::broker::attributes::{PRIVATE_IP, PRIVATE_IPS, SUBNET, SUBNETS};
use crate::broker::case::Case;
use crate::broker::cidr::Cidr;
use crate::field::path;
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::source;
use kafkaws_schema::{Path, Value};
use std::collections::BTreeMap;
use std::net::Ipv4Addr;

/// In the subnet.
pub(crate) const PRIVATE_IP_OUTSIDE_SUBNET: Rule = Rule {
    id: RuleId("private-ip-outside-subnet"),
    title: "The private IP is not in the broker's subnet",
    reason: "A network interface has an address of its subnet.",
    source: source::SUBNET_SIZING,
    default_level: Level::Error,
    attributes: &[PRIVATE_IP, PRIVATE_IPS, SUBNET, SUBNETS],
    judge: |case| each(case, outside),
};

/// Not one that AWS keeps.
pub(crate) const PRIVATE_IP_RESERVED: Rule = Rule {
    id: RuleId("private-ip-reserved"),
    title: "AWS keeps this private IP for itself",
    reason: "The first four addresses of a subnet and the last are AWS's.",
    source: source::SUBNET_SIZING,
    default_level: Level::Error,
    attributes: &[PRIVATE_IP, PRIVATE_IPS, SUBNET, SUBNETS],
    judge: |case| each(case, reserved),
};

/// Free.
pub(crate) const PRIVATE_IP_TAKEN: Rule = Rule {
    id: RuleId("private-ip-taken"),
    title: "The private IP is in use",
    reason: "An address belongs to one network interface of the VPC at a time.",
    source: source::SUBNET_SIZING,
    default_level: Level::Error,
    attributes: &[PRIVATE_IP, PRIVATE_IPS, SUBNET, SUBNETS],
    judge: |case| each(case, taken),
};

/// Each broker its own.
pub(crate) const PRIVATE_IP_REPEATED: Rule = Rule {
    id: RuleId("private-ip-repeated"),
    title: "Two brokers have the same private IP",
    reason: "An address belongs to one network interface of the VPC at a time.",
    source: source::SUBNET_SIZING,
    default_level: Level::Error,
    attributes: &[PRIVATE_IPS],
    judge: repeated,
};

/// An address that the plan gives to a broker.
struct Address<'a> {
    path: Path,
    address: Ipv4Addr,
    /// Subnets that it may be in, with their ranges: one, when the broker's subnet is known.
    subnets: Vec<(&'a str, Cidr)>,
}

fn each(
    case: &Case<'_>,
    judge: fn(&Case<'_>, &Address<'_>) -> Option<Violation>,
) -> Vec<Violation> {
    let addresses = single(case).into_iter().chain(of_stack(case));
    addresses
        .filter_map(|address| judge(case, &address))
        .collect()
}

fn single<'a>(case: &Case<'a>) -> Option<Address<'a>> {
    let moves = case.changed(PRIVATE_IP) || case.changed(SUBNET);
    let address = case.text(PRIVATE_IP).filter(|_| moves)?.parse().ok()?;
    Some(Address {
        path: path(PRIVATE_IP),
        address,
        subnets: ranges(case, &[case.text(SUBNET)?])?,
    })
}

fn of_stack<'a>(case: &Case<'a>) -> Vec<Address<'a>> {
    let before = case
        .prior
        .and_then(|prior| prior.attribute(PRIVATE_IPS).as_map());
    let is_new = |(key, value): &(&str, &Value)| {
        let before = before.and_then(|before| before.get(*key));
        before.is_none_or(|before| !before.same(value))
    };
    let entries = case.entries(PRIVATE_IPS).filter(is_new);
    let address = |(key, value): (&'a str, &'a Value)| {
        let placed = key.parse().ok();
        let placed = placed.and_then(|id: i64| case.observed.placement.get(&id));
        let subnets = match placed {
            Some(subnet) => vec![subnet.as_str()],
            None => case.subnets()?,
        };
        Some(Address {
            path: path(PRIVATE_IPS).key(key),
            address: value.as_str()?.parse().ok()?,
            subnets: ranges(case, &subnets)?,
        })
    };
    entries.filter_map(address).collect()
}

/// `None` when the range of one is not known.
fn ranges<'a>(case: &Case<'a>, subnets: &[&str]) -> Option<Vec<(&'a str, Cidr)>> {
    let range = |id: &&str| {
        let (id, subnet) = case.observed.subnets.get_key_value(*id)?;
        Some((id.as_str(), subnet.cidr_block.as_deref()?.parse().ok()?))
    };
    subnets.iter().map(range).collect()
}

impl<'a> Address<'a> {
    /// The subnet whose range it is in.
    fn home(&self) -> Option<(&'a str, Cidr)> {
        let mut subnets = self.subnets.iter().copied();
        subnets.find(|(_, cidr)| cidr.contains(self.address))
    }

    fn violation(&self, detail: String, advice: &str) -> Violation {
        Violation::at(self.path.clone(), detail, advice)
    }
}

fn outside(_: &Case<'_>, address: &Address<'_>) -> Option<Violation> {
    if address.home().is_some() || address.subnets.is_empty() {
        return None;
    }
    let ranges = address
        .subnets
        .iter()
        .map(|(id, cidr)| format!("{cidr} ({id})"));
    let ranges = ranges.collect::<Vec<_>>().join(", ");
    let detail = format!("{} is not in {ranges}.", address.address);
    Some(address.violation(
        detail,
        "Give an address of that range, or leave the choice to AWS.",
    ))
}

fn reserved(_: &Case<'_>, address: &Address<'_>) -> Option<Violation> {
    let (id, cidr) = address.home()?;
    let purpose = cidr.reserved_for(address.address)?;
    let detail = format!("{} of {cidr} ({id}) is for {purpose}.", address.address);
    Some(address.violation(detail, "Give another address, or leave the choice to AWS."))
}

fn taken(case: &Case<'_>, address: &Address<'_>) -> Option<Violation> {
    let (id, _) = address.home()?;
    let owner = case.observed.subnets.get(id)?.taken.get(&address.address)?;
    let detail = format!("{} belongs to {owner}.", address.address);
    Some(address.violation(detail, "Give another address, or leave the choice to AWS."))
}

fn repeated(case: &Case<'_>) -> Vec<Violation> {
    let mut first = BTreeMap::<Ipv4Addr, &str>::new();
    let mut violations = Vec::new();
    for (key, value) in case.entries(PRIVATE_IPS) {
        let Some(address) = value.as_str().and_then(|text| text.parse().ok()) else {
            continue;
        };
        match first.get(&address) {
            None => drop(first.insert(address, key)),
            Some(other) => violations.push(Violation::at(
                path(PRIVATE_IPS).key(key),
                format!("Brokers {other} and {key} both have {address}."),
                "Give each broker an address of its own.",
            )),
        }
    }
    violations
}

#[cfg(test)]
mod tests;
