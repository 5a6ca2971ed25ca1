use kafkaws_schema::Choice;

/// Granularity of metrics.
#[derive(Choice)]
struct Monitoring {
    /// Which.
    level: String,
}

fn main() {}
