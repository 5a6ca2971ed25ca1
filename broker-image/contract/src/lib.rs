//! The contract between the provider and the agent that boots a broker.
//!
//! The provider writes a [`Contract`] into the instance's user data. The agent reads it at every boot, mounts the
//! volumes, configures the broker, starts it, and says on the console how that went ([`console`]). Both sides use
//! these types, and nothing else passes between them, so that an agent can be put behind another image and another
//! provider in front of this one.
//!
//! User data is no place for secrets: whoever may call ec2:DescribeInstanceAttribute reads it, and so does every
//! process on the instance.

mod check;
pub mod console;
mod contract;
mod user_data;

pub use check::Unusable;
pub use contract::{Contract, Listener, Protocol, Volume};
pub use user_data::{ContractError, MAX_BYTES, UserData, VERSION};
