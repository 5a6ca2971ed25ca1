use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How many brokers.
    #[tf(default = Some(3))]
    brokers: Option<i64>,
}

fn main() {}
