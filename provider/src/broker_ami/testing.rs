//! Inputs and sights for tests.

use crate::broker_ami::model::{BrokerAmi, RootVolume};
use crate::broker_ami::types::{Architecture, BootMode, RootDevice};

pub(crate) const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// An image in a file, with everything chosen.
pub(crate) fn inputs() -> BrokerAmi {
    BrokerAmi {
        name: "broker".parse().unwrap(),
        image_file: Some("broker.raw".parse().unwrap()),
        image_object: None,
        image_sha256: None,
        import_snapshot: None,
        architecture: Some(Architecture::X86),
        boot_mode: Some(BootMode::Uefi),
        engine: None,
        engine_version: None,
        encrypted: false,
        kms_key_id: None,
        root_device_name: RootDevice::Xvda,
        root_volume: RootVolume::default(),
        tags: std::collections::BTreeMap::new(),
        timeouts: None,
    }
}
