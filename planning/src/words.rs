//! The reasons for a layout and its rank, in sentences.

use crate::ceiling::Limit;
use crate::layout::{Layout, VolumeKind};
use crate::machine::Machine;
use crate::need::Need;
use crate::plan::Choice;
use crate::sizing::SizedBy;
use crate::workload::Workload;

/// Fills in the reasons of ranked choices.
pub(crate) fn give_reasons(
    choices: &mut [Choice],
    workload: &Workload,
    need: &Need,
    machine: &Machine,
) {
    let ranks: Vec<_> = (0..choices.len())
        .map(|place| rank(choices, place))
        .collect();
    for (choice, rank) in choices.iter_mut().zip(ranks) {
        let layout = &choice.layout;
        let sentences = [
            Some(holds(layout, need)),
            Some(sized_by(layout).to_owned()),
            burst(layout, machine),
            sequential(layout, workload),
            Some(ceiling(choice)),
            Some(rank),
        ];
        choice.reasons = sentences.into_iter().flatten().collect();
    }
}

fn holds(layout: &Layout, need: &Need) -> String {
    let Layout {
        kind,
        volumes,
        size_gib,
        ..
    } = layout;
    let volumes = match volumes {
        1 => format!("One {} volume of {size_gib} GiB", kind.name()),
        several => format!("{several} {} volumes of {size_gib} GiB", kind.name()),
    };
    format!(
        "{volumes} for each broker, for its {} GiB, the {} that it writes and the {} that it reads \
         from disk.",
        need.data_gib(),
        need.write,
        need.disk_read
    )
}

fn sized_by(layout: &Layout) -> &'static str {
    match layout.sized_by {
        SizedBy::Data => "The data decides the size.",
        SizedBy::Throughput => {
            "The throughput decides the size, since st1 has it by size: part of the space stays empty."
        }
        SizedBy::Iops => "The IOPS decide the size, since a GiB carries only so many.",
        SizedBy::Minimum => "The data needs less than the least size of the type.",
    }
}

fn burst(layout: &Layout, machine: &Machine) -> Option<String> {
    let (sustained, burst) = (layout.sustained_mib(), layout.burst_mib());
    (burst > sustained).then(|| {
        format!(
            "The baseline of {sustained} MiB/s is what is planned on; bursts reach {burst} MiB/s while \
             credits last, within the {} that {} sustains to EBS.",
            machine.ebs.rounded_down(),
            machine.shown()
        )
    })
}

fn sequential(layout: &Layout, workload: &Workload) -> Option<String> {
    let assumed = layout.kind == VolumeKind::St1 && workload.average_io_kib.is_none();
    assumed.then(|| {
        "st1 reaches this only with operations of 1 MiB: with thousands of partitions on a broker \
         they are smaller, so give average_io_kib as measured before choosing it."
            .to_owned()
    })
}

fn ceiling(choice: &Choice) -> String {
    let (limit, ingress) = (choice.ceiling.limit, choice.ceiling.ingress.rounded_down());
    let then = match limit {
        Limit::Size | Limit::Iops | Limit::VolumeThroughput => "more volumes or brokers are needed",
        Limit::InstanceEbsBandwidth | Limit::InstanceEbsIops | Limit::Network => {
            "a larger instance type or more brokers are needed"
        }
    };
    let of = match limit {
        Limit::Size | Limit::Iops | Limit::VolumeThroughput => "the volumes' ",
        Limit::InstanceEbsBandwidth | Limit::InstanceEbsIops | Limit::Network => "",
    };
    format!(
        "Grown online to the most of their type, the volumes serve up to {ingress} of ingress; then \
         {of}{limit} runs out and {then}."
    )
}

fn rank(choices: &[Choice], place: usize) -> String {
    let unpriced = choices
        .iter()
        .find(|choice| choice.monthly_price.is_none())
        .map(|choice| choice.layout.kind.name());
    match (
        choices.get(place).and_then(|choice| choice.monthly_price),
        unpriced,
    ) {
        (Some(price), None) if place == 0 && choices.len() > 1 => {
            format!("It costs {price} a month for all brokers, the least of the types that serve.")
        }
        (Some(price), None) => format!("It costs {price} a month for all brokers."),
        (_, Some(missing)) => format!(
            "Ranked without prices ({missing} has none): gp3 before st1 before io2. gp3 has performance \
             apart from size, st1 only by size, and io2 costs the most."
        ),
        (None, None) => String::new(),
    }
}
