//! Filesystems that grow with their volume, while they are mounted.

use std::path::Path;

use super::content::Kind;
use crate::tools::{ToolError, Tools, run};

/// Makes a mounted filesystem as large as its device. One that already is stays as it is.
pub(crate) fn grow(
    tools: &dyn Tools,
    kind: Kind,
    device: &Path,
    mount: &Path,
) -> Result<(), ToolError> {
    match kind {
        Kind::Ext4 => run(tools, "resize2fs", &[device.as_os_str()]),
        // XFS knows a filesystem by where it is mounted.
        Kind::Xfs => run(tools, "xfs_growfs", &[mount.as_os_str()]),
    }
    .map(drop)
}
