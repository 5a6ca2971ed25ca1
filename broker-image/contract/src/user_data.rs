//! The bytes of a contract.

use std::fmt;

use serde::Deserialize;
use sha2::{Digest, Sha256};
use thiserror::Error;

use crate::{Contract, Unusable};

/// The version of the contract that this crate writes and the newest that it reads.
pub const VERSION: u32 = 1;
/// The most that EC2 takes as user data, before base64. Source: "Run commands when you launch an EC2 instance with
/// user data input" in the EC2 User Guide.
pub const MAX_BYTES: usize = 16 * 1024;

/// Why there is no user data for a contract, or no contract in user data.
#[derive(Debug, Error)]
pub enum ContractError {
    /// EC2 would refuse it.
    #[error("the boot data has {0} bytes, and EC2 takes at most {MAX_BYTES} as user data")]
    TooLarge(usize),
    /// No broker could be booted with it.
    #[error(transparent)]
    Unusable(#[from] Unusable),
    /// Written by a newer provider: a field that this agent does not know could be the one that matters.
    #[error(
        "the user data is a boot contract of version {0}, and this program reads versions up to {VERSION}"
    )]
    Newer(u32),
    /// Something else, such as a script for cloud-init.
    #[error("the user data is not a boot contract: {0}")]
    NotAContract(#[source] serde_json::Error),
    /// A contract that JSON cannot hold. None that this crate knows.
    #[error("the boot data cannot be written: {0}")]
    Unwritable(#[source] serde_json::Error),
}

/// User data with a contract in it. The same contract always has the same bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserData(Vec<u8>);

impl UserData {
    /// Writes a contract.
    ///
    /// # Errors
    ///
    /// [`ContractError::TooLarge`]. Whether a broker could be booted with it is for [`Contract::check`] to say.
    pub fn of(contract: &Contract) -> Result<Self, ContractError> {
        let bytes = serde_json::to_vec(contract).map_err(ContractError::Unwritable)?;
        match bytes.len() {
            length if length > MAX_BYTES => Err(ContractError::TooLarge(length)),
            _ => Ok(Self(bytes)),
        }
    }

    /// What EC2's metadata service returned.
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// The bytes, before base64.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Names these bytes: the first 32 hexadecimal digits of their SHA-256. An instance is tagged with it, so that
    /// nobody has to fetch user data to see whether it changed, and the agent says it when the broker is ready.
    pub fn hash(&self) -> String {
        let digest = Sha256::digest(&self.0);
        digest
            .iter()
            .take(16)
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }

    /// Reads the contract.
    ///
    /// # Errors
    ///
    /// [`ContractError::Newer`] and [`ContractError::NotAContract`].
    pub fn contract(&self) -> Result<Contract, ContractError> {
        // The version alone first: a newer form may not fit the fields of this one.
        let head: Head = serde_json::from_slice(&self.0).map_err(ContractError::NotAContract)?;
        if head.version > VERSION {
            return Err(ContractError::Newer(head.version));
        }
        serde_json::from_slice(&self.0).map_err(ContractError::NotAContract)
    }
}

impl fmt::Display for UserData {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "boot data {} of {} bytes", self.hash(), self.0.len())
    }
}

#[derive(Deserialize)]
struct Head {
    version: u32,
}

#[cfg(test)]
#[path = "user_data_tests.rs"]
mod tests;
