//! Objects: writing, reading, taking away.

mod copy;
mod delete;
mod get;
mod headers;
mod put;

pub(super) use copy::copy;
pub(super) use delete::{delete, delete_many};
pub(super) use get::{get, head};
pub(super) use headers::{kept, with_sum};
pub(super) use put::{check_key, put};
