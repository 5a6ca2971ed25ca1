//! One change of a volume while it is in use.

use serde::{Deserialize, Serialize};

use super::limits::Shape;
use crate::clock::Timestamp;
use crate::ec2::phase::{Named, Phase, states};
use crate::query::Xml;

states! {
    /// The states of a modification.
    ModificationState {
        Modifying = "modifying", Optimizing = "optimizing", Completed = "completed",
        Failed = "failed",
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Modification {
    pub(crate) original: Shape,
    pub(crate) target: Shape,
    pub(crate) phase: Phase<ModificationState>,
    pub(crate) started: Timestamp,
    pub(crate) ended: Option<Timestamp>,
    /// The volume has its new shape.
    pub(crate) applied: bool,
}

impl Modification {
    /// A new size can be used within seconds; the rest takes as long as there are blocks to move.
    pub(crate) fn new(original: Shape, target: Shape, now: Timestamp, doomed: bool) -> Self {
        use ModificationState::{Completed, Failed, Modifying, Optimizing};
        let per_gib = target.size.saturating_mul(6 * 3600) / 1024;
        let phase = match doomed {
            true => Phase::passing(Modifying, now, 5, Failed),
            false => Phase::passing(Modifying, now, 5, Optimizing).and_then(per_gib, Completed),
        };
        Self {
            original,
            target,
            phase,
            started: now,
            ended: None,
            applied: false,
        }
    }

    pub(crate) fn runs(&self) -> bool {
        use ModificationState::{Modifying, Optimizing};
        matches!(self.phase.state, Modifying | Optimizing)
    }

    /// The new shape works from `optimizing` on.
    pub(crate) fn works(&self) -> bool {
        use ModificationState::{Completed, Optimizing};
        matches!(self.phase.state, Completed | Optimizing)
    }

    fn progress(&self) -> &'static str {
        match self.phase.state {
            ModificationState::Completed => "100",
            ModificationState::Optimizing => "40",
            ModificationState::Modifying | ModificationState::Failed => "0",
        }
    }

    pub(super) fn render(&self, xml: &mut Xml, volume: &str) {
        xml.text("volumeId", volume);
        xml.text("modificationState", self.phase.state.name());
        if self.phase.state == ModificationState::Failed {
            xml.text("statusMessage", "The modification failed");
        }
        for (side, shape) in [("target", &self.target), ("original", &self.original)] {
            xml.text(&format!("{side}Size"), shape.size.to_string());
            xml.text(&format!("{side}VolumeType"), &shape.kind);
            xml.number(&format!("{side}Iops"), shape.iops);
            xml.number(&format!("{side}Throughput"), shape.throughput);
            xml.bool(&format!("{side}MultiAttachEnabled"), false);
        }
        xml.text("progress", self.progress());
        xml.text("startTime", self.started.iso());
        xml.maybe("endTime", self.ended.map(Timestamp::iso).as_deref());
    }
}
