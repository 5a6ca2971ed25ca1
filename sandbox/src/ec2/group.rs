//! Security groups and their rules.

use super::change::{Made, depends, required, tags_of};
use super::network::{Peer, Permission, SecurityGroup};
use super::vpc::{done, existing, find, invalid};
use crate::id;
use crate::query::Form;
use crate::refusal::Refusal;
use crate::world::Area;

pub(super) fn create(area: &mut Area, form: &Form) -> Made {
    let name = required(form, "GroupName")?.to_owned();
    let description = required(form, "GroupDescription")?.to_owned();
    let vpc = existing(area, required(form, "VpcId")?)?.id.clone();
    let mut groups = area.network.groups.values();
    if groups.any(|group| group.vpc == vpc && group.name == name) {
        let message = format!("The security group '{name}' already exists for VPC '{vpc}'");
        return Err(Refusal::new(400, "InvalidGroup.Duplicate", message));
    }
    let id = id::random("sg");
    let group = SecurityGroup {
        id: id.clone(),
        vpc,
        name,
        description,
        ingress: Vec::new(),
        egress: vec![Permission::everywhere()],
        tags: tags_of(form, "security-group"),
    };
    let mut xml = done();
    xml.text("groupId", &id);
    super::render::tags(&mut xml, &group.tags);
    area.network.groups.insert(id, group);
    Ok(xml)
}

/// The brokers' network interfaces keep a group in use.
pub(super) fn delete(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "GroupId")?;
    let group = find(&mut area.network.groups, id)?;
    if group.name == "default" {
        let message = "the specified group: \"default\" cannot be deleted by a user";
        return Err(Refusal::new(400, "CannotDelete", message));
    }
    let mut brokers = area
        .clusters
        .values()
        .flat_map(|cluster| cluster.interfaces());
    if brokers.any(|interface| interface.groups.iter().any(|group| group == id)) {
        return Err(depends("security group", id));
    }
    area.network.groups.remove(id);
    Ok(done())
}

pub(super) fn authorize_ingress(area: &mut Area, form: &Form) -> Made {
    authorize(area, form, |group| &mut group.ingress)
}

pub(super) fn authorize_egress(area: &mut Area, form: &Form) -> Made {
    authorize(area, form, |group| &mut group.egress)
}

pub(super) fn revoke_ingress(area: &mut Area, form: &Form) -> Made {
    revoke(area, form, |group| &mut group.ingress)
}

pub(super) fn revoke_egress(area: &mut Area, form: &Form) -> Made {
    revoke(area, form, |group| &mut group.egress)
}

type Side = fn(&mut SecurityGroup) -> &mut Vec<Permission>;

fn authorize(area: &mut Area, form: &Form, side: Side) -> Made {
    let wanted = permissions(form)?;
    let group = find(&mut area.network.groups, required(form, "GroupId")?)?;
    let rules = side(group);
    if wanted
        .iter()
        .any(|rule| rules.iter().any(|there| same(there, rule)))
    {
        let message = "the specified rule already exists";
        return Err(Refusal::new(400, "InvalidPermission.Duplicate", message));
    }
    rules.extend(wanted);
    let mut xml = done();
    xml.nest("securityGroupRuleSet", |_| ());
    Ok(xml)
}

fn revoke(area: &mut Area, form: &Form, side: Side) -> Made {
    let wanted = permissions(form)?;
    let group = find(&mut area.network.groups, required(form, "GroupId")?)?;
    let rules = side(group);
    if !wanted
        .iter()
        .all(|rule| rules.iter().any(|there| same(there, rule)))
    {
        let message = "The specified rule does not exist in this security group.";
        return Err(Refusal::new(400, "InvalidPermission.NotFound", message));
    }
    rules.retain(|there| !wanted.iter().any(|rule| same(there, rule)));
    Ok(done())
}

/// The description is not part of a rule's identity.
fn same(one: &Permission, other: &Permission) -> bool {
    let identity = |rule: &Permission| Permission {
        description: None,
        ..rule.clone()
    };
    identity(one) == identity(other)
}

/// `IpPermissions.N`, taken apart into one rule for each peer.
fn permissions(form: &Form) -> Result<Vec<Permission>, Refusal> {
    let numbers = (1..).take_while(|n| form.has(&format!("IpPermissions.{n}.")));
    let rules: Vec<Permission> = numbers
        .flat_map(|n| permission(form, &format!("IpPermissions.{n}")))
        .collect();
    match rules.is_empty() {
        false => Ok(rules),
        true => Err(invalid("ipPermissions", "")),
    }
}

/// The list of a kind of peer, the member that names one, and what it becomes.
type PeerKind = (&'static str, &'static str, fn(String) -> Peer);

fn permission(form: &Form, prefix: &str) -> Vec<Permission> {
    let get = |name: &str| form.get(&format!("{prefix}.{name}"));
    let port = |name: &str| get(name).and_then(|text| text.parse().ok());
    let protocol = get("IpProtocol").unwrap_or("-1").to_owned();
    // With every protocol allowed, ports have no meaning and EC2 drops them.
    let ports = if protocol == "-1" {
        (None, None)
    } else {
        (port("FromPort"), port("ToPort"))
    };
    let kinds: [PeerKind; 3] = [
        ("IpRanges", "CidrIp", Peer::Ipv4),
        ("Ipv6Ranges", "CidrIpv6", Peer::Ipv6),
        ("Groups", "GroupId", Peer::Group),
    ];
    let mut rules = Vec::new();
    for (list, member, peer) in kinds {
        let entries = (1..).map_while(|n| {
            let value = get(&format!("{list}.{n}.{member}"))?;
            Some((
                value.to_owned(),
                get(&format!("{list}.{n}.Description")).map(str::to_owned),
            ))
        });
        rules.extend(entries.map(|(value, description)| Permission {
            protocol: protocol.clone(),
            from_port: ports.0,
            to_port: ports.1,
            peer: peer(value),
            description,
        }));
    }
    rules
}
