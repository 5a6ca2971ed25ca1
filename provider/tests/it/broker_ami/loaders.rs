//! Images whose partitions do not say which processor they are for, or say the wrong one: the UEFI loader does.

use std::fs::File;
use std::io::{Cursor, Write};
use std::os::unix::fs::FileExt;
use std::path::Path;

use fatfs::{FileSystem, FormatVolumeOptions, FsOptions};
use kafkaws_schema::Diagnostics;
use serde_json::json;

use super::disk::{Disk, X86_64, sha256};
use super::imports::{put, shop};
use super::scene::Scene;
use crate::scene::{at, text};

/// EFI system partition, as it lies on the disk.
const ESP: [u8; 16] = [
    0x28, 0x73, 0x2a, 0xc1, 0x1f, 0xf8, 0xd2, 0x11, 0xba, 0x4b, 0x00, 0xa0, 0xc9, 0x3e, 0xc9, 0x3b,
];
/// Where the partition lies, beyond the disk's other data.
const FIRST: u64 = 65_536;
const SECTORS: u64 = 8192;

/// The beginning of a UEFI program for arm64.
fn program() -> Vec<u8> {
    let mut bytes = vec![0; 4096];
    bytes[..2].copy_from_slice(b"MZ");
    bytes[0x3c] = 0x80;
    bytes[0x80..0x86].copy_from_slice(b"PE\0\0\x64\xaa");
    bytes
}

/// A file system with the program as the loader.
fn partition() -> Vec<u8> {
    let mut bytes = Cursor::new(vec![0; SECTORS as usize * 512]);
    fatfs::format_volume(&mut bytes, FormatVolumeOptions::new()).unwrap();
    let system = FileSystem::new(&mut bytes, FsOptions::new()).unwrap();
    let efi = system.root_dir().create_dir("EFI").unwrap();
    let boot = efi.create_dir("BOOT").unwrap();
    let mut loader = boot.create_file("BOOTAA64.EFI").unwrap();
    loader.write_all(&program()).unwrap();
    drop((loader, boot, efi));
    system.unmount().unwrap();
    bytes.into_inner()
}

/// Gives a disk an EFI system partition with a loader for arm64.
fn add_loader(image: &Path) {
    let mut entry = [0; 128];
    entry[..16].copy_from_slice(&ESP);
    entry[32..40].copy_from_slice(&FIRST.to_le_bytes());
    entry[40..48].copy_from_slice(&(FIRST + SECTORS - 1).to_le_bytes());
    let disk = File::options().write(true).open(image).unwrap();
    disk.write_all_at(&entry, 1024 + 128).unwrap();
    disk.write_all_at(&partition(), FIRST * 512).unwrap();
}

/// An image for arm64 whose root partition is called this, without a manifest.
fn build(scene: &Scene, root: [u8; 16]) {
    scene.build_alone(Disk {
        root,
        ..Disk::of(1)
    });
    add_loader(&scene.image());
}

#[track_caller]
fn assert_told(said: &Diagnostics) {
    let told = at(said, "architecture").join("\n");
    let expected = "is for arm64, as its UEFI loader in /EFI/BOOT says, and not for x86_64";
    assert!(told.contains(expected), "{said:#?}");
}

#[tokio::test]
async fn an_image_whose_loader_is_for_another_processor_is_refused() {
    for root in [[7; 16], X86_64] {
        let scene = Scene::new().await;
        build(&scene, root);
        let config = scene.config(json!({ "architecture": "x86_64" }));
        assert_told(&scene.refused(None, &config).await);
        assert!(scene.mutations().is_empty());
        scene.empty();
    }
}

#[tokio::test]
async fn an_image_is_registered_for_what_its_loader_is_for() {
    let scene = Scene::new().await;
    build(&scene, [7; 16]);
    let stored = scene.apply(None, &scene.config(json!({}))).await;
    assert_eq!(text(&stored, "architecture"), "arm64");
    scene.destroyed(&stored).await;
}

/// Three pages are read for it: the boot sector, the table of clusters, and the folders with what follows them.
#[tokio::test]
async fn an_object_in_s3_is_looked_into_as_well() {
    let scene = shop().await;
    build(&scene, X86_64);
    put(&scene, "broker.raw", &scene.image()).await;
    let config = scene.config(json!({
        "image_file": null,
        "image_object": { "bucket": "images", "key": "broker.raw" },
        "image_sha256": sha256(&scene.image()),
        "architecture": "x86_64",
    }));
    scene.sandbox.forget_calls();
    assert_told(&scene.refused(None, &config).await);
    assert!(scene.mutations().is_empty());
    assert!(
        scene.count("GetObject") <= 6,
        "{}",
        scene.count("GetObject")
    );
}
