//! DescribeImportSnapshotTasks.

use super::{Import, ImportState};
use crate::ec2::change::Made;
use crate::ec2::desk::Desk;
use crate::ec2::filter::{Listed, looked_at, select, write};
use crate::ec2::life;
use crate::ec2::network::Tags;
use crate::ec2::phase::Named;
use crate::ec2::render::tags;
use crate::query::Xml;

pub(in crate::ec2) fn describe(desk: &mut Desk<'_>) -> Made {
    let ids = looked_at(
        desk.area.compute.imports.values(),
        desk.form,
        &["task-state"],
    );
    look(desk, &ids);
    let page = select(desk.area.compute.imports.values(), desk.form)?;
    Ok(write("importSnapshotTaskSet", page, render))
}

fn look(desk: &mut Desk<'_>, ids: &[String]) {
    let eye = desk.eye(true);
    for id in ids {
        if let Some(task) = desk.area.compute.imports.get_mut(id) {
            task.phase.advance(&eye, &task.id, &task.tags);
        }
    }
    life::tidy(desk.area, desk.now);
}

pub(super) fn render(xml: &mut Xml, task: &Import) {
    xml.text("description", &task.description);
    xml.text("importTaskId", &task.id);
    xml.nest("snapshotTaskDetail", |xml| detail(xml, task));
    tags(xml, &task.tags);
}

fn detail(xml: &mut Xml, task: &Import) {
    let state = task.phase.state;
    xml.text("status", status(state));
    xml.maybe("statusMessage", message(task));
    xml.maybe("progress", progress(state));
    xml.text("format", "RAW");
    xml.maybe("description", task.disk_description.as_deref());
    match &task.source.url {
        Some(url) => xml.text("url", url),
        None => xml.nest("userBucket", |xml| {
            xml.text("s3Bucket", &task.source.bucket);
            xml.text("s3Key", &task.source.key);
        }),
    }
    xml.bool("encrypted", task.snapshot.encrypted);
    xml.maybe("kmsKeyId", task.snapshot.kms_key.as_deref());
    if matches!(state, ImportState::Converting | ImportState::Completed) {
        // The model says GiB; EC2 sends bytes.
        xml.text("diskImageSize", format!("{}.0", task.bytes));
    }
    if state == ImportState::Completed {
        xml.text("snapshotId", &task.snapshot.id);
    }
}

fn status(state: ImportState) -> &'static str {
    match state {
        _ if state.is_active() => "active",
        _ => state.name(),
    }
}

fn message(task: &Import) -> Option<&str> {
    match task.phase.state {
        ImportState::Completed => None,
        ImportState::Deleting | ImportState::Deleted => task.problem.as_deref(),
        active => Some(active.name()),
    }
}

/// In percent, while it is on its way.
fn progress(state: ImportState) -> Option<&'static str> {
    match state {
        ImportState::Pending => Some("0"),
        ImportState::Validating => Some("3"),
        ImportState::Converting => Some("40"),
        ImportState::Completed | ImportState::Deleting | ImportState::Deleted => None,
    }
}

impl Listed for Import {
    const ID_PARAMETER: &'static str = "ImportTaskId";
    // What hashicorp/aws takes for "not found".
    const NOT_FOUND: &'static str = "InvalidConversionTaskId.Malformed";
    const NOUN: &'static str = "import task";

    fn id(&self) -> &str {
        &self.id
    }

    fn tags(&self) -> &Tags {
        &self.tags
    }

    fn values(&self, filter: &str) -> Option<Vec<String>> {
        match filter {
            "task-state" => Some(vec![status(self.phase.state).to_owned()]),
            _ => None,
        }
    }
}
