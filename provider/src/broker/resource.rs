//! `kafkaws_broker`: one broker.

use kafkaws_plugin::{Cx, Done, Failure, Found, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostics, Sketch};

use crate::aws::cloud::Cloud;
use crate::broker::model::{Broker, Outputs};
use crate::broker::{create, delete, import, plan, read, update, validate};

/// The resource type.
#[derive(Debug)]
pub struct BrokerResource;

impl Resource for BrokerResource {
    const NAME: &'static str = "broker";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = Broker;
    type Outputs = Outputs;
    type Private = ();

    fn validate(config: &Sketch<'_>) -> Diagnostics {
        validate::validate(config)
    }

    fn settle(draft: &mut Draft, (): &()) {
        plan::settle(draft);
    }

    async fn review(cx: &Cx<Cloud>, draft: &mut Draft, (): &mut ()) {
        plan::review(cx, draft).await;
    }

    async fn create(cx: &Cx<Cloud>, planned: Broker, (): ()) -> Result<Done<Self>, Failure<Self>> {
        create::create(cx, planned).await
    }

    async fn read(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        read::read(cx, prior).await
    }

    async fn update(
        cx: &Cx<Cloud>,
        prior: State<Self>,
        planned: Broker,
        (): (),
    ) -> Result<Done<Self>, Failure<Self>> {
        update::update(cx, prior, planned).await
    }

    async fn delete(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        delete::delete(cx, prior).await
    }

    async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Self>, Diagnostics> {
        import::import(cx, id).await
    }
}
