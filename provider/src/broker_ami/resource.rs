//! `kafkaws_broker_ami`: an AMI of a local or stored disk image.

use kafkaws_plugin::{Cx, Done, Failure, Found, Resource, State};
use kafkaws_schema::plan::Draft;
use kafkaws_schema::{Diagnostics, Sketch};

use crate::aws::cloud::Cloud;
use crate::broker_ami::kept::Kept;
use crate::broker_ami::model::{BrokerAmi, Outputs};
use crate::broker_ami::{create, delete, import, plan, read, update, validate};

/// The resource type.
#[derive(Debug)]
pub struct BrokerAmiResource;

impl Resource for BrokerAmiResource {
    const NAME: &'static str = "broker_ami";
    const SUBCATEGORY: &'static str = "Self-managed brokers";

    type Cloud = Cloud;
    type Inputs = BrokerAmi;
    type Outputs = Outputs;
    type Private = Kept;

    fn validate(config: &Sketch<'_>) -> Diagnostics {
        validate::validate(config)
    }

    async fn review(cx: &Cx<Cloud>, draft: &mut Draft, kept: &mut Kept) {
        Box::pin(plan::review(cx, draft, kept)).await;
    }

    async fn create(
        cx: &Cx<Cloud>,
        planned: BrokerAmi,
        kept: Kept,
    ) -> Result<Done<Self>, Failure<Self>> {
        Box::pin(create::create(cx, planned, kept)).await
    }

    async fn read(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Found<Self>, Diagnostics> {
        read::read(cx, prior).await
    }

    async fn update(
        cx: &Cx<Cloud>,
        prior: State<Self>,
        planned: BrokerAmi,
        kept: Kept,
    ) -> Result<Done<Self>, Failure<Self>> {
        Box::pin(update::update(cx, prior, planned, kept)).await
    }

    async fn delete(cx: &Cx<Cloud>, prior: State<Self>) -> Result<Diagnostics, Failure<Self>> {
        delete::delete(cx, prior).await
    }

    async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Self>, Diagnostics> {
        import::import(cx, id).await
    }
}
