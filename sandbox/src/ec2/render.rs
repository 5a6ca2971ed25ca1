//! EC2's resources in XML.

use super::network::{
    InternetGateway, Peer, Permission, RouteTable, SecurityGroup, Subnet, Tags, Vpc,
};
use super::zones::Zone;
use crate::id;
use crate::query::Xml;
use crate::world::{Area, partition};

pub(super) fn vpc(xml: &mut Xml, area: &Area, vpc: &Vpc) {
    xml.text("vpcId", &vpc.id);
    xml.text("ownerId", &area.account);
    xml.text("state", "available");
    xml.text("cidrBlock", &vpc.cidr);
    xml.items("cidrBlockAssociationSet", [vpc], |xml, vpc| {
        xml.text("associationId", id::seeded("vpc-cidr-assoc", &vpc.id));
        xml.text("cidrBlock", &vpc.cidr);
        xml.nest("cidrBlockState", |xml| xml.text("state", "associated"));
    });
    xml.text("dhcpOptionsId", id::seeded("dopt", &area.region));
    xml.text("instanceTenancy", "default");
    xml.bool("isDefault", vpc.is_default);
    tags(xml, &vpc.tags);
}

pub(super) fn subnet(xml: &mut Xml, area: &Area, subnet: &Subnet) {
    let Area {
        account, region, ..
    } = area;
    let partition = partition(region);
    let arn = format!(
        "arn:{partition}:ec2:{region}:{account}:subnet/{}",
        subnet.id
    );
    xml.text("subnetId", &subnet.id);
    xml.text("subnetArn", arn);
    xml.text("state", "available");
    xml.text("ownerId", account);
    xml.text("vpcId", &subnet.vpc);
    xml.text("cidrBlock", &subnet.cidr);
    xml.nest("ipv6CidrBlockAssociationSet", |_| ());
    xml.text(
        "availableIpAddressCount",
        addresses(&subnet.cidr).to_string(),
    );
    xml.text("availabilityZone", &subnet.zone);
    xml.text("availabilityZoneId", &subnet.zone_id);
    xml.bool("defaultForAz", subnet.is_default);
    xml.bool("mapPublicIpOnLaunch", subnet.map_public_ip);
    xml.bool("assignIpv6AddressOnCreation", false);
    xml.bool("enableDns64", false);
    xml.bool("ipv6Native", false);
    xml.nest("privateDnsNameOptionsOnLaunch", |xml| {
        xml.text("hostnameType", "ip-name");
        xml.bool("enableResourceNameDnsARecord", false);
        xml.bool("enableResourceNameDnsAAAARecord", false);
    });
    tags(xml, &subnet.tags);
}

/// EC2 keeps five addresses of each subnet to itself.
fn addresses(cidr: &str) -> u32 {
    let bits = cidr
        .rsplit('/')
        .next()
        .and_then(|bits| bits.parse().ok())
        .unwrap_or(32u32);
    2u32.saturating_pow(32u32.saturating_sub(bits))
        .saturating_sub(5)
}

pub(super) fn security_group(xml: &mut Xml, area: &Area, group: &SecurityGroup) {
    let Area {
        account, region, ..
    } = area;
    let partition = partition(region);
    let arn = format!(
        "arn:{partition}:ec2:{region}:{account}:security-group/{}",
        group.id
    );
    xml.text("groupId", &group.id);
    xml.text("securityGroupArn", arn);
    xml.text("groupName", &group.name);
    xml.text("groupDescription", &group.description);
    xml.text("ownerId", account);
    xml.text("vpcId", &group.vpc);
    xml.items("ipPermissions", &group.ingress, |xml, rule| {
        permission(xml, area, rule)
    });
    xml.items("ipPermissionsEgress", &group.egress, |xml, rule| {
        permission(xml, area, rule)
    });
    tags(xml, &group.tags);
}

fn permission(xml: &mut Xml, area: &Area, rule: &Permission) {
    xml.text("ipProtocol", &rule.protocol);
    xml.maybe(
        "fromPort",
        rule.from_port.map(|port| port.to_string()).as_deref(),
    );
    xml.maybe(
        "toPort",
        rule.to_port.map(|port| port.to_string()).as_deref(),
    );
    let description = rule.description.as_deref();
    let (set, member, value) = match &rule.peer {
        Peer::Ipv4(cidr) => ("ipRanges", "cidrIp", cidr),
        Peer::Ipv6(cidr) => ("ipv6Ranges", "cidrIpv6", cidr),
        Peer::Group(group) => ("groups", "groupId", group),
    };
    xml.items(set, [value], |xml, value| {
        if member == "groupId" {
            xml.text("userId", &area.account);
        }
        xml.text(member, value);
        xml.maybe("description", description);
    });
}

pub(super) fn gateway(xml: &mut Xml, area: &Area, gateway: &InternetGateway) {
    xml.text("internetGatewayId", &gateway.id);
    xml.text("ownerId", &area.account);
    xml.items("attachmentSet", &gateway.vpc, |xml, vpc| {
        xml.text("vpcId", vpc);
        xml.text("state", "available");
    });
    tags(xml, &gateway.tags);
}

pub(super) fn route_table(xml: &mut Xml, area: &Area, table: &RouteTable) {
    xml.text("routeTableId", &table.id);
    xml.text("vpcId", &table.vpc);
    xml.text("ownerId", &area.account);
    xml.items("routeSet", &table.routes, |xml, (destination, gateway)| {
        let made_with_table = gateway == "local";
        xml.text("destinationCidrBlock", destination);
        xml.text("gatewayId", gateway);
        xml.text("state", "active");
        xml.text(
            "origin",
            if made_with_table {
                "CreateRouteTable"
            } else {
                "CreateRoute"
            },
        );
    });
    xml.nest("associationSet", |xml| {
        if table.main {
            let id = id::seeded("rtbassoc", &table.id);
            xml.nest("item", |xml| association(xml, table, &id, None));
        }
        for (id, subnet) in &table.associations {
            xml.nest("item", |xml| association(xml, table, id, Some(subnet)));
        }
    });
    xml.nest("propagatingVgwSet", |_| ());
    tags(xml, &table.tags);
}

fn association(xml: &mut Xml, table: &RouteTable, id: &str, subnet: Option<&str>) {
    xml.text("routeTableAssociationId", id);
    xml.text("routeTableId", &table.id);
    xml.maybe("subnetId", subnet);
    xml.bool("main", subnet.is_none());
    xml.nest("associationState", |xml| xml.text("state", "associated"));
}

pub(super) fn default_acl(xml: &mut Xml, area: &Area, vpc: &Vpc) {
    xml.text("networkAclId", id::seeded("acl", &vpc.id));
    xml.text("vpcId", &vpc.id);
    xml.text("ownerId", &area.account);
    xml.bool("default", true);
    xml.items("entrySet", [false, true], |xml, egress| {
        xml.text("ruleNumber", "100");
        xml.text("protocol", "-1");
        xml.text("ruleAction", "allow");
        xml.bool("egress", egress);
        xml.text("cidrBlock", "0.0.0.0/0");
    });
    xml.nest("associationSet", |_| ());
    xml.nest("tagSet", |_| ());
}

pub(super) fn zone(xml: &mut Xml, area: &Area, zone: &Zone) {
    xml.text("zoneName", &zone.name);
    xml.text("zoneId", &zone.id);
    xml.text("zoneState", "available");
    xml.text("zoneType", "availability-zone");
    xml.text("regionName", &area.region);
    xml.text("groupName", &area.region);
    xml.text("networkBorderGroup", &area.region);
    xml.text("optInStatus", "opt-in-not-required");
}

pub(super) fn tags(xml: &mut Xml, tags: &Tags) {
    xml.items("tagSet", tags, |xml, (key, value)| {
        xml.text("key", key);
        xml.text("value", value);
    });
}
