//! The image against what can be launched, and against the instance type.

use crate::broker::Rule;
use crate::broker::attributes::{AMI, INSTANCE_TYPE};
use crate::broker::case::Case;
use crate::broker::observed::{Image, ImageState, InstanceType};
use crate::rule::{Level, RuleId, Violation};
use kafkaws_catalog::ebs::VolumeType;
use kafkaws_catalog::source;
use std::collections::BTreeSet;

/// There, and ready.
pub(crate) const IMAGE_AVAILABLE: Rule = Rule {
    id: RuleId("image-available"),
    title: "The AMI cannot be launched",
    reason: "EC2 launches images that are available, in the Region that they are in, to accounts \
         that they are shared with.",
    source: source::IMAGES,
    default_level: Level::Error,
    attributes: &[AMI],
    judge: |case| found(case, available),
};

/// The same instruction set.
pub(crate) const IMAGE_ARCHITECTURE: Rule = Rule {
    id: RuleId("image-architecture"),
    title: "The AMI is built for another architecture",
    reason: "An image boots on the architecture that it was built for: arm64 on Graviton, x86_64 on \
         Intel and AMD.",
    source: source::INSTANCE_RESIZE,
    default_level: Level::Error,
    attributes: &[AMI, INSTANCE_TYPE],
    judge: |case| on_type(case, architecture),
};

/// A boot mode that the type has.
pub(crate) const IMAGE_BOOT_MODE: Rule = Rule {
    id: RuleId("image-boot-mode"),
    title: "The instance type does not boot as the AMI asks",
    reason: "An image with the boot mode uefi needs a type that boots by UEFI, one with legacy-bios \
         needs a BIOS; Graviton has UEFI only.",
    source: source::BOOT_MODES,
    default_level: Level::Error,
    attributes: &[AMI, INSTANCE_TYPE],
    judge: |case| on_type(case, boot_mode),
};

/// The network driver of Nitro.
pub(crate) const IMAGE_ENA: Rule = Rule {
    id: RuleId("image-ena"),
    title: "The AMI lacks enhanced networking",
    reason: "The instance type has no other network than ENA: without its driver nobody would reach \
         the broker.",
    source: source::ENHANCED_NETWORKING,
    default_level: Level::Error,
    attributes: &[AMI, INSTANCE_TYPE],
    judge: |case| on_type(case, ena),
};

/// A root that can be stopped and replaced.
pub(crate) const IMAGE_ROOT_DEVICE: Rule = Rule {
    id: RuleId("image-root-device"),
    title: "The AMI has no EBS root volume",
    reason: "A broker is stopped to change its type and gets a new AMI by replacing its root volume: \
         both need an EBS root.",
    source: source::REPLACE_ROOT,
    default_level: Level::Error,
    attributes: &[AMI],
    judge: |case| found(case, root_device),
};

/// Not a disk that cannot boot.
pub(crate) const IMAGE_ROOT_VOLUME_TYPE: Rule = Rule {
    id: RuleId("image-root-volume-type"),
    title: "An instance does not boot from this volume type",
    reason: "st1 and sc1 are for data: EC2 boots from SSD volumes.",
    source: source::EBS_TYPES,
    default_level: Level::Error,
    attributes: &[AMI],
    judge: |case| found(case, root_volume_type),
};

fn found(case: &Case<'_>, judge: fn(&Image) -> Option<Violation>) -> Vec<Violation> {
    case.image().and_then(judge).into_iter().collect()
}

fn on_type(
    case: &Case<'_>,
    judge: fn(&Image, &InstanceType) -> Option<Violation>,
) -> Vec<Violation> {
    let pair = case.image().zip(case.instance_type());
    pair.and_then(|(image, instance)| judge(image, instance))
        .into_iter()
        .collect()
}

fn available(image: &Image) -> Option<Violation> {
    let Image { id, state, .. } = image;
    let detail = match state {
        ImageState::Available => return None,
        ImageState::NotFound => format!("This account sees no {id} in this Region."),
        ImageState::Other(state) => format!("{id} is {state}."),
    };
    let advice = "Give an AMI of this Region that is available, copied or shared to this account.";
    Some(Violation::new(AMI, detail, advice))
}

fn architecture(image: &Image, instance: &InstanceType) -> Option<Violation> {
    let architecture = image.architecture.as_deref()?;
    let has = &instance.architectures;
    (!has.is_empty() && !has.contains(architecture)).then(|| {
        let detail = format!(
            "{} is {architecture}, and {} is {}.",
            image.id,
            instance.name,
            words(has)
        );
        let advice = format!("Give an AMI for {}, or another instance type.", words(has));
        Violation::new(AMI, detail, advice)
    })
}

/// `uefi-preferred` takes what there is, and so does an image that says nothing.
fn boot_mode(image: &Image, instance: &InstanceType) -> Option<Violation> {
    let mode = image.boot_mode.as_deref()?;
    let has = &instance.boot_modes;
    let is_missing = mode != "uefi-preferred" && !has.is_empty() && !has.contains(mode);
    is_missing.then(|| {
        let detail = format!(
            "{} boots by {mode}, and {} by {}.",
            image.id,
            instance.name,
            words(has)
        );
        let advice = "Give an AMI with another boot mode, or another instance type.";
        Violation::new(AMI, detail, advice)
    })
}

fn ena(image: &Image, instance: &InstanceType) -> Option<Violation> {
    let lacks = image.ena_support == Some(false) && instance.ena_required == Some(true);
    lacks.then(|| {
        let detail = format!("{} has no ENA, and {} needs it.", image.id, instance.name);
        Violation::new(
            AMI,
            detail,
            "Register the AMI with ENA support, or give another.",
        )
    })
}

fn root_device(image: &Image) -> Option<Violation> {
    let kind = image.root_device_type.as_deref()?;
    (kind != "ebs").then(|| {
        let detail = format!("The root of {} is of type {kind}.", image.id);
        Violation::new(AMI, detail, "Give an AMI whose root device type is ebs.")
    })
}

fn root_volume_type(image: &Image) -> Option<Violation> {
    let kind = VolumeType::named(image.root_volume_type.as_deref()?)?;
    (!kind.bootable).then(|| {
        let detail = format!("The root volume of {} is {}.", image.id, kind.name);
        Violation::new(AMI, detail, "Register the AMI with a gp3 root volume.")
    })
}

fn words(set: &BTreeSet<String>) -> String {
    set.iter().cloned().collect::<Vec<_>>().join(" or ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::observed::Observed;
    use crate::broker::testing::*;
    use kafkaws_schema::Value;

    const WRONG: &[&str] = &["ami"];

    fn with(image: Image) -> Observed {
        Observed {
            image: Some(image),
            ..seen()
        }
    }

    /// Judges the usual broker (Graviton) with each image, and one with an Intel type.
    fn on_both(rule: &Rule, images: Vec<(Image, &[&str], &[&str])>) {
        let intel = [(INSTANCE_TYPE, Value::from("m7i.2xlarge"))];
        for (image, on_graviton, on_intel) in images {
            let rows: &[Row<'_>] = &[(&[], on_graviton), (&intel, on_intel)];
            creates(rule, &with(image), rows);
        }
        let other: &[Row<'_>] = &[
            (&[(AMI, "ami-0".into())], &[]),
            (&[(AMI, Value::unknown())], &[]),
        ];
        creates(rule, &with(image()), other);
        creates(rule, &Observed::default(), &[(&[], &[])]);
    }

    #[test]
    fn there_and_ready() {
        let in_state = |state| Image { state, ..image() };
        let images = vec![
            (in_state(ImageState::Available), &[][..], &[][..]),
            (in_state(ImageState::NotFound), WRONG, WRONG),
            (
                in_state(ImageState::Other("deregistered".into())),
                WRONG,
                WRONG,
            ),
        ];
        on_both(&IMAGE_AVAILABLE, images);
    }

    #[test]
    fn the_same_instruction_set() {
        let built_for = |architecture: Option<&str>| Image {
            architecture: architecture.map(String::from),
            ..image()
        };
        let images = vec![
            (built_for(Some("arm64")), &[][..], WRONG),
            (built_for(Some("x86_64")), WRONG, &[]),
            (built_for(None), &[], &[]),
        ];
        on_both(&IMAGE_ARCHITECTURE, images);
    }

    #[test]
    fn a_mode_that_the_type_has() {
        let mode = |mode: Option<&str>| Image {
            boot_mode: mode.map(String::from),
            ..image()
        };
        let images = vec![
            (mode(Some("uefi")), &[][..], &[][..]),
            (mode(Some("legacy-bios")), WRONG, &[]),
            (mode(Some("uefi-preferred")), &[], &[]),
            (mode(None), &[], &[]),
        ];
        on_both(&IMAGE_BOOT_MODE, images);
    }

    /// The catalogue does not know which types need ENA, so on the other type nothing is said.
    #[test]
    fn the_network_of_nitro() {
        let ena = |ena_support| Image {
            ena_support,
            ..image()
        };
        let images = vec![
            (ena(Some(true)), &[][..], &[][..]),
            (ena(Some(false)), WRONG, &[]),
            (ena(None), &[], &[]),
        ];
        on_both(&IMAGE_ENA, images);
    }

    #[test]
    fn a_root_on_ebs_that_boots() {
        let device = |kind: &str| Image {
            root_device_type: Some(kind.into()),
            ..image()
        };
        let volume = |kind: &str| Image {
            root_volume_type: Some(kind.into()),
            ..image()
        };
        let devices = vec![
            (device("ebs"), &[][..], &[][..]),
            (device("instance-store"), WRONG, WRONG),
        ];
        on_both(&IMAGE_ROOT_DEVICE, devices);
        let volumes = vec![
            (volume("gp2"), &[][..], &[][..]),
            (volume("st1"), WRONG, WRONG),
            (volume("sc1"), WRONG, WRONG),
            (volume("gp9"), &[], &[]),
        ];
        on_both(&IMAGE_ROOT_VOLUME_TYPE, volumes);
    }

    #[test]
    fn another_type_wakes_them() {
        let rows: &[Row<'_>] = &[
            (&[(INSTANCE_TYPE, "m7i.2xlarge".into())], WRONG),
            (&[(INSTANCE_TYPE, "m7g.4xlarge".into())], &[]),
        ];
        updates(&IMAGE_ARCHITECTURE, &seen(), &[], rows);
    }
}
