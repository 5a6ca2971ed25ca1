//! Taking a cluster over that exists: by its ARN or by its name.

use std::sync::Arc;

use aws_sdk_kafka::types::Cluster as AwsCluster;
use kafkaws_plugin::{Cx, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::msk::cluster::finish::named;
use crate::msk::cluster::model::{Applied, Outputs, Private};
use crate::msk::cluster::{Cluster, api, lookup, tags};
use crate::msk::types::{ClusterName, cluster_name_of};

pub(super) async fn import(cx: &Cx<Cloud>, id: &str) -> Result<State<Cluster>, Diagnostics> {
    let cloud = cx.cloud()?;
    let found = find(cx, cloud, id).await?;
    let seen = api::seen(&found, None).map_err(|unreadable| {
        Diagnostic::error(
            format!("importing MSK cluster {id:?}"),
            format!("{unreadable}."),
        )
    })?;
    let outputs = named(&seen.arn, Outputs::default());
    // A create that was cut off: the next apply does the rest of it.
    let unfinished = seen.tags.contains_key(tags::PENDING);
    let private = Private {
        unfinished,
        applied: Some(Applied::from(&seen.cluster)),
        owned: None,
    };
    Ok(State {
        inputs: seen.cluster,
        outputs,
        private,
    })
}

async fn find(cx: &Cx<Cloud>, cloud: &Cloud, id: &str) -> Result<Arc<AwsCluster>, Diagnostic> {
    let doing = format!("importing MSK cluster {id:?}");
    let found = if id.starts_with("arn:") {
        let _name = cluster_name_of(id).ok_or_else(|| no_id(&doing))?;
        cloud.clusters().describe_fresh(id).await
    } else {
        let _name: ClusterName = id.parse().map_err(|_| no_id(&doing))?;
        lookup::named(cx, cloud, id, lookup::DOUBTFUL).await
    };
    found.map_err(|error| error.diagnostic(&doing))?.ok_or_else(|| {
        Diagnostic::error(
            doing,
            "There is no such cluster in the account and Region that the provider is configured for.",
        )
    })
}

fn no_id(doing: &str) -> Diagnostic {
    Diagnostic::error(
        doing,
        "The id of an MSK cluster is its ARN, arn:aws:kafka:REGION:ACCOUNT:cluster/NAME/UUID, or its name.",
    )
}
