//! GetConsoleOutput.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::Instance;
use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::query::Xml;

/// EC2 keeps the last 64 KiB.
const KEPT: usize = 64 * 1024;

pub(in crate::ec2) fn output(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "InstanceId")?;
    let instance = known(&mut desk.area.compute.instances, id)?;
    let text = instance.console.as_bytes();
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

/// What an instance writes at a boot: the text that was set for all, with what is known of this one.
fn boot_text(template: &str, instance: &Instance) -> String {
    let data = instance.user_data.as_deref().unwrap_or_default();
    let data = STANDARD.decode(data).unwrap_or_default();
    template
        .replace("{instance_id}", &instance.id)
        .replace("{image_id}", &instance.image)
        .replace("{boot}", &instance.boots.to_string())
        .replace("{user_data}", &String::from_utf8_lossy(&data))
}

impl Instance {
    /// Boots once more: the console starts anew.
    pub(in crate::ec2) fn boot(&mut self, template: &str) {
        self.boots += 1;
        self.console = boot_text(template, self);
    }
}
