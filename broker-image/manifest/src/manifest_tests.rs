use super::*;
use crate::{Blocks, Inside, Measured};

const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// Of one block at index 0 whose digest is 32 sevens: `(printf '\0\0\0\0'; printf '\7%.0s' $(seq 32)) | sha256sum`.
const BLOCKS: &str = "698ccf1a721a7776b18318c67741e8119176cf2c479dbf282e066d11019fee92";

fn manifest() -> Manifest {
    Manifest {
        version: VERSION,
        sha256: DIGEST.parse().unwrap(),
        size_bytes: 2 << 30,
        data_bytes: 180_000_000,
        blocks: Some(Blocks::of([(0, &[7; 32])])),
        architecture: Architecture::X86_64,
        boot_mode: BootMode::Uefi,
        engine: Engine {
            name: "nisshi".into(),
            version: "0.8.1".into(),
        },
        boot_agent: "0.1.0".into(),
        contract: 1,
        sbom: Some("x.raw.spdx.json".into()),
        components: vec![Component {
            name: "linux-image-cloud-amd64".into(),
            version: "6.1.1".into(),
        }],
    }
}

#[test]
fn a_manifest_is_read_as_it_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let image = folder.path().join("x.raw");
    let path = Manifest::path_beside(&image);
    assert_eq!(path, folder.path().join("x.raw.json"));
    std::fs::write(&path, manifest().to_bytes().unwrap()).unwrap();
    assert_eq!(Manifest::read(&path).unwrap(), manifest());
}

#[test]
fn the_words_of_the_file_are_these() {
    let text = format!(
        r#"{{"version":1,"sha256":"{DIGEST}","size_bytes":2147483648,"data_bytes":180000000,"architecture":"x86_64",
        "boot_mode":"uefi","engine":{{"name":"nisshi","version":"0.8.1"}},"boot_agent":"0.1.0","contract":1,
        "blocks":{{"bytes":524288,"count":1,"sha256":"{BLOCKS}"}},"sbom":"x.raw.spdx.json","components":[{{"name":"linux-image-cloud-amd64","version":"6.1.1"}}],"later":true}}"#
    );
    assert_eq!(Manifest::from_bytes(text.as_bytes()).unwrap(), manifest());
}

#[test]
fn a_manifest_that_counts_no_blocks_is_read() {
    let mut without = manifest();
    without.blocks = None;
    let bytes = without.to_bytes().unwrap();
    assert!(!String::from_utf8_lossy(&bytes).contains("blocks"));
    assert_eq!(Manifest::from_bytes(&bytes).unwrap(), without);
}

#[test]
fn a_missing_file_is_told_from_a_bad_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw.json");
    assert!(Manifest::read(&path).unwrap_err().is_absent());
    std::fs::write(&path, "{").unwrap();
    let bad = Manifest::read(&path).unwrap_err();
    assert!(!bad.is_absent() && matches!(bad, ManifestError::NotAManifest(_)));
}

#[test]
fn an_image_given_as_its_manifest_is_not_read_whole() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x.raw");
    File::create(&path).unwrap().set_len(1 << 40).unwrap();
    let refused = Manifest::read(&path).unwrap_err();
    assert!(matches!(refused, ManifestError::TooLarge(n) if n == MAX_BYTES + 1));
}

#[test]
fn a_newer_version_is_refused_whatever_else_it_says() {
    let refused = Manifest::from_bytes(br#"{"version":2,"disks":[]}"#).unwrap_err();
    assert!(matches!(refused, ManifestError::Newer(2)));
}

#[test]
fn a_digest_of_another_form_is_refused() {
    let text = String::from_utf8(manifest().to_bytes().unwrap()).unwrap();
    let spoiled = text.replace(DIGEST, "d41d8cd98f00b204e9800998ecf8427e");
    let refused = Manifest::from_bytes(spoiled.as_bytes()).unwrap_err();
    assert!(
        refused.to_string().contains("64 hexadecimal digits"),
        "{refused}"
    );
}

#[test]
fn what_no_image_can_be_is_neither_read_nor_written() {
    type Spoil = fn(&mut Manifest);
    let table: [(Spoil, Inconsistent); 7] = [
        (|m| m.size_bytes = 0, Inconsistent::Empty),
        (|m| m.size_bytes = 1000, Inconsistent::NoWholeSectors(1000)),
        (
            |m| m.data_bytes = u64::MAX,
            Inconsistent::MoreDataThanSize {
                data: u64::MAX,
                size: 2 << 30,
            },
        ),
        (
            |m| m.blocks.as_mut().unwrap().bytes = 4096,
            Inconsistent::OtherBlocks(4096),
        ),
        (
            |m| m.blocks.as_mut().unwrap().count = 4097,
            Inconsistent::MoreBlocksThanSize {
                count: 4097,
                room: 4096,
            },
        ),
        (|m| m.engine.version.clear(), Inconsistent::NoEngine),
        (
            |m| (m.architecture, m.boot_mode) = (Architecture::Arm64, BootMode::LegacyBios),
            Inconsistent::ArmWithoutUefi,
        ),
    ];
    for (spoil, why) in table {
        let mut bad = manifest();
        spoil(&mut bad);
        assert!(matches!(bad.to_bytes(), Err(ManifestError::Inconsistent(found)) if found == why));
        let text = serde_json::to_vec(&bad).unwrap();
        let read = Manifest::from_bytes(&text);
        assert!(matches!(read, Err(ManifestError::Inconsistent(found)) if found == why));
    }
}

#[test]
fn what_is_in_the_image_and_what_is_measured_make_the_manifest() {
    let whole = manifest();
    let inside = Inside::from(&whole);
    let text = serde_json::to_string(&inside).unwrap();
    for absent in ["sha256", "size_bytes", "data_bytes", "blocks", "sbom"] {
        assert!(!text.contains(absent), "{text}");
    }
    let inside: Inside = serde_json::from_str(&text).unwrap();
    let again = inside.with(Measured {
        sha256: whole.sha256.clone(),
        size_bytes: whole.size_bytes,
        data_bytes: whole.data_bytes,
        blocks: whole.blocks.clone().unwrap(),
    });
    assert_eq!(
        Manifest {
            sbom: whole.sbom.clone(),
            ..again
        },
        whole
    );
}
