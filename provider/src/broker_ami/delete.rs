//! Taking all AMIs and snapshots of a resource away.

use std::collections::BTreeSet;
use std::time::Duration;

use kafkaws_plugin::{Cx, Failure, State};
use kafkaws_schema::{Diagnostic, Diagnostics};

use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;
use crate::aws::wait::WaitError;
use crate::broker_ami::seen::Seen;
use crate::broker_ami::steps::{Step, Useless, drop_image};
use crate::broker_ami::{BrokerAmiResource, calls};

const PATIENCE: Duration = Duration::from_secs(20 * 60);

pub(super) async fn delete(
    cx: &Cx<Cloud>,
    prior: State<BrokerAmiResource>,
) -> Result<Diagnostics, Failure<BrokerAmiResource>> {
    let cloud = cx.cloud()?;
    let name = prior.inputs.name.as_str();
    let doing = format!("deleting the broker AMI {name:?}");
    let told = |error: AwsError| error.diagnostic(&doing);
    let mut seen = Seen::look(cloud, name).await.map_err(told)?;
    let ids: Vec<String> = seen.images.iter().map(|image| image.id.clone()).collect();
    seen.look_at_instances(cloud, &ids).await.map_err(told)?;
    if !seen.in_use.is_empty() {
        return Err(in_use(&doing, &seen).into());
    }
    let timeouts = prior.inputs.timeouts.as_ref();
    let limit = timeouts.and_then(|timeouts| timeouts.delete.as_ref());
    let limit = limit.map_or(PATIENCE, |limit| limit.0);
    let waiter = cloud.waiter(cx.stop().clone());
    for step in everything(&mut seen) {
        tracing::info!(name, "{step}");
        let cleared = calls::clear(cloud, &waiter, limit, &step).await;
        cleared.map_err(|error| unfinished(&doing, &step, error))?;
    }
    Ok(Diagnostics::new())
}

/// Every AMI with its snapshots, and then the snapshots of no AMI.
fn everything(seen: &mut Seen) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut going = BTreeSet::new();
    while let Some(image) = seen.images.first().cloned() {
        let step = drop_image(&image, seen, Useless::Old);
        if let Step::DropImage { snapshots, .. } = &step {
            going.extend(snapshots.iter().cloned());
        }
        seen.images.remove(0);
        steps.push(step);
    }
    let left = seen.snapshots.iter().filter(|one| !going.contains(&one.id));
    steps.extend(left.map(|one| Step::DropSnapshot {
        id: one.id.clone(),
        why: Useless::Old,
    }));
    steps
}

fn in_use(doing: &str, seen: &Seen) -> Diagnostic {
    let users = seen.in_use.iter();
    let users: Vec<String> = users
        .map(|(image, instances)| {
            let instances: Vec<&str> = instances.iter().map(String::as_str).collect();
            format!("{image}: {}", instances.join(", "))
        })
        .collect();
    Diagnostic::error(
        doing,
        format!(
            "Instances run from it, and could not be launched again:\n\n  {}\n\nMove them to another AMI or destroy them first. Nothing was deleted.",
            users.join("\n  ")
        ),
    )
}

fn unfinished(doing: &str, step: &Step, error: WaitError) -> Diagnostic {
    match error {
        WaitError::Aws(error) => error.diagnostic(doing),
        late => Diagnostic::error(
            doing,
            format!("{step}: {late}. The next destroy goes on from there."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::tags::Tags;
    use crate::broker_ami::seen::{SeenImage, SeenSnapshot, Standing};

    fn image(id: &str, snapshot: &str) -> SeenImage {
        SeenImage {
            id: id.to_owned(),
            name: String::new(),
            standing: Standing::Ready,
            created: String::new(),
            snapshots: vec![snapshot.to_owned()],
            tags: Tags::new(),
        }
    }

    fn snapshot(id: &str) -> SeenSnapshot {
        SeenSnapshot {
            id: id.to_owned(),
            standing: Standing::Pending,
            encrypted: false,
            kms_key_id: None,
            tags: Tags::new(),
        }
    }

    #[test]
    fn a_shared_snapshot_goes_with_the_last_ami_and_strays_go_at_the_end() {
        let mut seen = Seen {
            images: vec![image("ami-1", "snap-1"), image("ami-2", "snap-1")],
            snapshots: vec![snapshot("snap-1"), snapshot("snap-2")],
            ..Seen::default()
        };
        let drop = |id: &str, snapshots: &[&str]| Step::DropImage {
            id: id.to_owned(),
            snapshots: snapshots.iter().map(|one| (*one).to_owned()).collect(),
            why: Useless::Old,
        };
        let stray = Step::DropSnapshot {
            id: "snap-2".to_owned(),
            why: Useless::Old,
        };
        assert_eq!(
            everything(&mut seen),
            [drop("ami-1", &[]), drop("ami-2", &["snap-1"]), stray]
        );
    }
}
