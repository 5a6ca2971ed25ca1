use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How long to wait.
    timeout: std::time::Duration,
}

fn main() {}
