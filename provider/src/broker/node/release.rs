//! Taking a broker away: its instance, its interface, and its volumes or only their bond with it.

use std::time::Duration;

use kafkaws_plugin::Cx;
use kafkaws_schema::Diagnostic;

use super::halt::{Fault, Halt};
use super::{change, perform};
use crate::aws::cloud::Cloud;
use crate::aws::ec2_tags;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::{Identity, Power, Seen, SeenVolume};
use crate::aws::wait::{Progress, WaitError};
use crate::broker::tags::PENDING;

/// Takes a broker away. Its volumes stay, tagged as left behind, unless they are to go; those of a create that never came to
/// an instance hold nothing, and go.
///
/// # Errors
///
/// What ended the work, with what is left.
pub(crate) async fn release(
    cx: &Cx<Cloud>,
    cloud: &Cloud,
    identity: &Identity,
    delete_volumes: bool,
    limit: Duration,
) -> Result<(), Halt> {
    let work = Release {
        cloud,
        identity,
        delete_volumes,
    };
    let waiter = cloud.waiter(cx.stop().clone());
    match waiter.until(limit, || work.go_on()).await {
        Ok(()) => Ok(()),
        Err(error) => {
            let left = cloud.fleet().look(identity).await.ok();
            Err(refused(error.into(), identity).halt(
                identity,
                left.filter(|seen| !seen.is_nothing()),
                true,
            ))
        }
    }
}

struct Release<'a> {
    cloud: &'a Cloud,
    identity: &'a Identity,
    delete_volumes: bool,
}

impl Release<'_> {
    /// Looks, and does what can be done now. The interface goes last: while it is there, the rest is found.
    async fn go_on(&self) -> Result<Progress<()>, AwsError> {
        let seen = self.cloud.fleet().look(self.identity).await?;
        match self.cloud.fleet().changing(self.do_some(&seen)).await {
            Ok(None) => Ok(Progress::Done(())),
            Ok(Some(doing)) => Ok(Progress::Pending(doing)),
            // Somebody still holds it, or it went while we looked.
            Err(error) if error.kind == AwsErrorKind::Conflict || error.is_missing() => {
                Ok(Progress::Pending(error.message))
            }
            Err(error) => Err(error),
        }
    }

    async fn do_some(&self, seen: &Seen) -> Result<Option<String>, AwsError> {
        if let Some(instance) = &seen.instance {
            if instance.power != Power::Ending {
                change::terminate(self.cloud, &instance.id).await?;
            }
            return Ok(Some(format!("terminating {}", instance.id)));
        }
        for volume in seen.volumes.values() {
            if !volume.is_free() {
                return Ok(Some(format!("waiting for {} to come free", volume.id)));
            }
            self.let_go(seen, volume).await?;
        }
        if let Some(doing) = self.roots(seen).await? {
            return Ok(Some(doing));
        }
        let Some(interface) = &seen.interface else {
            return Ok((!seen.is_nothing()).then(|| "taking its volumes away".to_owned()));
        };
        if let Some(holder) = &interface.held_by {
            return Ok(Some(format!(
                "waiting for {holder} to let go of {}",
                interface.id
            )));
        }
        if seen.volumes.is_empty() {
            change::delete_interface(self.cloud, &interface.id).await?;
        }
        Ok(Some(format!("deleting {}", interface.id)))
    }

    /// Roots go with their instance, unless the image says otherwise or a replacement left one behind.
    async fn roots(&self, seen: &Seen) -> Result<Option<String>, AwsError> {
        for volume in &seen.roots {
            if volume.is_free() {
                change::delete_volume(self.cloud, &volume.id).await?;
            }
        }
        let root = seen.roots.first();
        Ok(root.map(|volume| format!("deleting {}", volume.id)))
    }

    async fn let_go(&self, seen: &Seen, volume: &SeenVolume) -> Result<(), AwsError> {
        let unused = volume.tags.contains_key(PENDING) && seen.ended.is_empty();
        match self.delete_volumes || unused {
            true => change::delete_volume(self.cloud, &volume.id).await,
            false => {
                ec2_tags::create(self.cloud, [&volume.id], &perform::released()).await?;
                ec2_tags::delete(self.cloud, [&volume.id], &[PENDING.to_owned()]).await
            }
        }
    }
}

/// EC2 refuses to terminate what somebody protected outside of Terraform.
fn refused(fault: Fault, identity: &Identity) -> Fault {
    let Fault::Wait(WaitError::Aws(error)) = fault else {
        return fault;
    };
    if error.code.as_deref() == Some("OperationNotPermitted") {
        let detail = format!(
            "{}\n\nIf it is protected from termination or stop outside of Terraform, turn that off with `aws ec2 \
             modify-instance-attribute --no-disable-api-termination`, and apply again.",
            error.detail()
        );
        return Diagnostic::error(
            format!("broker {identity}: its instance may not be terminated"),
            detail,
        )
        .into();
    }
    Fault::call("taking it away", error)
}
