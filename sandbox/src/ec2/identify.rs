//! What a request is about, for faults and for the log.

use super::change;
use crate::http::Request;
use crate::query::Form;

/// The operation, and the first id that it names; a create names what it makes by its `Name` tag.
pub(crate) fn identify(request: &Request) -> (String, Option<String>) {
    let form = Form::of(request);
    let ids = [
        "InstanceId",
        "VolumeId",
        "NetworkInterfaceId",
        "NetworkInterface.1.NetworkInterfaceId",
        "AttachmentId",
        "SnapshotId",
        "ImageId",
        "VpcId",
        "SubnetId",
        "GroupId",
        "RouteTableId",
        "InternetGatewayId",
        "ResourceId",
        "ImportTaskId",
    ];
    let first = |name: &&str| {
        form.get(name)
            .map(str::to_owned)
            .or_else(|| form.list(name).into_iter().next())
    };
    let name = change::name_tag(&form);
    (
        form.action().to_owned(),
        name.or_else(|| ids.iter().find_map(first)),
    )
}
