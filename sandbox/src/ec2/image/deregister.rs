//! DeregisterImage.

use super::Image;
use crate::ec2::change::{Made, required};
use crate::ec2::compute::Compute;
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
    if desk.form.get("DeleteAssociatedSnapshots") == Some("true") {
        let results = delete_snapshots(&mut desk.area.compute, &image);
        xml.items("deleteSnapshotResultSet", results, |xml, (id, code)| {
            xml.text("snapshotId", id);
            xml.text("returnCode", code);
        });
    }
    Ok(xml)
}

/// What became of each of its snapshots.
fn delete_snapshots(compute: &mut Compute, image: &Image) -> Vec<(String, &'static str)> {
    let mut results = Vec::new();
    for id in image.devices.iter().filter_map(|one| one.snapshot.clone()) {
        let mut others = compute.images.values().flat_map(|other| &other.devices);
        let shared = others.any(|device| device.snapshot.as_ref() == Some(&id));
        if !shared {
            compute.snapshots.remove(&id);
        }
        results.push((id, if shared { "skipped" } else { "success" }));
    }
    results
}
