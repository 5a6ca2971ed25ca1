//! CancelImportTask.

use super::{Import, ImportState};
use crate::ec2::change::{Made, required};
use crate::ec2::desk::Desk;
use crate::ec2::filter;
use crate::ec2::phase::Phase;
use crate::query::Xml;
use crate::refusal::Refusal;

/// What has come to its end is not taken back.
pub(in crate::ec2) fn cancel(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "ImportTaskId")?;
    let reason = desk.form.get("CancelReason").unwrap_or("Cancelled by user");
    let task = desk.area.compute.imports.get_mut(id);
    let task = task.ok_or_else(|| filter::not_found::<Import>(id))?;
    if !task.phase.state.is_active() {
        let message = format!("The import task {id} is not active and cannot be cancelled");
        return Err(Refusal::new(400, "IncorrectState", message));
    }
    task.phase = Phase::passing(ImportState::Deleting, desk.now, 10, ImportState::Deleted);
    task.problem = Some(reason.to_owned());
    let mut xml = Xml::default();
    xml.text("importTaskId", id);
    xml.text("previousState", "active");
    xml.text("state", "deleting");
    Ok(xml)
}
