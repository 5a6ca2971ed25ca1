use kafkaws_schema::Choice;

/// Granularity of metrics.
#[derive(Choice)]
enum Monitoring {
    /// Per cluster.
    Default,
    PerBroker,
}

fn main() {}
