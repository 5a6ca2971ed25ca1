//! What the calls that make and change things share.

use std::net::Ipv4Addr;
use std::ops::RangeInclusive;

use super::network::Tags;
use super::vpc::invalid;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;

pub(super) type Made = Result<Xml, Refusal>;

pub(super) fn required<'a>(form: &'a Form, name: &str) -> Result<&'a str, Refusal> {
    form.get(name)
        .filter(|text| !text.is_empty())
        .ok_or_else(|| {
            let message = format!("The request must contain the parameter {name}");
            Refusal::new(400, "MissingParameter", message)
        })
}

/// A whole number that may be left out.
pub(super) fn number(form: &Form, name: &str) -> Result<Option<u64>, Refusal> {
    let text = form.get(name).filter(|text| !text.is_empty());
    text.map(|text| text.parse().map_err(|_| invalid(name, text)))
        .transpose()
}

/// Refuses what the sandbox would have to pass over in silence: members that start like this and do
/// not say that they are off.
pub(super) fn without(form: &Form, starts: &[&str]) -> Result<(), Refusal> {
    let off = |value: &str| matches!(value, "" | "false" | "0" | "default");
    let asked = |start: &&&str| form.starting(start).any(|value| !off(value));
    match starts.iter().find(asked) {
        None => Ok(()),
        Some(start) => Err(Refusal::not_simulated(start)),
    }
}

/// Something else still needs it.
pub(super) fn depends(kind: &str, id: &str) -> Refusal {
    let message = format!("The {kind} '{id}' has dependencies and cannot be deleted.");
    Refusal::new(400, "DependencyViolation", message)
}

/// The tags that a create gives to a kind of resource: `TagSpecification.N`.
pub(super) fn tags_of(form: &Form, kind: &str) -> Tags {
    let mut tags = Tags::new();
    for n in (1..).take_while(|n| form.has(&format!("TagSpecification.{n}."))) {
        let prefix = format!("TagSpecification.{n}");
        if form.get(&format!("{prefix}.ResourceType")) == Some(kind) {
            tags.extend(pairs(form, &prefix));
        }
    }
    tags
}

/// The `Name` tag that a create gives, whatever kind of resource it is for.
pub(super) fn name_tag(form: &Form) -> Option<String> {
    let named = |n: usize| pairs(form, &format!("TagSpecification.{n}")).remove("Name");
    (1..=4).find_map(named)
}

/// `Tag.N.Key` and `Tag.N.Value` under a prefix, which may be empty.
pub(super) fn pairs(form: &Form, prefix: &str) -> Tags {
    let start = if prefix.is_empty() {
        "Tag".to_owned()
    } else {
        format!("{prefix}.Tag")
    };
    let pair = |n: usize| {
        let key = form.get(&format!("{start}.{n}.Key"))?.to_owned();
        Some((
            key,
            form.get(&format!("{start}.{n}.Value"))
                .unwrap_or_default()
                .to_owned(),
        ))
    };
    (1..).map_while(pair).collect()
}

/// A range such as `10.0.0.0/16`, with as many bits as allowed.
pub(super) fn check_cidr(cidr: &str, bits: RangeInclusive<u32>, code: &str) -> Result<(), Refusal> {
    match range(cidr) {
        None => {
            let message = format!("Value ({cidr}) for parameter cidrBlock is invalid.");
            Err(Refusal::new(400, "InvalidParameterValue", message))
        }
        Some((_, length)) if !bits.contains(&length) => Err(Refusal::new(
            400,
            code,
            format!("The CIDR '{cidr}' is invalid."),
        )),
        Some(_) => Ok(()),
    }
}

fn range(cidr: &str) -> Option<(u32, u32)> {
    let (address, bits) = cidr.split_once('/')?;
    let address: Ipv4Addr = address.parse().ok()?;
    let bits: u32 = bits.parse().ok().filter(|bits| *bits <= 32)?;
    Some((u32::from(address) & mask(bits), bits))
}

fn mask(bits: u32) -> u32 {
    u32::MAX.checked_shl(32 - bits).unwrap_or(0)
}

/// Whether the first range lies in the second.
pub(super) fn within(inner: &str, outer: &str) -> bool {
    match (range(inner), range(outer)) {
        (Some((inner, more)), Some((outer, bits))) => more >= bits && inner & mask(bits) == outer,
        _ => false,
    }
}

/// Whether two ranges have an address in common.
pub(super) fn overlap(one: &str, other: &str) -> bool {
    within(one, other) || within(other, one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges() {
        assert!(within("10.0.1.0/24", "10.0.0.0/16") && !within("10.1.0.0/24", "10.0.0.0/16"));
        assert!(overlap("10.0.0.0/16", "10.0.9.0/24") && !overlap("10.0.0.0/24", "10.0.1.0/24"));
        assert!(within("1.2.3.4/32", "0.0.0.0/0") && !within("nonsense", "0.0.0.0/0"));
    }
}
