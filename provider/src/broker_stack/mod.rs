//! `kafkaws_broker_stack`: brokers of one range of ids, as one unit.
//!
//! - [`model`], [`outputs`], [`ids`]: what users write and read.
//! - `forecast`, `roll`, `spread`: what is to be done, in which order and where, as pure functions. `plan`: what a plan says of it.
//! - `create`, `grow`, `read`, `update`, `shrink`, `delete`, `import`: what happens. `crew`: what they work with.

mod create;
mod crew;
mod delete;
mod drift;
mod entry;
mod forecast;
mod grow;
pub mod ids;
mod import;
mod leave;
pub mod model;
pub mod outputs;
mod plan;
mod read;
mod roll;
mod shrink;
mod spread;
mod update;
mod wanted;

#[cfg(test)]
mod testing;

use kafkaws_plugin::{Cx, Done, Failure, Found, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostics, Sketch};

use crate::aws::cloud::Cloud;
use model::BrokerStack;
use outputs::Outputs;

/// The resource type.
#[derive(Debug)]
pub struct Stack;

/// Nothing is kept beside the state: the brokers say themselves what they are.
type Private = ();

/// Every operation is boxed: one that works on many brokers holds the SDK's futures for all of them, which is more than a thread's
/// stack has room for.
impl Resource for Stack {
    const NAME: &'static str = "broker_stack";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = BrokerStack;
    type Outputs = Outputs;
    type Private = Private;

    fn validate(config: &Sketch<'_>) -> Diagnostics {
        plan::validate(config)
    }

    fn settle(draft: &mut Draft, (): &Private) {
        plan::settle(draft);
    }

    async fn review(cx: &Cx<Cloud>, draft: &mut Draft, (): &mut Private) {
        Box::pin(plan::review(cx, draft)).await;
    }

    async fn create(
        cx: &Cx<Cloud>,
        planned: BrokerStack,
        (): Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        Box::pin(create::create(cx, planned)).await
    }

    async fn read(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        Box::pin(read::read(cx, prior)).await
    }

    async fn update(
        cx: &Cx<Cloud>,
        prior: State<Self>,
        planned: BrokerStack,
        (): Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        Box::pin(update::update(cx, prior, planned)).await
    }

    async fn delete(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        Box::pin(delete::delete(cx, prior)).await
    }

    async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Self>, Diagnostics> {
        Box::pin(import::import(cx, id)).await
    }
}
