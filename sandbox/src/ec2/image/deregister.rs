//! DeregisterImage.

use crate::ec2::change::{Made, required};
use crate::ec2::desk::{Desk, known};
use crate::ec2::{image, vpc};
use crate::refusal::Refusal;

/// Instances of it go on; launches end. Its snapshots stay unless they are to go too, and one that
/// another image has stays all the same.
pub(in crate::ec2) fn deregister(desk: &mut Desk<'_>) -> Made {
    let id = required(desk.form, "ImageId")?;
    if image::find(desk.area, id).is_some_and(|image| image.public) {
        let message = "You are not authorized to deregister this image.";
        return Err(Refusal::new(400, "AuthFailure", message));
    }
    let image = known(&mut desk.area.compute.images, id)?.clone();
    desk.area.compute.images.remove(id);
    let mut xml = vpc::done();
    if desk.form.get("DeleteAssociatedSnapshots") != Some("true") {
        return Ok(xml);
    }
    let compute = &mut desk.area.compute;
    let snapshots = image
        .devices
        .iter()
        .filter_map(|device| device.snapshot.clone());
    let results: Vec<(String, &str)> = snapshots
        .map(|snapshot| {
            let shared = compute.images.values().any(|other| {
                other
                    .devices
                    .iter()
                    .any(|device| device.snapshot.as_ref() == Some(&snapshot))
            });
            if !shared {
                compute.snapshots.remove(&snapshot);
            }
            (snapshot, if shared { "skipped" } else { "success" })
        })
        .collect();
    xml.items(
        "deleteSnapshotResultSet",
        results,
        |xml, (snapshot, code)| {
            xml.text("snapshotId", snapshot);
            xml.text("returnCode", code);
        },
    );
    Ok(xml)
}
