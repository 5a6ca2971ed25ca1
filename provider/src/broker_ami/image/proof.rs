//! How an upload tells that the bytes it wrote are the image that was planned.

use kafkaws_image_manifest::{Blocks, Digest, Manifest};

use crate::broker_ami::types::Sha256Digest;

/// What the written bytes are compared with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    /// The SHA-256 of the whole file. Its holes are hashed as well, a second or so for each GiB of them.
    Whole(String),
    /// The digest of the blocks that are not all zeroes, which are hashed for EBS anyway.
    Blocks(Blocks),
}

impl Proof {
    /// A manifest is believed about its blocks as it is about its SHA-256. What the configuration says is compared with the file itself: a
    /// manifest that was changed with its image must not vouch for it.
    pub(crate) fn of(
        given: Option<&Sha256Digest>,
        sha256: &str,
        manifest: Option<&Manifest>,
    ) -> Self {
        match manifest.and_then(|manifest| manifest.blocks.as_ref()) {
            Some(blocks) if given.is_none() => Self::Blocks(blocks.clone()),
            _ => Self::Whole(sha256.to_owned()),
        }
    }

    /// Whether every byte has to be hashed.
    pub(crate) fn takes_whole(&self) -> bool {
        matches!(self, Self::Whole(_))
    }

    /// What it says, in words: a name, and a value.
    pub(crate) fn said(&self) -> (&'static str, &str) {
        match self {
            Self::Whole(sha256) => ("SHA-256", sha256),
            Self::Blocks(blocks) => ("digest of all blocks", blocks.sha256.as_str()),
        }
    }

    /// What turned out, in the same words.
    pub(crate) fn found<'a>(
        &self,
        whole: Option<Digest>,
        blocks: impl IntoIterator<Item = (u32, &'a [u8; 32])>,
    ) -> Self {
        match (self, whole) {
            (Self::Whole(_), Some(sha256)) => Self::Whole(sha256.to_string()),
            _ => Self::Blocks(Blocks::of(blocks)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(blocks: Option<Blocks>) -> Manifest {
        let text = format!(
            r#"{{"version":1,"sha256":"{}","size_bytes":1048576,"data_bytes":512,"architecture":"x86_64","boot_mode":"uefi",
                "engine":{{"name":"nisshi","version":"0.8.1"}},"boot_agent":"0.1.0","contract":1}}"#,
            "ab".repeat(32)
        );
        let read = Manifest::from_bytes(text.as_bytes()).unwrap();
        Manifest { blocks, ..read }
    }

    #[test]
    fn only_a_manifest_that_nothing_else_vouches_for_is_compared_by_its_blocks() {
        let blocks = Blocks::of([(0, &[1; 32])]);
        let sha256 = "ab".repeat(32);
        let given = sha256.parse().unwrap();
        let (with, without) = (manifest(Some(blocks.clone())), manifest(None));
        let whole = Proof::Whole(sha256.clone());
        let table = [
            (None, Some(&with), Proof::Blocks(blocks)),
            (Some(&given), Some(&with), whole.clone()),
            (None, Some(&without), whole.clone()),
            (None, None, whole),
        ];
        for (given, manifest, expected) in table {
            assert_eq!(Proof::of(given, &sha256, manifest), expected);
        }
    }

    #[test]
    fn blocks_in_other_places_are_another_image() {
        let wanted = Proof::Blocks(Blocks::of([(0, &[1; 32])]));
        assert_eq!(wanted.found(None, [(0, &[1; 32])]), wanted);
        assert_ne!(wanted.found(None, [(1, &[1; 32])]), wanted);
        assert_ne!(wanted.found(None, []), wanted);
    }
}
