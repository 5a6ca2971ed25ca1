//! Network interfaces: those of MSK's brokers, and those that the account made.

mod address;
mod attach;
mod create;
mod describe;
mod modify;

use serde::{Deserialize, Serialize};

use super::desk::Fresh;
use super::network::{Subnet, Tags};
use super::phase::Phase;
use super::volume::AttachmentState;
use crate::clock::Timestamp;
use crate::id;
use crate::world::Area;

pub(super) use attach::{attach, detach};
pub(super) use create::{Wish, create, delete, in_use, primary};
pub(super) use describe::{describe, groups};
pub(super) use modify::modify;

/// A card in a subnet, with an address of its own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Interface {
    pub(crate) id: String,
    pub(crate) subnet: String,
    pub(crate) groups: Vec<String>,
    pub(crate) address: String,
    /// Only while an instance in a public subnet holds it.
    pub(crate) public_address: Option<String>,
    pub(crate) description: String,
    /// MSK's own, which the account sees and cannot change.
    pub(crate) managed: bool,
    pub(crate) source_dest_check: bool,
    pub(crate) attachment: Option<Held>,
    pub(crate) unseen: u32,
    pub(crate) tags: Tags,
}

/// Which instance has it, and where.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Held {
    /// `eni-attach-..`
    pub(crate) id: String,
    pub(crate) instance: String,
    pub(crate) device_index: u32,
    pub(crate) at: Timestamp,
    pub(crate) delete_on_termination: bool,
    pub(crate) phase: Phase<AttachmentState>,
}

impl Interface {
    /// An interface in a customer's subnet that nobody holds.
    pub(crate) fn new(id: String, subnet: String, groups: Vec<String>, address: String) -> Self {
        Self {
            id,
            subnet,
            groups,
            address,
            public_address: None,
            description: String::new(),
            managed: false,
            source_dest_check: true,
            attachment: None,
            unseen: 0,
            tags: Tags::new(),
        }
    }

    /// The interface that MSK keeps for a broker.
    #[must_use]
    pub(crate) fn of_msk(mut self, description: String) -> Self {
        self.managed = true;
        self.description = description;
        self
    }

    pub(crate) fn is_attached_to(&self, instance: &str) -> bool {
        self.attachment
            .as_ref()
            .is_some_and(|held| held.instance == instance)
    }

    pub(super) fn status(&self) -> &'static str {
        match self.managed || self.attachment.is_some() {
            true => "in-use",
            false => "available",
        }
    }

    /// Attached as an instance is launched with it.
    pub(super) fn plug(&mut self, instance: &str, index: u32, delete: bool, now: Timestamp) {
        let id = id::random("eni-attach");
        self.attachment = Some(Held {
            id,
            instance: instance.to_owned(),
            device_index: index,
            at: now,
            delete_on_termination: delete,
            phase: Phase::at(AttachmentState::Attached),
        });
    }

    /// Free again.
    pub(super) fn unplug(&mut self) {
        self.attachment = None;
        self.public_address = None;
    }

    /// `ip-10-0-0-4.eu-west-1.compute.internal`
    pub(crate) fn private_name(&self, region: &str) -> String {
        let dashed = self.address.replace('.', "-");
        match region {
            "us-east-1" => format!("ip-{dashed}.ec2.internal"),
            _ => format!("ip-{dashed}.{region}.compute.internal"),
        }
    }

    /// Locally administered, and the same as long as the interface lives.
    pub(crate) fn mac(&self) -> String {
        let hash = id::hash(&self.id).to_be_bytes();
        let [a, b, c, d, e, ..] = hash;
        format!("02:{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}")
    }
}

impl Fresh for Interface {
    fn unseen(&mut self) -> &mut u32 {
        &mut self.unseen
    }
}

impl Area {
    /// All interfaces, of brokers and of the account.
    pub(super) fn interfaces(&self) -> Vec<Interface> {
        let clusters = self.clusters.values();
        let brokers = clusters.flat_map(|cluster| cluster.interfaces());
        brokers
            .chain(self.compute.interfaces.values().cloned())
            .collect()
    }

    pub(super) fn subnet_of(&self, interface: &Interface) -> Option<&Subnet> {
        self.network.subnets.get(&interface.subnet)
    }
}
