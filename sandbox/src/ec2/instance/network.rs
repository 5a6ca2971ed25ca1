//! The interfaces that a launch takes or makes, and the subnet that follows from them.

use super::Instance;
use crate::ec2::change::{number, tags_of};
use crate::ec2::desk::{Desk, known};
use crate::ec2::filter;
use crate::ec2::interface::{Interface, Wish, in_use, primary};
use crate::ec2::network::Subnet;
use crate::id;
use crate::query::Form;
use crate::refusal::Refusal;

/// One card of the new instance.
#[derive(Clone, Debug)]
pub(super) struct Card {
    index: u32,
    delete: bool,
    public: Option<bool>,
    source: Source,
}

#[derive(Clone, Debug)]
enum Source {
    /// An interface that exists.
    Existing(String),
    New(Wish),
}

/// The cards of a launch and its subnet, checked.
pub(super) fn cards(desk: &mut Desk<'_>, count: usize) -> Result<(Vec<Card>, Subnet), Refusal> {
    let form = desk.form;
    let listed = (0..).take_while(|n| {
        *n == 0 && form.has("NetworkInterface.") || form.has(&format!("NetworkInterface.{n}."))
    });
    let numbers: Vec<usize> = listed
        .filter(|n| form.has(&format!("NetworkInterface.{n}.")))
        .collect();
    let cards = match numbers.is_empty() {
        true => vec![simple(desk)?],
        false => {
            not_at_the_top(form)?;
            let mut cards = Vec::new();
            for n in numbers {
                cards.push(card(form, &format!("NetworkInterface.{n}."))?);
            }
            cards
        }
    };
    distinct(&cards, count)?;
    let subnet = subnet(desk, &cards)?;
    Ok((cards, subnet))
}

/// One card at each index, and an interface that exists goes to one instance.
fn distinct(cards: &[Card], count: usize) -> Result<(), Refusal> {
    let mut indexes: Vec<u32> = cards.iter().map(|card| card.index).collect();
    indexes.sort_unstable();
    if indexes.windows(2).any(|two| two[0] == two[1]) {
        let message = "Each network interface requires a unique device index.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    let exists = |card: &Card| matches!(card.source, Source::Existing(_));
    if count > 1 && cards.iter().any(exists) {
        let message = "An existing network interface cannot be given to more than one instance.";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    Ok(())
}

/// With interfaces given, these belong to them.
fn not_at_the_top(form: &Form) -> Result<(), Refusal> {
    let top = [
        "SubnetId",
        "SecurityGroupId.1",
        "SecurityGroup.1",
        "PrivateIpAddress",
    ];
    match top.iter().find(|name| form.get(name).is_some()) {
        None => Ok(()),
        Some(name) => {
            let message = format!(
                "Network interfaces and an instance-level {} may not be specified on the same request",
                match *name {
                    "SubnetId" => "subnet ID",
                    "PrivateIpAddress" => "private address",
                    _ => "security groups",
                }
            );
            Err(Refusal::new(400, "InvalidParameterCombination", message))
        }
    }
}

/// One new interface by the request's own subnet and groups.
fn simple(desk: &Desk<'_>) -> Result<Card, Refusal> {
    let form = desk.form;
    let subnet = match form.get("SubnetId") {
        Some(id) => id.to_owned(),
        None => default_subnet(desk, form.get("Placement.AvailabilityZone"))?,
    };
    let wish = Wish {
        subnet,
        groups: form.list("SecurityGroupId"),
        address: form.get("PrivateIpAddress").map(str::to_owned),
        description: String::new(),
    };
    Ok(Card {
        index: 0,
        delete: true,
        public: None,
        source: Source::New(wish),
    })
}

fn default_subnet(desk: &Desk<'_>, zone: Option<&str>) -> Result<String, Refusal> {
    let mut subnets = desk.area.network.subnets.values();
    let fits = |one: &&Subnet| one.is_default && zone.is_none_or(|zone| one.zone == zone);
    subnets
        .find(fits)
        .map(|subnet| subnet.id.clone())
        .ok_or_else(|| {
            let message = "No default subnet for the requested Availability Zone";
            Refusal::new(400, "MissingInput", message)
        })
}

fn card(form: &Form, prefix: &str) -> Result<Card, Refusal> {
    let text = |name: &str| form.get(&format!("{prefix}{name}"));
    let index = number(form, &format!("{prefix}DeviceIndex"))?;
    let Some(index) = index.and_then(|index| u32::try_from(index).ok()) else {
        let message = "The request must contain the parameter deviceIndex";
        return Err(Refusal::new(400, "MissingParameter", message));
    };
    let delete = text("DeleteOnTermination").map(|value| value == "true");
    let source = match text("NetworkInterfaceId") {
        Some(id) => Source::Existing(id.to_owned()),
        None => Source::New(Wish {
            subnet: text("SubnetId").unwrap_or_default().to_owned(),
            groups: form.list(&format!("{prefix}SecurityGroupId")),
            address: primary(form, prefix),
            description: text("Description").unwrap_or_default().to_owned(),
        }),
    };
    // An interface that was there before the instance stays after it, unless the request says so.
    let delete = delete.unwrap_or(matches!(source, Source::New(_)));
    let public = text("AssociatePublicIpAddress").map(|value| value == "true");
    Ok(Card {
        index,
        delete,
        public,
        source,
    })
}

/// All cards are in one zone; the one at index 0 is the primary, and must be there.
fn subnet(desk: &mut Desk<'_>, cards: &[Card]) -> Result<Subnet, Refusal> {
    let mut primary = None;
    for card in cards {
        let id = match &card.source {
            Source::New(wish) => wish.subnet.clone(),
            Source::Existing(id) => free(known(&mut desk.area.compute.interfaces, id)?)?
                .subnet
                .clone(),
        };
        let subnet = desk.area.network.subnets.get(&id);
        let subnet = subnet.ok_or_else(|| filter::not_found::<Subnet>(&id))?;
        if card.index == 0 {
            primary = Some(subnet.clone());
        }
    }
    let primary = primary.ok_or_else(|| {
        let message = "The instance needs a network interface at device index 0.";
        Refusal::new(400, "InvalidParameterValue", message)
    })?;
    let asked = desk.form.get("Placement.AvailabilityZone");
    if asked.is_some_and(|zone| !zone.is_empty() && zone != primary.zone) {
        let message =
            "The availability zone of the subnet or network interface is not the one requested.";
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    Ok(primary)
}

fn free(interface: &Interface) -> Result<&Interface, Refusal> {
    match interface.attachment {
        None => Ok(interface),
        Some(_) => Err(in_use(&interface.id)),
    }
}

/// Takes the interfaces that exist and makes the others.
pub(super) fn plug(
    desk: &mut Desk<'_>,
    instance: &Instance,
    cards: &[Card],
) -> Result<(), Refusal> {
    let mut ready = Vec::new();
    for card in cards {
        ready.push(fetch(desk, instance, card)?);
    }
    let interfaces = ready
        .into_iter()
        .map(|interface| (interface.id.clone(), interface));
    desk.area.compute.interfaces.extend(interfaces);
    Ok(())
}

fn fetch(desk: &Desk<'_>, instance: &Instance, card: &Card) -> Result<Interface, Refusal> {
    let mut interface = match &card.source {
        Source::Existing(id) => {
            let there = desk.area.compute.interfaces.get(id).cloned();
            there.ok_or_else(|| filter::not_found::<Interface>(id))?
        }
        Source::New(wish) => {
            let mut made = wish.clone().grant(desk.area, 0)?;
            made.tags = tags_of(desk.form, "network-interface");
            made.public_address = public_address(desk, card, &made);
            made
        }
    };
    interface.plug(&instance.id, card.index, card.delete, desk.now);
    Ok(interface)
}

/// Only new interfaces get one, in a subnet that gives them or when asked.
fn public_address(desk: &Desk<'_>, card: &Card, interface: &Interface) -> Option<String> {
    let subnet = desk.area.subnet_of(interface)?;
    let hash = id::hash(&interface.id).to_be_bytes();
    // From the range for documentation, so that nobody reaches a stranger by it.
    let address = format!("203.0.113.{}", hash.first()?);
    card.public
        .unwrap_or(subnet.map_public_ip)
        .then_some(address)
}
