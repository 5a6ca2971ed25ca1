//! An image to upload: as large as the one that `cargo xtask image` builds, and as full.

use std::path::{Path, PathBuf};

use kafkaws_acceptance_tests::disk_image::DiskImage;
use kafkaws_image_builder::measure;
use kafkaws_image_manifest::{Architecture, BLOCK_BYTES, BootMode, Engine, Inside, Manifest};

use crate::failure::Failure;

const IMAGE: DiskImage = DiskImage {
    size: 2 << 30,
    seed: 1,
    blocks: 590,
    bytes: BLOCK_BYTES,
};

/// MiB of it that are uploaded: its data, and the two blocks with the tables.
pub(super) fn data_mib() -> f64 {
    let blocks = IMAGE.blocks + 2;
    // Hundreds, which a float has exactly.
    blocks as f64 * BLOCK_BYTES as f64 / 1_048_576.0
}

/// Writes it with its manifest into a folder.
pub(super) fn write(folder: &Path) -> Result<PathBuf, Failure> {
    let path = folder.join("bench.raw");
    IMAGE.write(&path).map_err(Failure::at(&path))?;
    let inside = Inside {
        version: kafkaws_image_manifest::VERSION,
        architecture: Architecture::X86_64,
        boot_mode: BootMode::Uefi,
        engine: Engine {
            name: "bench".to_owned(),
            version: "1".to_owned(),
        },
        boot_agent: env!("CARGO_PKG_VERSION").to_owned(),
        contract: kafkaws_boot_contract::VERSION,
        components: Vec::new(),
    };
    let manifest = inside.with(measure(&path)?);
    let bytes = manifest
        .to_bytes()
        .map_err(|error| Failure::Unexpected(error.to_string()))?;
    let beside = Manifest::path_beside(&path);
    std::fs::write(&beside, bytes).map_err(Failure::at(&beside))?;
    Ok(path)
}
