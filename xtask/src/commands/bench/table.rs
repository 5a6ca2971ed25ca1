//! The figures as people read them.

use super::record::{Figures, Record};
use crate::console;

/// One row of the table: its name, ours, the peer's, how many times the peer takes what we take, and what
/// terraform takes without any plugin.
type Row = [String; 5];

/// One figure of a record: its name, its unit, and where it is.
struct Column {
    name: &'static str,
    unit: &'static str,
    pick: fn(&Figures) -> Option<f64>,
}

const COLUMNS: [Column; 7] = [
    Column {
        name: "wall",
        unit: "s",
        pick: |figures| figures.wall_s,
    },
    Column {
        name: "cpu",
        unit: "s",
        pick: |figures| figures.cpu_s,
    },
    Column {
        name: "plugin peak",
        unit: "MiB",
        pick: |figures| figures.plugin_peak_mib,
    },
    Column {
        name: "terraform peak",
        unit: "MiB",
        pick: |figures| figures.terraform_peak_mib,
    },
    Column {
        name: "API calls",
        unit: "",
        pick: |figures| figures.api_calls.map(count),
    },
    Column {
        name: "upload",
        unit: "MiB/s",
        pick: |figures| figures.upload_mib_per_s,
    },
    Column {
        name: "binary",
        unit: "MB",
        pick: |figures| figures.binary_bytes.map(megabytes),
    },
];

/// Prints every figure that was measured.
pub(super) fn print(records: &[Record]) {
    console::heading("medians; the ratio says how many times ours the peer takes");
    let header: Row = ["", "ours", "peer", "ratio", "terraform alone"].map(str::to_owned);
    for row in std::iter::once(header).chain(records.iter().flat_map(rows)) {
        let [name, ours, peer, ratio, alone] = row;
        let line = format!("{name:<44}{ours:>13}{peer:>13}{ratio:>8}{alone:>17}");
        console::line(line.trim_end());
    }
    records.iter().for_each(print_calls);
}

fn rows(record: &Record) -> Vec<Row> {
    COLUMNS
        .iter()
        .filter_map(|column| row(record, column))
        .collect()
}

fn row(record: &Record, column: &Column) -> Option<Row> {
    let of = |figures: &Option<Figures>| figures.as_ref().and_then(column.pick);
    let ours = (column.pick)(&record.ours)?;
    let peer = of(&record.peer);
    let told = |value: f64| format!("{} {}", shown(value), column.unit);
    let ratio = peer
        .filter(|_| ours > 0.0)
        .map(|peer| format!("{:.1}", peer / ours));
    Some([
        format!("{} {} {}", record.work, record.fixture, column.name),
        told(ours),
        peer.map(told).unwrap_or_default(),
        ratio.unwrap_or_default(),
        of(&record.terraform_alone).map(told).unwrap_or_default(),
    ])
}

/// Which calls were made: the number alone does not say what could be saved.
fn print_calls(record: &Record) {
    for (who, figures) in [("ours", Some(&record.ours)), ("peer", record.peer.as_ref())] {
        let Some(figures) = figures.filter(|figures| figures.api_calls > Some(0)) else {
            continue;
        };
        let calls = figures.api_calls_by_operation.iter();
        let calls: Vec<_> = calls
            .map(|(name, count)| format!("{name} {count}"))
            .collect();
        console::line(format_args!(
            "{} {} {who}: {}",
            record.work,
            record.fixture,
            calls.join(", ")
        ));
    }
}

/// Three significant places.
fn shown(value: f64) -> String {
    let places = match value {
        _ if value >= 100.0 || value == 0.0 => 0,
        _ if value >= 10.0 => 1,
        _ if value >= 1.0 => 2,
        _ => 4,
    };
    format!("{value:.places$}")
}

/// Counts and sizes are far below 2^52, where a float is exact.
#[expect(clippy::cast_precision_loss, reason = "see above")]
fn count(value: usize) -> f64 {
    value as f64
}

#[expect(clippy::cast_precision_loss, reason = "see above")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
