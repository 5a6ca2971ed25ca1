//! EC2's words for what an image is.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A word that EC2 does not know.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{word}` is not one of {known}")]
pub struct UnknownWord {
    word: String,
    known: &'static str,
}

/// The processor that an image is for. Source: RegisterImage, `Architecture`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Architecture {
    /// Intel and AMD.
    #[serde(rename = "x86_64")]
    X86_64,
    /// Graviton.
    #[serde(rename = "arm64")]
    Arm64,
}

/// How an image wants to be booted. Source: RegisterImage, `BootMode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BootMode {
    /// By UEFI, from the EFI system partition. The only one of Graviton.
    Uefi,
    /// By BIOS.
    LegacyBios,
    /// By UEFI where the instance type can, else by BIOS.
    UefiPreferred,
}

impl Architecture {
    /// EC2's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Arm64 => "arm64",
        }
    }
}

impl BootMode {
    /// EC2's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Uefi => "uefi",
            Self::LegacyBios => "legacy-bios",
            Self::UefiPreferred => "uefi-preferred",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for BootMode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Architecture {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::X86_64, Self::Arm64]
            .into_iter()
            .find(|known| known.as_str() == word)
            .ok_or_else(|| UnknownWord {
                word: word.to_owned(),
                known: "x86_64, arm64",
            })
    }
}

impl FromStr for BootMode {
    type Err = UnknownWord;

    fn from_str(word: &str) -> Result<Self, UnknownWord> {
        [Self::Uefi, Self::LegacyBios, Self::UefiPreferred]
            .into_iter()
            .find(|known| known.as_str() == word)
            .ok_or_else(|| UnknownWord {
                word: word.to_owned(),
                known: "uefi, legacy-bios, uefi-preferred",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_the_same_in_json_and_in_text() {
        for mode in [
            BootMode::Uefi,
            BootMode::LegacyBios,
            BootMode::UefiPreferred,
        ] {
            assert_eq!(serde_json::to_value(mode).unwrap(), mode.as_str());
            assert_eq!(mode.as_str().parse(), Ok(mode));
        }
        for architecture in [Architecture::X86_64, Architecture::Arm64] {
            assert_eq!(
                serde_json::to_value(architecture).unwrap(),
                architecture.as_str()
            );
            assert_eq!(architecture.as_str().parse(), Ok(architecture));
        }
    }

    #[test]
    fn the_words_of_others_are_refused_with_ours() {
        let refused = "aarch64".parse::<Architecture>().unwrap_err();
        assert_eq!(refused.to_string(), "`aarch64` is not one of x86_64, arm64");
        assert!("bios".parse::<BootMode>().is_err());
    }
}
