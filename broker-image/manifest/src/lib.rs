//! What a broker's disk image is, as the file beside it says.
//!
//! `cargo xtask image` writes an image `X.raw` and its [`Manifest`] as `X.raw.json`. The provider reads it, so that it
//! need not hash gigabytes to know whether an image changed, and what must be told to EC2 about it; the image
//! itself carries the part that can be known before it is written ([`Inside`]) at [`INSIDE_PATH`].

mod blocks;
mod digest;
mod error;
mod inside;
mod manifest;
mod words;

pub use blocks::{BLOCK_BYTES, Blocks};
pub use digest::{Digest, NoDigest};
pub use error::{Inconsistent, ManifestError};
pub use inside::{INSIDE_PATH, Inside, Measured};
pub use manifest::{Component, Engine, MAX_BYTES, Manifest, VERSION};
pub use words::{Architecture, BootMode, UnknownWord};
