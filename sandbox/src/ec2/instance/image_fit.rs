//! Whether an image boots on a type: architecture, virtualization, ENA, boot mode.

use crate::ec2::image::Image;
use crate::ec2::instance_type::InstanceType;
use crate::refusal::Refusal;

pub(in crate::ec2) fn check(image: &Image, kind: &InstanceType) -> Result<(), Refusal> {
    let InstanceType { name, .. } = kind;
    if image.architecture != kind.architecture() {
        let message = format!(
            "The architecture '{}' of the specified instance type does not match the architecture '{}' of the \
             specified AMI. Specify an instance type and an AMI that have matching architectures, and try again.",
            kind.architecture(),
            image.architecture
        );
        return Err(Refusal::new(400, "InvalidParameterValue", message));
    }
    if image.virtualization != "hvm" {
        return Err(combination(format!(
            "Virtualization type 'hvm' is required for instances of type '{name}'. Ensure that you are using an AMI \
             with virtualization type 'hvm'."
        )));
    }
    if !image.ena {
        return Err(combination(format!(
            "Enhanced networking with the Elastic Network Adapter (ENA) is required for the '{name}' instance type. \
             Ensure that you are using an AMI that is enabled for ENA."
        )));
    }
    let mode = image.boot_mode.as_deref().unwrap_or(default_mode(image));
    // `uefi-preferred` boots either way.
    if mode != "uefi-preferred" && !kind.boot_modes().contains(&mode) {
        return Err(combination(format!(
            "The instance type '{name}' does not support the boot mode '{mode}' of the specified AMI."
        )));
    }
    Ok(())
}

/// What an image without a boot mode boots with.
fn default_mode(image: &Image) -> &'static str {
    if image.architecture == "arm64" {
        "uefi"
    } else {
        "legacy-bios"
    }
}

fn combination(message: String) -> Refusal {
    Refusal::new(400, "InvalidParameterCombination", message)
}
