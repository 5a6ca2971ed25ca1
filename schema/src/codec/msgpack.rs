//! MessagePack as Terraform speaks it.

mod decode;
mod encode;
mod reader;
mod refined;

pub use decode::decode;
pub use encode::encode;

/// The extension of a refined unknown; its payload says what is known. Every other extension is an
/// unknown without refinements.
const REFINED: i8 = 12;

#[cfg(test)]
mod tests;
