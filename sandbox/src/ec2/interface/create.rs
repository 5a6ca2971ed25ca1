//! Making interfaces and taking them away.

use super::Interface;
use super::address;
use super::describe::render;
use crate::ec2::change::{Made, required, tags_of, without};
use crate::ec2::desk::{Desk, known};
use crate::ec2::network::{SecurityGroup, Subnet};
use crate::ec2::vpc::done;
use crate::ec2::{filter, token};
use crate::id;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

/// What a new interface is to be, of CreateNetworkInterface or of a launch.
#[derive(Clone, Debug, Default)]
pub(in crate::ec2) struct Wish {
    pub(in crate::ec2) subnet: String,
    pub(in crate::ec2) groups: Vec<String>,
    pub(in crate::ec2) address: Option<String>,
    pub(in crate::ec2) description: String,
}

impl Wish {
    /// The interface, with an address of its subnet. It is not anywhere yet.
    pub(in crate::ec2) fn grant(self, area: &Area, lag: u32) -> Result<Interface, Refusal> {
        let subnet = area.network.subnets.get(&self.subnet);
        let subnet = subnet.ok_or_else(|| filter::not_found::<Subnet>(&self.subnet))?;
        let groups = groups(area, subnet, self.groups)?;
        let address = address::take(area, subnet, self.address.as_deref())?;
        let made = Interface::new(id::random("eni"), subnet.id.clone(), groups, address);
        Ok(Interface {
            description: self.description,
            unseen: lag,
            ..made
        })
    }
}

/// The groups exist and are of the subnet's VPC; without any, the VPC's default group.
pub(super) fn groups(
    area: &Area,
    subnet: &Subnet,
    wanted: Vec<String>,
) -> Result<Vec<String>, Refusal> {
    if wanted.is_empty() {
        let default = area.network.default_group(&subnet.vpc);
        return Ok(default.map(|group| group.id.clone()).into_iter().collect());
    }
    for id in &wanted {
        let group = area.network.groups.get(id);
        let group = group.ok_or_else(|| filter::not_found::<SecurityGroup>(id))?;
        if group.vpc != subnet.vpc {
            let message = "You have specified two resources that belong to different networks.";
            return Err(Refusal::new(400, "InvalidParameter", message));
        }
    }
    Ok(wanted)
}

pub(in crate::ec2) fn create(desk: &mut Desk<'_>) -> Made {
    let made = match token::earlier(desk)?.and_then(|ids| ids.into_iter().next()) {
        Some(id) => id,
        None => make(desk)?,
    };
    let interface = desk.area.compute.interfaces.get(&made);
    let interface = interface.ok_or_else(|| filter::not_found::<Interface>(&made))?;
    let mut xml = Xml::default();
    xml.nest("networkInterface", |xml| render(xml, desk.area, interface));
    xml.maybe("clientToken", desk.form.get("ClientToken"));
    Ok(xml)
}

fn make(desk: &mut Desk<'_>) -> Result<String, Refusal> {
    let form = desk.form;
    without(
        form,
        &["Ipv6", "SecondaryPrivateIpAddressCount", "Ipv4Prefix"],
    )?;
    let wish = Wish {
        subnet: required(form, "SubnetId")?.to_owned(),
        groups: form.list("SecurityGroupId"),
        address: primary(form, ""),
        description: form.get("Description").unwrap_or_default().to_owned(),
    };
    let mut interface = wish.grant(desk.area, desk.lag)?;
    interface.tags = tags_of(form, "network-interface");
    let id = interface.id.clone();
    desk.area.compute.interfaces.insert(id.clone(), interface);
    token::remember(desk, vec![id.clone()]);
    Ok(id)
}

/// `PrivateIpAddress`, or the primary one of `PrivateIpAddresses`; hashicorp/aws sends the latter.
pub(in crate::ec2) fn primary(form: &Form, prefix: &str) -> Option<String> {
    let listed = |n: usize| {
        let entry = format!("{prefix}PrivateIpAddresses.{n}");
        let is_primary = form.get(&format!("{entry}.Primary")) == Some("true");
        form.get(&format!("{entry}.PrivateIpAddress"))
            .filter(|_| is_primary)
    };
    let alone = form.get(&format!("{prefix}PrivateIpAddress"));
    alone
        .or_else(|| (1..=16).find_map(listed))
        .map(str::to_owned)
}

pub(in crate::ec2) fn delete(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "NetworkInterfaceId")?;
    own(desk.area, id)?;
    let interface = known(&mut desk.area.compute.interfaces, id)?;
    if interface.attachment.is_some() {
        return Err(in_use(id));
    }
    desk.area.compute.interfaces.remove(id);
    Ok(done())
}

/// An instance, or the service that made it, has it.
pub(in crate::ec2) fn in_use(id: &str) -> Refusal {
    let message = format!("Network interface '{id}' is currently in use.");
    Refusal::new(400, "InvalidNetworkInterface.InUse", message)
}

/// MSK's interfaces are seen, and not to be touched.
pub(super) fn own(area: &Area, id: &str) -> Result<(), Refusal> {
    let mut all = area.interfaces().into_iter();
    match all.any(|interface| interface.managed && interface.id == id) {
        false => Ok(()),
        true => Err(Refusal::new(
            403,
            "OperationNotPermitted",
            format!("You are not allowed to manage '{id}', which amazon-msk manages."),
        )),
    }
}
