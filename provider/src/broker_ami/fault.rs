//! Why there is not the AMI that is wanted, as the user is told.

use kafkaws_schema::{Diagnostic, Path};
use thiserror::Error;

use crate::aws::error::AwsError;
use crate::aws::wait::WaitError;
use crate::broker_ami::upload::UploadFault;

/// Why there is not the AMI that is wanted.
#[derive(Debug, Error)]
pub(crate) enum Fault {
    #[error(transparent)]
    Upload(#[from] UploadFault),
    #[error(transparent)]
    Wait(#[from] WaitError),
    #[error(transparent)]
    Aws(#[from] AwsError),
}

/// What an apply that ends half way leaves.
const GOES_ON: &str =
    "What has been done stays, marked as unfinished; the next apply goes on from there.";

impl Fault {
    /// `doing` is the summary; `image` names the attribute of the image.
    pub(crate) fn diagnostic(&self, doing: &str, image: &str) -> Diagnostic {
        match self {
            Self::Aws(error)
            | Self::Wait(WaitError::Aws(error))
            | Self::Upload(UploadFault::Aws(error) | UploadFault::Wait(WaitError::Aws(error))) => {
                of_aws(error, doing)
            }
            Self::Wait(wait) | Self::Upload(UploadFault::Wait(wait)) => of_wait(wait, doing),
            Self::Upload(fault) => of_upload(fault, doing, image),
        }
    }
}

fn of_aws(error: &AwsError, doing: &str) -> Diagnostic {
    let mut told = error.diagnostic(doing);
    told.detail = format!("{}\n\n{GOES_ON}", told.detail);
    told
}

fn of_wait(wait: &WaitError, doing: &str) -> Diagnostic {
    let advice = match wait {
        WaitError::TimedOut { .. } => "Set a longer limit in `timeouts` if it needs one.",
        _ => "",
    };
    let detail = format!("{wait}. {GOES_ON} {advice}");
    Diagnostic::error(doing, detail.trim_end())
}

fn of_upload(fault: &UploadFault, doing: &str, image: &str) -> Diagnostic {
    let (advice, at) = match fault {
        UploadFault::OtherContent { .. } => (
            "The image is not what its manifest, image_sha256 or the plan says; nothing was made of it. Take image and manifest from the same \
             build, and plan again.",
            Some(image),
        ),
        UploadFault::Unreadable { .. } => (GOES_ON, Some(image)),
        UploadFault::Lost { .. } => ("It was deleted; the next apply begins anew.", None),
        UploadFault::NotImported { .. } => (
            "The role must trust vmie.amazonaws.com with the external id vmimport, and may read the bucket: see \"Required permissions for \
             VM Import/Export\" in its user guide. The image must be a raw disk.",
            Some("import_snapshot"),
        ),
        _ => (GOES_ON, None),
    };
    let told = Diagnostic::error(doing, format!("{fault}. {advice}"));
    match at {
        Some(at) => told.at(Path::root().attribute(at)),
        None => told,
    }
}
