//! Brokers on EC2 that the user runs.
//!
//! - [`volumes`], [`listeners`], [`health_check`], [`types`]: what users write about every broker.
//! - [`gate`]: when the next broker may be touched.
//! - `node`: what is done about one broker. `tags`: how brokers are known. `observed`, `performance`: how they are shown.
//!
//! And `kafkaws_broker`, which is one of them:
//!
//! - [`model`]: what users write and what AWS assigns. [`resource`]: the resource type.
//! - `plan`, `forecast`, `refusals`, `irreversible`, `facts`, `validate`: what a plan says.
//! - `create`, `read`, `update`, `delete`, `import`, `state`: what happens. `watch`: its gate.

mod create;
mod delete;
pub(crate) mod facts;
mod forecast;
pub mod gate;
pub mod health_check;
mod import;
mod irreversible;
pub mod listeners;
pub mod model;
pub(crate) mod node;
pub(crate) mod observed;
pub(crate) mod performance;
pub(crate) mod plan;
mod read;
mod refusals;
pub mod resource;
mod state;
pub(crate) mod tags;
pub mod types;
mod update;
pub(crate) mod validate;
pub mod volumes;
mod wanted;
mod watch;

pub use resource::BrokerResource;
