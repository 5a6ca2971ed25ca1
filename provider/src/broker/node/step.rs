//! One thing that is done about a broker, and how it is told.

use std::fmt;

use crate::aws::tags::Tags;

/// One thing to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Step {
    CreateInterface,
    CreateVolume {
        name: String,
    },
    /// A volume that a destroy left is the broker's again.
    AdoptVolume {
        name: String,
        id: String,
    },
    SecurityGroups,
    /// ModifyVolume, with everything in one call: the next one may be refused for hours.
    ModifyVolume {
        name: String,
        id: String,
        change: VolumeChange,
    },
    Protect(bool),
    /// RunInstances on the interface.
    Launch,
    /// An instance that cannot become what is wanted, and why.
    Terminate(Reason),
    Attach {
        name: String,
        id: String,
    },
    /// CreateReplaceRootVolumeTask: the instance reboots from the image's root.
    ReplaceRoot,
    /// The root has been replaced and nobody wrote that down.
    MarkImage,
    Stop(Reason),
    /// Of a stopped instance.
    Detach {
        name: String,
        id: String,
    },
    ChangeType {
        from: String,
        to: String,
    },
    /// New user data, of a stopped instance.
    BootData,
    Start,
    /// What becomes of a volume that is not wanted any more.
    Discard {
        name: String,
        id: String,
        delete: bool,
    },
    Tag {
        id: String,
        set: Tags,
        remove: Vec<String>,
    },
    /// Takes the mark of an unfinished create away.
    Finish,
}

/// What changes about a volume. What is `None` stays, or is not the type's to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct VolumeChange {
    /// The type it becomes.
    pub(crate) kind: Option<String>,
    /// GiB.
    pub(crate) size: Option<i64>,
    pub(crate) iops: Option<i64>,
    /// MiB/s.
    pub(crate) throughput: Option<i64>,
}

/// Why an instance is stopped or terminated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reason {
    /// Its type, its boot data or its volumes change.
    Change,
    /// AWS says that its host or its system is impaired.
    Impaired,
    /// AWS gives its host up.
    Retiring,
    /// It has no root volume.
    NoRoot,
    /// It is not on the broker's interface.
    OtherInterface,
    KeyName,
    InstanceProfile,
    Placement,
}

impl Step {
    /// Whether the broker is down meanwhile.
    pub(crate) fn disrupts(&self) -> bool {
        matches!(
            self,
            Self::Launch | Self::Terminate(_) | Self::ReplaceRoot | Self::Stop(_) | Self::Start
        )
    }
}

/// Whether the broker is down while these steps are made, so that its health has to be waited for after them.
pub(crate) fn disrupts(steps: &[Step]) -> bool {
    steps.iter().any(Step::disrupts)
}

/// Reads on from "apply will".
impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::CreateInterface => f.write_str("make its network interface"),
            Self::CreateVolume { name } => write!(f, "make the volume {name:?}"),
            Self::AdoptVolume { name, id } => {
                write!(f, "take over the volume {name:?}, {id}, with its data")
            }
            Self::SecurityGroups => f.write_str("change the security groups"),
            Self::ModifyVolume { name, change, .. } => {
                write!(f, "change the volume {name:?} to {change}")
            }
            Self::Protect(true) => f.write_str("turn termination protection on"),
            Self::Protect(false) => f.write_str("turn termination protection off"),
            Self::Launch => {
                f.write_str("launch an instance onto its network interface and volumes")
            }
            Self::Terminate(reason) => write!(f, "terminate the instance ({reason})"),
            Self::Attach { name, .. } => write!(f, "attach the volume {name:?}"),
            Self::ReplaceRoot => {
                f.write_str("replace the root volume by the new image's, which reboots it")
            }
            Self::MarkImage => f.write_str("note which image the root volume is of"),
            Self::Stop(reason) => write!(f, "stop the instance ({reason})"),
            Self::Detach { name, .. } => write!(f, "detach the volume {name:?}"),
            Self::ChangeType { from, to } => {
                write!(f, "change the instance type from {from} to {to}")
            }
            Self::BootData => f.write_str("write new boot data"),
            Self::Start => f.write_str("start the instance"),
            Self::Discard {
                name, delete: true, ..
            } => write!(f, "delete the volume {name:?} with its data"),
            Self::Discard { name, .. } => {
                write!(f, "leave the volume {name:?} to a later broker of this id")
            }
            Self::Tag { id, .. } => write!(f, "change the tags of {id}"),
            Self::Finish => f.write_str("take the mark of an unfinished create away"),
        }
    }
}

impl fmt::Display for VolumeChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |value: Option<i64>, unit: &str| value.map(|value| format!("{value} {unit}"));
        let parts = [
            self.kind.clone(),
            number(self.size, "GiB"),
            number(self.iops, "IOPS"),
            number(self.throughput, "MiB/s"),
        ];
        f.write_str(&parts.into_iter().flatten().collect::<Vec<_>>().join(", "))
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Change => "what changes needs it",
            Self::Impaired => "AWS reports it impaired; another host takes it",
            Self::Retiring => "AWS retires its host; another one takes it",
            Self::NoRoot => "it has no root volume",
            Self::OtherInterface => "it is not on the broker's network interface",
            Self::KeyName => "key_name changes",
            Self::InstanceProfile => "iam_instance_profile changes",
            Self::Placement => "its placement changes",
        })
    }
}
