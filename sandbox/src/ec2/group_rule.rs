//! Security group rules, which newer clients see one by one.

use super::filter::{Listed, select, write};
use super::network::{Peer, Permission, Tags};
use crate::query::{Form, Xml};
use crate::refusal::Refusal;
use crate::world::Area;

/// A rule with the group and the direction that it belongs to.
#[derive(Clone, Debug)]
pub(super) struct Rule {
    pub(super) group: String,
    pub(super) egress: bool,
    pub(super) rule: Permission,
}

pub(super) fn describe(area: &mut Area, form: &Form) -> Result<Xml, Refusal> {
    let all = rules(area);
    let page = select(all.iter(), form)?;
    Ok(write("securityGroupRuleSet", page, |xml, rule| {
        rule.render(xml, area)
    }))
}

fn rules(area: &Area) -> Vec<Rule> {
    let mut rules = Vec::new();
    for group in area.network.groups.values() {
        let made = |rule: &Permission, egress| Rule {
            group: group.id.clone(),
            egress,
            rule: rule.clone(),
        };
        rules.extend(group.ingress.iter().map(|rule| made(rule, false)));
        rules.extend(group.egress.iter().map(|rule| made(rule, true)));
    }
    rules
}

impl Rule {
    pub(super) fn render(&self, xml: &mut Xml, area: &Area) {
        let Permission {
            id,
            protocol,
            from_port,
            to_port,
            peer,
            description,
            tags,
        } = &self.rule;
        // Where a group's own listing leaves the ports out, a rule has -1.
        let port = |port: &Option<i32>| port.unwrap_or(-1).to_string();
        xml.text("securityGroupRuleId", id);
        xml.text("groupId", &self.group);
        xml.text("groupOwnerId", &area.account);
        xml.bool("isEgress", self.egress);
        xml.text("ipProtocol", protocol);
        xml.text("fromPort", port(from_port));
        xml.text("toPort", port(to_port));
        match peer {
            Peer::Ipv4(cidr) => xml.text("cidrIpv4", cidr),
            Peer::Ipv6(cidr) => xml.text("cidrIpv6", cidr),
            Peer::Group(group) => xml.nest("referencedGroupInfo", |xml| {
                xml.text("groupId", group);
                xml.text("userId", &area.account);
            }),
        }
        xml.maybe("description", description.as_deref());
        super::render::tags(xml, tags);
    }
}

impl Listed for Rule {
    const ID_PARAMETER: &'static str = "SecurityGroupRuleId";
    const NOT_FOUND: &'static str = "InvalidSecurityGroupRuleId.NotFound";
    const NOUN: &'static str = "security group rule ID";

    fn id(&self) -> &str {
        &self.rule.id
    }

    fn tags(&self) -> &Tags {
        &self.rule.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "security-group-rule-id" => self.rule.id.clone(),
            "group-id" => self.group.clone(),
            _ => return None,
        }])
    }
}
