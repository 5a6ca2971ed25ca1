//! Plans broker storage and placement, before anything is created.
//!
//! Pure functions over `kafkaws-catalog`: nothing here asks AWS anything. All arithmetic is on whole
//! bytes and bytes per second; what is needed is rounded up and what there is is rounded down, so that
//! a layout never falls short by a rounding.
//!
//! ```
//! use kafkaws_planning::{Machine, Prices, Rate, Workload, plan};
//!
//! let workload = Workload {
//!     brokers: 6,
//!     retention_hours: 72,
//!     ..Workload::of_ingress(Rate::from_mib(90))
//! };
//! let machine = Machine::resolve(Some("m7g.2xlarge"), None, None)?;
//! let plan = plan(&workload, &machine, &Prices::default())?;
//! let layout = plan.recommended.layout;
//! assert_eq!((layout.kind.name(), layout.volumes), ("gp3", 1));
//! assert_eq!(layout.throughput_mib, Some(125));
//! # Ok::<(), kafkaws_planning::PlanError>(())
//! ```

mod assumptions;
mod ceiling;
mod decimal;
mod error;
mod instance_store;
mod layout;
mod machine;
mod need;
mod plan;
mod price;
mod rate;
mod sizing;
#[cfg(test)]
mod tests;
mod words;
mod workload;
pub mod zones;

pub use assumptions::{assumptions, sources};
pub use ceiling::{Ceiling, Limit};
pub use error::{Input, PlanError};
pub use instance_store::LocalDisks;
pub use layout::{Layout, VolumeKind};
pub use machine::Machine;
pub use need::Need;
pub use plan::{Choice, Plan, plan};
pub use price::{Money, NotMoney, Price, Prices};
pub use rate::Rate;
pub use sizing::{SizedBy, Unsuitable};
pub use workload::Workload;
