//! Texts and words of broker images: a value of these types has the form that EC2 and S3 ask for.

use kafkaws_schema::{Choice, text};

text!(
    /// Beginning of the names of AMIs. Twelve digits and a hyphen are added to it, and EC2 takes 128 characters.
    pub AmiName,
    "3 to 115 letters, digits, spaces and any of ()[]./-'@_",
    |t| (3..=115).contains(&t.len())
        && t.chars().all(|c| c.is_ascii_alphanumeric() || "()[] ./-'@_".contains(c))
);

text!(
    /// A SHA-256 digest.
    pub Sha256Digest,
    "a SHA-256 digest: 64 lower-case hexadecimal digits",
    |t| t.len() == 64 && t.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
);

text!(
    /// Path of a file on the machine that Terraform runs on.
    pub ImageFile,
    "a path to a raw disk image",
    |t| !t.is_empty() && !t.contains('\0')
);

text!(
    /// Name of an S3 bucket.
    pub BucketName,
    "3 to 63 lower-case letters, digits, hyphens and full stops",
    |t| (3..=63).contains(&t.len())
        && t.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'.')
);

text!(
    /// Key of an S3 object, or the beginning of one.
    pub ObjectKey,
    "1 to 900 bytes without a slash at the beginning",
    |t| (1..=900).contains(&t.len()) && !t.starts_with('/')
);

text!(
    /// Name of an IAM role.
    pub RoleName,
    "1 to 64 letters, digits and any of +=,.@_-",
    |t| (1..=64).contains(&t.len())
        && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"+=,.@_-".contains(&b))
);

text!(
    /// Name or version of an engine, which becomes a tag.
    pub EngineText,
    "1 to 64 letters, digits and any of ._+-",
    |t| (1..=64).contains(&t.len())
        && t.bytes().all(|b| b.is_ascii_alphanumeric() || b"._+-".contains(&b))
);

/// The processor that an image is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum Architecture {
    /// Intel and AMD.
    #[tf(name = "x86_64")]
    X86,
    /// Graviton.
    #[tf(name = "arm64")]
    Arm64,
}

/// How an image is booted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum BootMode {
    /// By UEFI, the only one of Graviton.
    #[tf(name = "uefi")]
    Uefi,
    /// By BIOS.
    #[tf(name = "legacy-bios")]
    LegacyBios,
    /// By UEFI where the instance type can, else by BIOS.
    #[tf(name = "uefi-preferred")]
    UefiPreferred,
}

/// Device names of root volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RootDevice {
    /// What Amazon's own images use.
    #[tf(name = "/dev/xvda")]
    Xvda,
    /// What many other images use.
    #[tf(name = "/dev/sda1")]
    Sda1,
}

/// Volume types that are offered for root volumes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum RootVolumeType {
    /// SSD whose IOPS and throughput are chosen apart from its size.
    #[tf(name = "gp3")]
    Gp3,
    /// SSD whose IOPS follow from its size.
    #[tf(name = "gp2")]
    Gp2,
}

impl From<kafkaws_image_manifest::Architecture> for Architecture {
    fn from(architecture: kafkaws_image_manifest::Architecture) -> Self {
        match architecture {
            kafkaws_image_manifest::Architecture::X86_64 => Self::X86,
            kafkaws_image_manifest::Architecture::Arm64 => Self::Arm64,
        }
    }
}

impl From<kafkaws_image_manifest::BootMode> for BootMode {
    fn from(mode: kafkaws_image_manifest::BootMode) -> Self {
        match mode {
            kafkaws_image_manifest::BootMode::Uefi => Self::Uefi,
            kafkaws_image_manifest::BootMode::LegacyBios => Self::LegacyBios,
            kafkaws_image_manifest::BootMode::UefiPreferred => Self::UefiPreferred,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_their_form() {
        assert!("kafka-broker (blue)".parse::<AmiName>().is_ok());
        assert!("a#b".parse::<AmiName>().is_err());
        assert!("n".repeat(116).parse::<AmiName>().is_err());
        assert!("0a".repeat(32).parse::<Sha256Digest>().is_ok());
        assert!("0A".repeat(32).parse::<Sha256Digest>().is_err());
        assert!("Images".parse::<BucketName>().is_err());
        assert!("/key".parse::<ObjectKey>().is_err());
        assert!("vmimport".parse::<RoleName>().is_ok());
    }
}
