//! What an image settles of the inputs that the configuration leaves out.

use crate::broker_ami::image::{Facts, ImageProblem};
use crate::broker_ami::model::BrokerAmi;

/// Chooses what was left out by what is known of the image.
pub(super) fn fill(inputs: &mut BrokerAmi, facts: &Facts) {
    let engine = facts.manifest.as_ref().map(|manifest| &manifest.engine);
    let architecture = *inputs
        .architecture
        .get_or_insert_with(|| facts.architecture());
    tracing::debug!(image = facts.image, %architecture, "an image");
    inputs.boot_mode.get_or_insert_with(|| facts.boot_mode());
    // What is no name or version becomes no tag.
    if inputs.engine.is_none() {
        inputs.engine = engine.and_then(|engine| engine.name.parse().ok());
    }
    if inputs.engine_version.is_none() {
        inputs.engine_version = engine.and_then(|engine| engine.version.parse().ok());
    }
}

/// Whether an AMI with these inputs can be made of the image.
///
/// # Errors
///
/// Why an instance of it would never boot.
pub(super) fn check(inputs: &BrokerAmi, facts: &Facts) -> Result<(), ImageProblem> {
    if let (Some(architecture), Some(boot_mode)) = (inputs.architecture, inputs.boot_mode) {
        facts.check(architecture, boot_mode)?;
    }
    let size = inputs
        .root_volume
        .size
        .map(|size| size.get().unsigned_abs());
    facts.check_size(size)
}
