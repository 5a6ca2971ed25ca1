//! Whether what AWS accepted came to something.

use kafkaws_schema::Diagnostic;

use super::halt::Fault;
use super::run::Run;
use super::step::Step;
use crate::aws::fleet::{Seen, TaskState};

impl Run<'_> {
    /// Whether what was done came to something.
    pub(super) fn worked(&self, done: &[Step], seen: &Seen) -> Result<(), Fault> {
        done.iter().try_for_each(|step| self.outcome(step, seen))
    }

    pub(super) fn outcome(&self, step: &Step, seen: &Seen) -> Result<(), Fault> {
        let told = match step {
            Step::Launch => {
                let ours = self.memory(|memory| {
                    let mut ended = seen.ended.iter();
                    ended.find(|one| memory.made.contains_key(&one.id)).cloned()
                });
                ours.filter(|_| seen.living().is_none()).map(|ended| {
                    (
                        "the instance ended as soon as it was launched",
                        ended.reason,
                    )
                })
            }
            Step::ReplaceRoot => {
                let before = self.memory(|memory| memory.root_tasks).unwrap_or_default();
                let task = seen.root_task.as_ref().filter(|task| task.count > before);
                task.filter(|task| task.state == TaskState::Failed).map(|_| {
                    let detail = "The instance goes on with the root volume that it had. Apply again to try once more.";
                    ("AWS could not replace the root volume", detail.to_owned())
                })
            }
            Step::ModifyVolume { name, .. } => {
                let failed = seen
                    .volumes
                    .get(name)
                    .filter(|volume| volume.failed && !volume.modifying);
                failed.map(|volume| {
                    let detail = format!(
                        "The modification of {} failed, and the volume is as it was. Apply again to try once more; a volume \
                         takes four modifications in any 24 hours.",
                        volume.id
                    );
                    ("AWS could not modify a volume", detail)
                })
            }
            _ => None,
        };
        told.map_or(Ok(()), |(what, detail)| {
            let summary = format!("broker {}: {what}", self.wanted.identity);
            Err(Diagnostic::error(summary, detail).into())
        })
    }
}
