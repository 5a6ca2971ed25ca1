//! Key pairs that somebody imported; the sandbox makes no keys of its own.

use serde::{Deserialize, Serialize};

use super::change::{Made, required, tags_of};
use super::desk::Desk;
use super::filter::{Listed, select, write};
use super::network::Tags;
use super::render::tags;
use super::vpc::done;
use crate::clock::Timestamp;
use crate::id;
use crate::query::Xml;
use crate::refusal::Refusal;
use crate::world::Area;

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct KeyPair {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) fingerprint: String,
    pub(crate) created: Timestamp,
    pub(crate) tags: Tags,
}

pub(super) fn import(desk: &mut Desk<'_>) -> Made {
    let name = required(desk.form, "KeyName")?.to_owned();
    let material = required(desk.form, "PublicKeyMaterial")?;
    if desk.area.compute.key_pairs.contains_key(&name) {
        let message = format!("The keypair already exists: {name}");
        return Err(Refusal::new(400, "InvalidKeyPair.Duplicate", message));
    }
    let pair = KeyPair {
        id: id::random("key"),
        name: name.clone(),
        fingerprint: format!("{:016x}", id::hash(material)),
        created: desk.now,
        tags: tags_of(desk.form, "key-pair"),
    };
    let mut xml = Xml::default();
    xml.text("keyPairId", &pair.id);
    xml.text("keyName", &pair.name);
    xml.text("keyFingerprint", &pair.fingerprint);
    tags(&mut xml, &pair.tags);
    desk.area.compute.key_pairs.insert(name, pair);
    Ok(xml)
}

/// Deleting what is not there succeeds.
pub(super) fn delete(desk: &mut Desk<'_>) -> Made {
    let form = desk.form;
    let id = form.get("KeyPairId");
    let pairs = &mut desk.area.compute.key_pairs;
    pairs.retain(|name, pair| form.get("KeyName") != Some(name) && id != Some(&pair.id));
    Ok(done())
}

pub(super) fn describe(desk: &mut Desk<'_>) -> Made {
    let names = desk.form.list("KeyName");
    for name in &names {
        exists(desk.area, Some(name))?;
    }
    let pairs = desk.area.compute.key_pairs.values();
    let wanted = pairs.filter(|pair| names.is_empty() || names.contains(&pair.name));
    Ok(write("keySet", select(wanted, desk.form)?, |xml, pair| {
        xml.text("keyPairId", &pair.id);
        xml.text("keyName", &pair.name);
        xml.text("keyFingerprint", &pair.fingerprint);
        xml.text("keyType", "ed25519");
        xml.text("createTime", pair.created.iso());
        tags(xml, &pair.tags);
    }))
}

/// A launch names a key by its name.
pub(super) fn exists(area: &Area, name: Option<&str>) -> Result<(), Refusal> {
    match name.filter(|name| !area.compute.key_pairs.contains_key(*name)) {
        None => Ok(()),
        Some(name) => {
            let message = format!("The key pair '{name}' does not exist");
            Err(Refusal::new(400, "InvalidKeyPair.NotFound", message))
        }
    }
}

impl Listed for KeyPair {
    const ID_PARAMETER: &'static str = "KeyPairId";
    const NOT_FOUND: &'static str = "InvalidKeyPair.NotFound";
    const NOUN: &'static str = "key pair ID";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        Some(vec![match filter {
            "key-name" => self.name.clone(),
            "key-pair-id" => self.id.clone(),
            "fingerprint" => self.fingerprint.clone(),
            _ => return None,
        }])
    }
}
