use kafkaws_schema::Choice;

/// Granularity of metrics.
#[derive(Choice)]
enum Monitoring {
    /// Per cluster.
    Default,
    /// Per so many brokers.
    PerBrokers(u8),
}

fn main() {}
