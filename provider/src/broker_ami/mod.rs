//! AMIs that brokers boot from, made of disk images.
//!
//! - [`model`], [`types`]: what users write and what AWS assigns. [`resource`]: the resource type. [`source`]: the data source.
//! - `image`: the image before it is uploaded. `settle`: what it settles of the inputs. `examine`: looking at it again in the apply.
//! - `plan`, `validate`, `kept`: what a plan says, and what it tells its apply.
//! - `wanted`, `seen`, `steps` (pure), `run`: from what is to be and what there is to what is done, one thing after the other.
//! - `fill`: from image to snapshot, through `upload` (EBS direct APIs) or `import_snapshot` (S3). `calls`: the rest of what is asked of EC2.
//! - `create`, `read`, `update`, `delete`, `import`, `state`, `fault`: what happens, and what is told.

mod calls;
mod create;
mod delete;
mod examine;
mod fault;
mod fill;
mod image;
mod import;
mod import_snapshot;
mod kept;
pub mod model;
mod plan;
mod read;
pub mod resource;
mod run;
mod seen;
mod settle;
pub mod source;
mod state;
mod steps;
pub(crate) mod tags;
#[cfg(test)]
mod testing;
pub mod types;
mod update;
mod upload;
mod validate;
mod wanted;

pub use resource::BrokerAmiResource;
pub use source::BrokerAmiSource;
