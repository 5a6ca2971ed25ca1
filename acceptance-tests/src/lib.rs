//! The harness of the acceptance tests: a sandbox, a provider mirror, and the real terraform.
//!
//! A test takes a [`Stage`], writes configurations into a [`Project`], and asks the project to plan,
//! apply and destroy. What terraform says is read from its JSON, never from its prose. Nothing here
//! can reach AWS: terraform gets an environment of our own, whose only endpoint is the sandbox.

pub mod configuration;
pub mod conformity;
pub mod plan;
pub mod report;

mod difference;
pub mod disk_image;
mod installed;
mod kafka_client;
mod mirror;
mod neighbour;
mod project;
mod quiet;
mod site;
mod stage;
mod tools;
mod trouble;
mod world;

pub use kafka_client::{Consumed, KafkaClient, Produced, Producing};
pub use mirror::{KAFKAWS, Mirror, PEER, Package, lay_out};
pub use neighbour::{Neighbour, elements};
pub use project::{Project, report};
pub use report::Report;
pub use site::{Site, ids, object, volume};
pub use stage::{REGION, Stage, checkout, environment};
pub use tools::{
    Absent, boot_agent, image_tools, kafka_client, nisshi, nisshi_version, peer, process_tree,
    provider, terraform, witness,
};
pub use trouble::Trouble;
pub use world::World;

/// Unwraps what a test needs, or ends the test as skipped.
///
/// The test runner has no way to skip at run time; `cargo xtask test` counts the printed line.
#[macro_export]
macro_rules! need {
    ($tool:expr) => {
        match $tool {
            Ok(tool) => tool,
            Err(absent) => {
                println!("skipped: {absent}");
                return Ok(());
            }
        }
    };
}
