//! GetConsoleOutput.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::Instance;
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::id;
use crate::query::Xml;

/// What a broker's instance writes unless it was told otherwise: the boot agent's line that it is ready. An
/// instance without boot data is no broker, and writes nothing.
pub(crate) const READY: &str = "kafkaws-boot: ready cluster={user_data.cluster} \
    broker={user_data.broker_id} boot_hash={boot_hash} boot_id={boot_id}\n";

/// EC2 keeps the last 64 KiB.
const KEPT: usize = 64 * 1024;

pub(in crate::ec2) fn output(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "InstanceId")?;
    let instance = known(&mut desk.area.compute.instances, id)?;
    let own = desk.processes.and_then(|processes| processes.console(id));
    let text = own.as_ref().unwrap_or(&instance.console).as_bytes();
    let kept = &text[text.len().saturating_sub(KEPT)..];
    let mut xml = Xml::default();
    xml.text("instanceId", id);
    xml.text("timestamp", desk.now.iso());
    // Nothing has been written yet: EC2 then leaves the member out.
    if !kept.is_empty() {
        xml.text("output", STANDARD.encode(kept));
    }
    Ok(xml)
}

/// What an instance writes at a boot: the text that was set for all, with what is known of this one. A line
/// that needs a member of the user data which is not there is not written.
fn boot_text(template: &str, instance: &Instance) -> String {
    let data = instance.user_data.as_deref().unwrap_or_default();
    let data = STANDARD.decode(data).unwrap_or_default();
    let boot = instance.boots.to_string();
    let text = template
        .split_inclusive('\n')
        .filter_map(|line| with_members(line, &data))
        .collect::<String>();
    text.replace("{instance_id}", &instance.id)
        .replace("{image_id}", &instance.image)
        .replace("{boot_hash}", &digest(&data))
        .replace(
            "{boot_id}",
            &id::seeded_uuid(&format!("{}/{boot}", instance.id)),
        )
        .replace("{boot}", &boot)
        .replace("{user_data}", &String::from_utf8_lossy(&data))
}

/// A line with its `{user_data.NAME}`s filled in.
fn with_members(line: &str, data: &[u8]) -> Option<String> {
    let mut parts = line.split("{user_data.");
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (name, rest) = part.split_once('}')?;
        filled.push_str(&member(data, name)?);
        filled.push_str(rest);
    }
    Some(filled)
}

fn member(data: &[u8], name: &str) -> Option<String> {
    let data: Value = serde_json::from_slice(data).ok()?;
    match data.get(name)? {
        Value::String(text) => Some(text.clone()),
        value => Some(value.to_string()),
    }
}

/// The first 32 hexadecimal digits of the SHA-256, which name a broker's boot data.
fn digest(data: &[u8]) -> String {
    let digest = Sha256::digest(data);
    let digits = digest.iter().take(16).map(|byte| format!("{byte:02x}"));
    digits.collect()
}

impl Instance {
    /// Boots once more: the console starts anew.
    pub(in crate::ec2) fn boot(&mut self, template: &str) {
        self.boots += 1;
        self.console = boot_text(template, self);
    }
}
