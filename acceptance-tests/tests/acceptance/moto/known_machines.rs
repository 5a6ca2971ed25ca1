//! Where moto's EC2 and the sandbox's differ, and who is right.

use super::known::{Known, Side, Which};
use super::machines::Machine;

/// A call that EC2 refuses and moto takes.
pub(super) struct Stricter {
    pub(super) operation: &'static str,
    pub(super) arguments: fn(&Machine) -> String,
    /// The sandbox's error code, which is EC2's.
    pub(super) code: &'static str,
    /// Why EC2 refuses it.
    pub(super) reason: &'static str,
}

/// With a running instance and a volume that is not attached.
pub(super) const STRICTER: &[Stricter] = &[
    Stricter {
        operation: "modify-volume",
        arguments: |made| format!("--volume-id {} --size 50", made.volume),
        code: "InvalidParameterValue",
        reason: "a volume never shrinks",
    },
    Stricter {
        operation: "modify-volume",
        arguments: |made| format!("--volume-id {} --iops 999999", made.volume),
        code: "InvalidParameter",
        reason: "gp3 has at most 80,000 IOPS",
    },
    Stricter {
        operation: "create-volume",
        arguments: |made| {
            format!(
                "--availability-zone {} --size 10 --volume-type st1",
                made.zone
            )
        },
        code: "InvalidParameterValue",
        reason: "st1 begins at 125 GiB",
    },
    Stricter {
        operation: "create-volume",
        arguments: |made| {
            format!(
                "--availability-zone {} --size 99999 --volume-type gp3",
                made.zone
            )
        },
        code: "InvalidParameterValue",
        reason: "gp3 ends at 65,536 GiB",
    },
    Stricter {
        operation: "attach-volume",
        arguments: |made| {
            format!(
                "--instance-id {} --volume-id {} --device /dev/xvda",
                made.instance, made.volume
            )
        },
        code: "InvalidParameterValue",
        reason: "the root volume has that device name",
    },
    Stricter {
        operation: "modify-instance-attribute",
        arguments: |made| {
            format!(
                "--instance-id {} --instance-type Value=m5.xlarge",
                made.instance
            )
        },
        code: "IncorrectInstanceState",
        reason: "the type changes on a stopped instance only",
    },
    Stricter {
        operation: "run-instances",
        arguments: |made| format!("--image-id {} --instance-type m99.huge", made.image),
        code: "InvalidParameterValue",
        reason: "there is no such type",
    },
    Stricter {
        operation: "delete-network-interface",
        arguments: |made| format!("--network-interface-id {}", made.card),
        code: "InvalidNetworkInterface.InUse",
        reason: "it is the interface of an instance",
    },
];

/// Where they differ, the sandbox follows botocore's service model and what AWS is known to answer.
pub(super) const KNOWN: &[Known] = &[
    Known {
        side: Side::Moto,
        which: Which::Operation("describe-instance-types"),
        reason: "moto replays a whole recorded answer; the sandbox has what sizes a broker",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".Association"]),
        reason: "moto gives every interface a public address; one that is made by hand gets none in AWS",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".Platform", ".SriovNetSupport"]),
        reason: "moto repeats the image's; AWS names Windows only, and SR-IOV as an attribute only",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".StateReason"]),
        reason: "moto has one always; the sandbox when an instance is stopped or gone",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&[".EndTime"]),
        reason: "moto has completed a modification before it answers; in EC2 it begins with the answer",
    },
    Known {
        side: Side::Moto,
        which: Which::Ends(&["AvailabilityZones[].Messages"]),
        reason: "an empty list in moto; the sandbox has no news of a zone",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["AvailabilityZoneId"]),
        reason: "moto tells the names of zones only, which mean another place in every account",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Operation("describe-availability-zones"),
        reason: "moto leaves out what tells a Local Zone from a zone",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["EnableDns64"]),
        reason: "moto leaves it out",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["ClientToken"]),
        reason: "moto ignores client tokens; with one EC2 makes no second resource",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["DeleteOnTermination"]),
        reason: "moto leaves out whether an attached volume goes with its instance",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Operation("describe-instance-status"),
        reason: "moto has neither the check of attached volumes nor scheduled events",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&[
            ".BootMode",
            ".CapacityReservationSpecification",
            ".CpuOptions",
            ".CurrentInstanceBootMode",
            ".EnaSupport",
            ".EnclaveOptions",
            ".HibernationOptions.Configured",
            ".MaintenanceOptions",
            ".PlatformDetails",
            ".PrivateDnsName",
            ".PrivateDnsNameOptions",
            ".PublicDnsName",
            ".UsageOperation",
        ]),
        reason: "moto keeps less of an instance than EC2 tells",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&[".SecurityGroups[].GroupId", ".SecurityGroups[].GroupName"]),
        reason: "moto knows no groups of an instance that was launched onto an interface; EC2 tells the interface's",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["Tags", "SnapshotId", "MultiAttachEnabled"]),
        reason: "empty or false in EC2, absent in moto",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&["Throughput"]),
        reason: "moto does not know that gp3 begins at 125 MiB/s",
    },
    Known {
        side: Side::Sandbox,
        which: Which::Ends(&[
            ".OriginalIops",
            ".OriginalThroughput",
            ".OriginalVolumeType",
            ".TargetIops",
            ".TargetThroughput",
            ".TargetVolumeType",
        ]),
        reason: "moto tells what was asked for; EC2 the whole volume before and after",
    },
];
