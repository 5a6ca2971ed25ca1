//! Instances.

mod attribute;
mod capacity;
mod change;
mod console;
mod credit;
mod describe;
mod health;
mod image_fit;
mod mapping;
mod metadata;
mod network;
mod power;
mod read_attribute;
mod render;
mod run;
mod status;
mod terminate;

use serde::{Deserialize, Serialize};

use super::desk::Fresh;
use super::network::Tags;
use super::phase::{Named, Phase, states};
use crate::clock::Timestamp;

pub(super) use attribute::modify as modify_attribute;
pub(crate) use console::READY;
pub(super) use console::output as console_output;
pub(super) use credit::describe as describe_credits;
pub(super) use describe::describe;
pub use health::{Check, EventCode};
pub(crate) use health::{Health, ScheduledEvent};
pub(super) use image_fit::check as check_image;
pub(super) use metadata::{MetadataOptions, modify as modify_metadata};
pub(super) use power::{reboot, start, stop};
pub(super) use read_attribute::{describe as describe_attribute, uefi_data};
pub(super) use run::run;
pub(super) use status::describe as describe_status;
pub(super) use terminate::terminate;

states! {
    /// The states of an instance.
    InstanceState {
        Pending = "pending", Running = "running", ShuttingDown = "shutting-down",
        Terminated = "terminated", Stopping = "stopping", Stopped = "stopped",
    }
}

impl InstanceState {
    pub(super) fn code(self) -> u8 {
        match self {
            Self::Pending => 0,
            Self::Running => 16,
            Self::ShuttingDown => 32,
            Self::Terminated => 48,
            Self::Stopping => 64,
            Self::Stopped => 80,
        }
    }
}

/// Why an instance is as it is, such as `Client.UserInitiatedShutdown`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reason {
    pub(crate) code: String,
    pub(crate) message: String,
}

impl Reason {
    pub(crate) fn new(code: &str, message: &str) -> Self {
        Self {
            code: code.to_owned(),
            message: format!("{code}: {message}"),
        }
    }
}

/// Where an instance is put.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Placement {
    pub(crate) group: Option<String>,
    pub(crate) partition: Option<u64>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Instance {
    pub(crate) id: String,
    pub(crate) reservation: String,
    pub(crate) launch_index: usize,
    pub(crate) token: Option<String>,
    pub(crate) image: String,
    pub(crate) architecture: String,
    pub(crate) boot_mode: Option<String>,
    pub(crate) instance_type: String,
    pub(crate) key_name: Option<String>,
    pub(crate) launched: Timestamp,
    pub(crate) zone: String,
    pub(crate) zone_id: String,
    pub(crate) subnet: String,
    pub(crate) vpc: String,
    pub(crate) placement: Placement,
    pub(crate) phase: Phase<InstanceState>,
    pub(crate) reason: Option<Reason>,
    pub(crate) root_device: String,
    /// ARN of the instance profile.
    pub(crate) profile: Option<String>,
    /// In base64, as it came.
    pub(crate) user_data: Option<String>,
    pub(crate) protected_from_termination: bool,
    pub(crate) protected_from_stop: bool,
    pub(crate) terminates_on_shutdown: bool,
    pub(crate) metadata: MetadataOptions,
    pub(crate) monitoring: bool,
    pub(crate) recovers: bool,
    /// `standard` or `unlimited`; only burstable types have any.
    pub(crate) credits: String,
    pub(crate) health: Health,
    pub(crate) console: String,
    /// It runs, and has booted since it was started.
    pub(crate) up: bool,
    /// How often it has booted.
    pub(crate) boots: u32,
    /// When it ended; it is shown for an hour after that.
    pub(crate) terminated: Option<Timestamp>,
    /// What the next root volume replacement comes to, when an admin call said so.
    pub(crate) doomed_replacement: Option<super::image::TaskState>,
    /// It has processes that run, or are about to. Not saved: they end with the sandbox.
    #[serde(skip)]
    pub(crate) alive: bool,
    pub(crate) unseen: u32,
    pub(crate) tags: Tags,
}

impl Instance {
    pub(crate) fn is_terminated(&self) -> bool {
        self.phase.state == InstanceState::Terminated
    }

    /// Takes a place on a host.
    pub(crate) fn occupies(&self) -> bool {
        use InstanceState::{Pending, Running, Stopping};
        matches!(self.phase.state, Pending | Running | Stopping)
    }

    /// The refusal of what the state does not allow.
    pub(super) fn not_in_state(&self, wanted: &str) -> crate::refusal::Refusal {
        let message = format!(
            "The instance '{}' is not in the '{wanted}' state: it is '{}'.",
            self.id,
            self.phase.state.name()
        );
        crate::refusal::Refusal::new(400, "IncorrectInstanceState", message)
    }
}

impl Fresh for Instance {
    fn unseen(&mut self) -> &mut u32 {
        &mut self.unseen
    }
}
