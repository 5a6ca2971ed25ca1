//! The function `volume_limits`.

use std::collections::BTreeMap;

use kafkaws_catalog::ebs::{Iops, Throughput, VOLUME_TYPES, VolumeType};
use kafkaws_plugin::{Function, FunctionError, Parameter, Signature};
use kafkaws_schema::{Type, Value};

use super::arguments::{Arguments, blame};

const TYPE: usize = 0;
const SIZE: usize = 1;

const NUMBERS: [&str; 9] = [
    "burst_throughput",
    "default_iops",
    "default_throughput",
    "maximum_iops",
    "maximum_size",
    "maximum_throughput",
    "minimum_iops",
    "minimum_size",
    "minimum_throughput",
];

/// What an EBS volume of a type and size can be given.
#[derive(Debug)]
pub struct VolumeLimits;

impl Function for VolumeLimits {
    const NAME: &'static str = "volume_limits";

    fn signature() -> Signature {
        Signature {
            summary: "What an EBS volume of a type and size can be given",
            doc: "Gives the limits of an EBS volume of this type and size ([EBS volume types]\
                  (https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html)): \
                  sizes in GiB, operations per second, throughput in MiB/s.\n\n\
                  - `minimum_size`, `maximum_size`: of the type, in GiB.\n\
                  - `minimum_iops`, `maximum_iops`: equal where the type does not let choose.\n\
                  - `default_iops`, `default_throughput`: what AWS gives when none is said; null where \
                  one must be said, or none can be.\n\
                  - `minimum_throughput`, `maximum_throughput`: sustained, in MiB/s, with the least and \
                  the most IOPS; equal where the type has its throughput by size. The least is null for \
                  gp2 and io1, where it depends on credits and on the size of operations.\n\
                  - `burst_throughput`: while burst credits last, in MiB/s; `maximum_throughput` where \
                  nothing bursts.\n\
                  - `bootable`: whether an instance can boot from it.\n\n\
                  What the instance sustains to EBS limits all its volumes together.",
            parameters: vec![
                Parameter {
                    name: "type",
                    doc: "A volume type: `gp3`, `gp2`, `io2`, `io1`, `st1` or `sc1`.",
                    ty: Type::String,
                },
                Parameter {
                    name: "size",
                    doc: "Size of the volume in GiB.",
                    ty: Type::Number,
                },
            ],
            variadic: None,
            returns: returns(),
        }
    }

    fn call(arguments: &[Value]) -> Result<Value, FunctionError> {
        let arguments = Arguments(arguments);
        let (name, size) = (arguments.text(TYPE)?, arguments.whole(SIZE)?);
        let kind = VolumeType::named(&name).ok_or_else(|| unknown(&name))?;
        let size = u32::try_from(size)
            .ok()
            .filter(|size| kind.size_gib.contains(size))
            .ok_or_else(|| outside(kind, size))?;
        Ok(limits(kind, size))
    }
}

fn returns() -> Type {
    let numbers = NUMBERS.map(|name| (name.to_owned(), Type::Number));
    let mut attributes = BTreeMap::from(numbers);
    attributes.insert("bootable".to_owned(), Type::Bool);
    Type::Object(attributes)
}

fn unknown(name: &str) -> FunctionError {
    let known: Vec<_> = VOLUME_TYPES.iter().map(|kind| kind.name).collect();
    let text = format!(
        "{name:?} is no EBS volume type. Write one of {}.",
        known.join(", ")
    );
    blame(TYPE, text)
}

fn outside(kind: &VolumeType, size: i64) -> FunctionError {
    let (name, least, most) = (kind.name, kind.size_gib.start(), kind.size_gib.end());
    blame(
        SIZE,
        format!("A {name} volume has {least} to {most} GiB, not {size}."),
    )
}

fn limits(kind: &VolumeType, size: u32) -> Value {
    let iops = kind.iops_range(size);
    let (least, most) = throughput(kind, size);
    let number = |figure: u32| Value::from(i64::from(figure));
    let or_null = |figure: Option<u32>| figure.map_or(Value::Null, number);
    Value::object([
        ("bootable", kind.bootable.into()),
        (
            "burst_throughput",
            number(kind.burst_throughput(size, *iops.end(), Some(most))),
        ),
        ("default_iops", or_null(default_iops(kind))),
        ("default_throughput", or_null(default_throughput(kind))),
        ("maximum_iops", number(*iops.end())),
        ("maximum_size", number(*kind.size_gib.end())),
        ("maximum_throughput", number(most)),
        ("minimum_iops", number(*iops.start())),
        ("minimum_size", number(*kind.size_gib.start())),
        ("minimum_throughput", or_null(least)),
    ])
}

/// The least and the most sustained throughput of a volume of this size, in MiB/s.
fn throughput(kind: &VolumeType, size: u32) -> (Option<u32>, u32) {
    let iops = kind.iops_range(size);
    let with = |iops: u32| kind.sustained_throughput(size, iops, None);
    match &kind.throughput {
        Throughput::Chosen { range, iops_each } => {
            let most = iops.end() / iops_each;
            let most = most.clamp(*range.start(), *range.end());
            (Some(*range.start()), most)
        }
        Throughput::UpTo(most) => (None, *most),
        Throughput::ByIops { .. } | Throughput::BySize { .. } => {
            (Some(with(*iops.start())), with(*iops.end()))
        }
    }
}

fn default_iops(kind: &VolumeType) -> Option<u32> {
    match kind.iops {
        Iops::Chosen { default, .. } => default,
        Iops::BySize { .. } | Iops::Fixed(_) => None,
    }
}

fn default_throughput(kind: &VolumeType) -> Option<u32> {
    match &kind.throughput {
        Throughput::Chosen { range, .. } => Some(*range.start()),
        _ => None,
    }
}
