//! What is wrong with the configuration of a broker image whatever the provider block says.

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch};

use crate::aws::tags::wrong_tags;

pub(super) fn validate(config: &Sketch<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(wrong_tags(config));
    diagnostics.extend(one_image(config));
    diagnostics.extend(bucket(config));
    diagnostics.extend(key_without_encryption(config));
    diagnostics.extend(gp3_only(config));
    diagnostics
}

fn at(name: &str) -> Path {
    Path::root().attribute(name)
}

/// Whether the attribute is surely left out.
fn left_out(config: &Sketch<'_>, path: &Path) -> bool {
    !config.is_set(path) && !config.is_unknown(path)
}

fn one_image(config: &Sketch<'_>) -> Option<Diagnostic> {
    let (file, object) = (at("image_file"), at("image_object"));
    let told = |detail: &str| {
        Some(Diagnostic::error("Exactly one image is needed", detail.to_owned()).at(file.clone()))
    };
    match () {
        () if config.is_set(&file) && config.is_set(&object) => {
            told("image_file and image_object are both set. Take one of them away.")
        }
        () if left_out(config, &file) && left_out(config, &object) => told(
            "Set image_file to a raw disk image on this machine, or image_object to one in S3.",
        ),
        () => None,
    }
}

fn bucket(config: &Sketch<'_>) -> Option<Diagnostic> {
    let settings = at("import_snapshot");
    let bucket = settings.attribute("bucket");
    if !config.is_set(&settings) {
        return None;
    }
    let detail = match () {
        () if config.is_set(&at("image_object")) && config.is_set(&bucket) => {
            "The object is imported from where it is. Take import_snapshot.bucket away."
        }
        () if config.is_set(&at("image_file")) && left_out(config, &bucket) => {
            "EC2 imports from S3 only: name the bucket that the file is uploaded to in import_snapshot.bucket."
        }
        () => return None,
    };
    Some(Diagnostic::error("The bucket of an import is not clear", detail).at(bucket))
}

fn key_without_encryption(config: &Sketch<'_>) -> Option<Diagnostic> {
    let (key, encrypted) = (at("kms_key_id"), at("encrypted"));
    let off = left_out(config, &encrypted) || config.at::<bool>(&encrypted) == Some(false);
    (config.is_set(&key) && off).then(|| {
        Diagnostic::error(
            "A key encrypts nothing by itself",
            "Set encrypted = true, or take kms_key_id away.",
        )
        .at(key)
    })
}

fn gp3_only(config: &Sketch<'_>) -> Vec<Diagnostic> {
    let volume = at("root_volume");
    let kind: Option<String> = config.at(&volume.attribute("type"));
    if kind.is_none_or(|kind| kind == "gp3") {
        return Vec::new();
    }
    let set = ["iops", "throughput"]
        .map(|name| volume.attribute(name))
        .into_iter()
        .filter(|path| config.is_set(path));
    set.map(|path| {
        Diagnostic::error(
            "Only gp3 takes it",
            "The performance of gp2 follows from its size. Take it away, or set type = \"gp3\".",
        )
        .at(path)
    })
    .collect()
}
