//! What a stopped instance is changed to, and its start.

use kafkaws_schema::{Diagnostic, Path};

use super::halt::{Fault, Refused};
use super::run::Run;
use super::step::Step;
use super::{boot, change};
use crate::aws::ec2_tags;
use crate::aws::error::{AwsError, AwsErrorKind};
use crate::aws::fleet::{Seen, SeenInstance};
use crate::aws::tags::Tags;
use crate::broker::tags::BOOT_HASH;

impl Run<'_> {
    /// The tag goes with the data: a crash after both is a broker that only has to be started.
    pub(super) async fn boot_data(&self, seen: &Seen) -> Result<(), Fault> {
        let instance = living(seen)?;
        let Some(data) = boot::user_data(self.wanted, seen)? else {
            return Ok(());
        };
        let hash = Tags::from([(BOOT_HASH.to_owned(), data.hash())]);
        let doing = |error| self.fault(&Step::BootData, error);
        change::user_data(self.cloud, &instance.id, &data)
            .await
            .map_err(doing)?;
        ec2_tags::create(self.cloud, [&instance.id], &hash)
            .await
            .map_err(doing)
    }

    /// Starts the instance: with the type that it had, where there is no room for another.
    pub(super) async fn start(&self, instance: &SeenInstance) -> Result<(), Fault> {
        self.memory(|memory| memory.moved = true);
        let Err(error) = change::start(self.cloud, &instance.id).await else {
            return Ok(());
        };
        if error.kind != AwsErrorKind::NoCapacity {
            return Err(self.fault(&Step::Start, error));
        }
        let old = self.memory(|memory| memory.old_type.take());
        let Some(old) = old else {
            return Err(self.down(&error, &instance.id, &self.wanted.instance_type));
        };
        if let Err(second) = self.start_as(&instance.id, &old).await {
            return Err(self.down(&second, &instance.id, &old));
        }
        self.settled(&[]).await?;
        Err(Refused {
            doing: format!("there is no room for {} now", self.wanted.instance_type),
            error,
            path: Some(Path::root().attribute("instance_type")),
            more: Some(format!(
                "The broker has been started again as it was, with {old}."
            )),
        }
        .into())
    }

    async fn start_as(&self, id: &str, kind: &str) -> Result<(), AwsError> {
        change::instance_type(self.cloud, id, kind).await?;
        change::start(self.cloud, id).await
    }

    fn down(&self, error: &AwsError, id: &str, kind: &str) -> Fault {
        Refused {
            doing: "the broker is down: its instance could not be started".to_owned(),
            error: error.clone(),
            path: Some(Path::root().attribute("instance_type")),
            more: Some(format!(
                "{id} is stopped, and could not be started with {kind} either. Its volumes and its address stay. Apply \
                 again later, or with an instance type that the zone has room for."
            )),
        }
        .into()
    }
}

pub(super) fn living(seen: &Seen) -> Result<&SeenInstance, Fault> {
    seen.living().ok_or_else(|| {
        let detail = "Something outside of this run ends it. Apply again to launch another one.";
        Diagnostic::error("the instance went away while it was being changed", detail).into()
    })
}
