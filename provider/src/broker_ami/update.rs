//! Another image, or other tags.

use kafkaws_plugin::{Cx, Done, Failure, State};

use crate::aws::cloud::Cloud;
use crate::broker_ami::BrokerAmiResource;
use crate::broker_ami::create::{limit, make, reach};
use crate::broker_ami::examine::examine;
use crate::broker_ami::kept::{Kept, Planned};
use crate::broker_ami::model::BrokerAmi;
use crate::broker_ami::seen::Seen;
use crate::broker_ami::wanted::registration;

pub(super) async fn update(
    cx: &Cx<Cloud>,
    prior: State<BrokerAmiResource>,
    mut inputs: BrokerAmi,
    kept: Kept,
) -> Result<Done<BrokerAmiResource>, Failure<BrokerAmiResource>> {
    let cloud = cx.cloud()?;
    let doing = format!("updating the broker AMI {:?}", inputs.name.as_str());
    let limit = limit(&inputs, |timeouts| timeouts.update.as_ref());
    if let Some(sha256) = unchanged(&prior, &kept) {
        let seen = Seen::look(cloud, inputs.name.as_str()).await;
        let seen = seen.map_err(|error| error.diagnostic(&doing))?;
        if seen.registered(&registration(&inputs, &sha256)).is_some() {
            let kept = Kept::applied(kept.stamp);
            return reach(cx, inputs, &sha256, None, &doing, limit, kept).await;
        }
    }
    let facts = examine(cloud, &mut inputs, &kept).await?;
    make(cx, inputs, &facts, &doing, limit).await
}

/// The image that the plan found unchanged, which then need not be on this machine.
fn unchanged(prior: &State<BrokerAmiResource>, kept: &Kept) -> Option<String> {
    let same = kept.plan == Some(Planned::Same);
    prior.outputs.image_hash.clone().filter(|_| same)
}
