//! The engine file: how one particular broker is started, asked and stopped. With it any broker fits behind the
//! contract.

mod duration;
mod file;
mod listeners;
mod properties;
mod resolve;
mod signal;
mod template;
#[cfg(test)]
mod tests;

pub(crate) use file::{Engine, EngineError, Probe};
pub(crate) use resolve::{Place, Program, ResolveError, resolve};
