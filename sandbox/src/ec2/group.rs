//! Security groups and their rules.

use super::change::{Made, depends, required, tags_of};
use super::group_rule::Rule;
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
        egress: vec![Permission::everywhere(&id)],
        tags: tags_of(form, "security-group"),
    };
    let mut xml = done();
    xml.text("groupId", &id);
    super::render::tags(&mut xml, &group.tags);
    area.network.groups.insert(id, group);
    Ok(xml)
}

/// Network interfaces keep a group in use.
pub(super) fn delete(area: &mut Area, form: &Form) -> Made {
    let id = required(form, "GroupId")?;
    let group = find(&mut area.network.groups, id)?;
    if group.name == "default" {
        let message = "the specified group: \"default\" cannot be deleted by a user";
        return Err(Refusal::new(400, "CannotDelete", message));
    }
    let interfaces = area.interfaces();
    if interfaces
        .iter()
        .any(|interface| interface.groups.iter().any(|group| group == id))
    {
        return Err(depends("security group", id));
    }
    area.network.groups.remove(id);
    Ok(done())
}

pub(super) fn authorize_ingress(area: &mut Area, form: &Form) -> Made {
    authorize(area, form, Side::Ingress)
}

pub(super) fn authorize_egress(area: &mut Area, form: &Form) -> Made {
    authorize(area, form, Side::Egress)
}

pub(super) fn revoke_ingress(area: &mut Area, form: &Form) -> Made {
    revoke(area, form, Side::Ingress)
}

pub(super) fn revoke_egress(area: &mut Area, form: &Form) -> Made {
    revoke(area, form, Side::Egress)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Ingress,
    Egress,
}

impl Side {
    fn of(self, group: &mut SecurityGroup) -> &mut Vec<Permission> {
        match self {
            Self::Ingress => &mut group.ingress,
            Self::Egress => &mut group.egress,
        }
    }
}

fn authorize(area: &mut Area, form: &Form, side: Side) -> Made {
    let wanted = permissions(form)?;
    let group = find(&mut area.network.groups, required(form, "GroupId")?)?;
    let rules = side.of(group);
    if wanted
        .iter()
        .any(|rule| rules.iter().any(|there| same(there, rule)))
    {
        let message = "the specified rule already exists";
        return Err(Refusal::new(400, "InvalidPermission.Duplicate", message));
    }
    rules.extend(wanted.clone());
    let (group, egress) = (group.id.clone(), side == Side::Egress);
    let made = wanted.into_iter().map(|rule| Rule {
        group: group.clone(),
        egress,
        rule,
    });
    let mut xml = done();
    xml.items("securityGroupRuleSet", made, |xml, rule| {
        rule.render(xml, area)
    });
    Ok(xml)
}

/// By id, or by what the rules say.
fn revoke(area: &mut Area, form: &Form, side: Side) -> Made {
    let ids = form.list("SecurityGroupRuleId");
    let wanted = if ids.is_empty() {
        permissions(form)?
    } else {
        Vec::new()
    };
    let group = find(&mut area.network.groups, required(form, "GroupId")?)?;
    let rules = side.of(group);
    let known = ids
        .iter()
        .all(|id| rules.iter().any(|there| there.id == *id))
        && wanted
            .iter()
            .all(|rule| rules.iter().any(|there| same(there, rule)));
    if !known {
        let message = "The specified rule does not exist in this security group.";
        return Err(Refusal::new(400, "InvalidPermission.NotFound", message));
    }
    rules.retain(|there| !ids.contains(&there.id) && !wanted.iter().any(|rule| same(there, rule)));
    Ok(done())
}

/// What a rule allows is its identity; its description and tags are not.
fn same(one: &Permission, other: &Permission) -> bool {
    let ports = |rule: &Permission| (rule.from_port, rule.to_port);
    one.protocol == other.protocol && ports(one) == ports(other) && one.peer == other.peer
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
    let peers = PEER_KINDS
        .into_iter()
        .flat_map(|kind| peers(form, prefix, kind));
    peers
        .map(|(peer, description)| Permission {
            id: id::random("sgr"),
            tags: tags_of(form, "security-group-rule"),
            protocol: protocol.clone(),
            from_port: ports.0,
            to_port: ports.1,
            peer,
            description,
        })
        .collect()
}

const PEER_KINDS: [PeerKind; 3] = [
    ("IpRanges", "CidrIp", Peer::Ipv4),
    ("Ipv6Ranges", "CidrIpv6", Peer::Ipv6),
    ("Groups", "GroupId", Peer::Group),
];

fn peers(form: &Form, prefix: &str, (list, member, peer): PeerKind) -> Vec<(Peer, Option<String>)> {
    let entry = |n: usize| {
        let entry = format!("{prefix}.{list}.{n}");
        let value = form.get(&format!("{entry}.{member}"))?.to_owned();
        Some((
            peer(value),
            form.get(&format!("{entry}.Description")).map(str::to_owned),
        ))
    };
    (1..).map_while(entry).collect()
}
