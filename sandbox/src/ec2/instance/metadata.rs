//! Options of the instance metadata service.

use serde::{Deserialize, Serialize};

use super::InstanceState;
use crate::ec2::change::{Made, number, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::vpc::invalid;
use crate::query::{Form, Xml};
use crate::refusal::Refusal;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MetadataOptions {
    tokens: String,
    hops: u64,
    endpoint: String,
    ipv6: String,
    tags: String,
}

impl MetadataOptions {
    /// An image that supports IMDSv2 only makes tokens required, and lets answers hop twice.
    pub(super) fn of_image(only_v2: bool) -> Self {
        let (tokens, hops) = if only_v2 {
            ("required", 2)
        } else {
            ("optional", 1)
        };
        Self {
            tokens: tokens.to_owned(),
            hops,
            endpoint: "enabled".to_owned(),
            ipv6: "disabled".to_owned(),
            tags: "disabled".to_owned(),
        }
    }

    /// What the request names is changed; `prefix` is empty or ends with a dot.
    pub(super) fn with(mut self, form: &Form, prefix: &str) -> Result<Self, Refusal> {
        const SWITCH: [&str; 2] = ["enabled", "disabled"];
        let change = |name: &str, now: &mut String, allowed: [&str; 2]| {
            let Some(value) = form.get(&format!("{prefix}{name}")) else {
                return Ok(());
            };
            if !allowed.contains(&value) {
                return Err(invalid(name, value));
            }
            *now = value.to_owned();
            Ok(())
        };
        change("HttpTokens", &mut self.tokens, ["optional", "required"])?;
        change("HttpEndpoint", &mut self.endpoint, SWITCH)?;
        change("HttpProtocolIpv6", &mut self.ipv6, SWITCH)?;
        change("InstanceMetadataTags", &mut self.tags, SWITCH)?;
        self.hops = number(form, &format!("{prefix}HttpPutResponseHopLimit"))?.unwrap_or(self.hops);
        match (1..=64).contains(&self.hops) {
            true => Ok(self),
            false => Err(invalid("httpPutResponseHopLimit", &self.hops.to_string())),
        }
    }

    pub(crate) fn is_enabled(&self) -> bool {
        self.endpoint == "enabled"
    }

    /// Version 2 only.
    pub(crate) fn wants_tokens(&self) -> bool {
        self.tokens == "required"
    }

    pub(crate) fn shows_tags(&self) -> bool {
        self.tags == "enabled"
    }

    /// How many hops an answer lives, at most 64.
    pub(crate) fn hops(&self) -> u32 {
        u32::try_from(self.hops).unwrap_or(64)
    }

    pub(super) fn render(&self, xml: &mut Xml, state: &str) {
        xml.text("state", state);
        xml.text("httpTokens", &self.tokens);
        xml.text("httpPutResponseHopLimit", self.hops.to_string());
        xml.text("httpEndpoint", &self.endpoint);
        xml.text("httpProtocolIpv6", &self.ipv6);
        xml.text("instanceMetadataTags", &self.tags);
    }
}

pub(in crate::ec2) fn modify(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "InstanceId")?;
    let form = desk.form;
    let instance = known(&mut desk.area.compute.instances, id)?;
    if !matches!(
        instance.phase.state,
        InstanceState::Running | InstanceState::Stopped
    ) {
        return Err(instance.not_in_state("running"));
    }
    instance.metadata = instance.metadata.clone().with(form, "")?;
    let mut xml = Xml::default();
    xml.text("instanceId", id);
    xml.nest("instanceMetadataOptions", |xml| {
        instance.metadata.render(xml, "pending")
    });
    Ok(xml)
}
