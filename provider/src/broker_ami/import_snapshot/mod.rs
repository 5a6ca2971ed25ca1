//! An image becomes a snapshot through S3: a file is uploaded in parts, and EC2 imports the object with a role of its own.

mod object;
mod parts;
mod task;

pub(crate) use object::{Object, remove, upload};
pub(crate) use task::{Import, Order};
