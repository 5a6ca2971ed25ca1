//! `kafkaws_msk_cluster`: a provisioned Amazon MSK cluster.
//!
//! - [`model`], [`brokers`], [`security`], [`monitoring`]: what users write and what AWS assigns.
//! - `plan`, `refusals`, `observe`: what a plan says. `steps`: what an update takes, as a pure function.
//! - `create`, `read`, `update`, `delete`, `import`, `adopt`: what happens. `run` and `finish` make the steps.
//! - `api`: to and from the SDK's types.

mod adopt;
mod api;
mod bootstrap;
pub mod brokers;
mod calls;
mod create;
mod delete;
mod finish;
mod import;
pub(crate) mod irreversible;
mod lookup;
pub mod model;
pub mod monitoring;
mod observe;
mod owned;
mod partitions;
mod paths;
mod placement;
mod plan;
mod read;
mod refusals;
mod run;
pub mod security;
pub mod source;
mod steps;
mod tags;
mod update;
mod validate;

use kafkaws_plugin::{Cx, Done, Failure, Found, Moved, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostics, Sketch};

use crate::aws::cloud::Cloud;
use model::{MskCluster, Outputs, Private};

/// The resource type.
#[derive(Debug)]
pub struct Cluster;

impl Resource for Cluster {
    const NAME: &'static str = "msk_cluster";
    const SUBCATEGORY: &'static str = "Amazon MSK";
    const ADOPTS: &'static [&'static str] = &["hashicorp/aws aws_msk_cluster"];

    type Cloud = Cloud;
    type Inputs = MskCluster;
    type Outputs = Outputs;
    type Private = Private;

    fn validate(config: &Sketch<'_>) -> Diagnostics {
        validate::validate(config)
    }

    fn settle(draft: &mut Draft, private: &Private) {
        plan::settle(draft, private);
    }

    async fn review(cx: &Cx<Cloud>, draft: &mut Draft, private: &mut Private) {
        plan::review(cx, draft, private).await;
    }

    async fn create(
        cx: &Cx<Cloud>,
        planned: MskCluster,
        private: Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        create::create(cx, planned, private).await
    }

    async fn read(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        read::read(cx, prior).await
    }

    async fn update(
        cx: &Cx<Cloud>,
        prior: State<Self>,
        planned: MskCluster,
        private: Private,
    ) -> Result<Done<Self>, Failure<Self>> {
        update::update(cx, prior, planned, private).await
    }

    async fn delete(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        delete::delete(cx, prior).await
    }

    async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Self>, Diagnostics> {
        import::import(cx, id).await
    }

    fn adopt(source: &Moved) -> Option<Result<State<Self>, Diagnostics>> {
        adopt::adopt(source)
    }
}
