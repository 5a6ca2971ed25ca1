//! From the image to a completed snapshot that bears its tags.

use std::time::Duration;

use crate::aws::cloud::Cloud;
use crate::aws::tags::Tags;
use crate::aws::wait::Waiter;
use crate::broker_ami::image::Place;
use crate::broker_ami::import_snapshot::{Import, Object, Order, upload};
use crate::broker_ami::steps::MARK;
use crate::broker_ami::tags::PENDING;
use crate::broker_ami::upload::{Session, Snapshot, UploadFault};
use crate::broker_ami::wanted::{Wanted, Way};

/// One snapshot to be filled.
#[derive(Debug)]
pub(crate) struct Fill<'a> {
    pub(crate) cloud: &'a Cloud,
    pub(crate) wanted: &'a Wanted,
    pub(crate) waiter: Waiter,
    /// Of each wait.
    pub(crate) limit: Duration,
}

impl Fill<'_> {
    /// Fills a snapshot, the one that `exists` if there is one.
    ///
    /// # Errors
    ///
    /// What ended it.
    pub(crate) async fn fill(&self, exists: Option<&str>) -> Result<(), UploadFault> {
        match (&self.wanted.way, &self.wanted.place) {
            (Way::Blocks, Place::File(image)) => {
                let session = Session {
                    cloud: self.cloud,
                    waiter: self.waiter.clone(),
                    limit: self.limit,
                };
                session.upload(image, &self.snapshot(), exists).await?;
            }
            (Way::Import { .. }, place) => {
                if let (Place::File(image), Some(object)) = (place, Self::own_object(self.wanted)) {
                    upload(self.cloud, image, &object).await?;
                }
                self.import().await?;
            }
            (Way::Blocks, Place::Object { .. }) => {}
        }
        Ok(())
    }

    /// The object that is uploaded before, and deleted after.
    pub(crate) fn own_object(wanted: &Wanted) -> Option<Object> {
        match &wanted.way {
            Way::Import {
                bucket,
                key,
                upload: true,
                ..
            } => Some(Object {
                bucket: bucket.clone(),
                key: key.clone(),
                sha256: wanted.sha256.clone(),
            }),
            _ => None,
        }
    }

    fn snapshot(&self) -> Snapshot<'_> {
        let wanted = self.wanted;
        Snapshot {
            size_gib: wanted.size_gib,
            encrypted: wanted.encrypted,
            kms_key_id: wanted.kms_key_id.as_deref(),
            description: &wanted.description,
            tags: self.tags(),
            content: &wanted.content,
            proof: &wanted.proof,
        }
    }

    /// Marked: it is nobody's until the AMI is finished.
    fn tags(&self) -> Tags {
        let mut tags = self.wanted.snapshot_tags();
        tags.insert(PENDING.to_owned(), MARK.to_owned());
        tags
    }

    async fn import(&self) -> Result<(), UploadFault> {
        let wanted = self.wanted;
        let Way::Import {
            bucket, key, role, ..
        } = &wanted.way
        else {
            return Ok(());
        };
        let import = Import {
            cloud: self.cloud,
            waiter: self.waiter.clone(),
            limit: self.limit,
        };
        let order = Order {
            bucket,
            key,
            role,
            encrypted: wanted.encrypted,
            kms_key_id: wanted.kms_key_id.as_deref(),
            description: &wanted.description,
            tags: self.tags(),
            name: &wanted.name,
            content: &wanted.content,
        };
        import.run(&order).await.map(drop)
    }
}
