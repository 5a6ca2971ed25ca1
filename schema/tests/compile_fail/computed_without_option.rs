use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How many brokers.
    #[tf(computed)]
    brokers: i64,
}

fn main() {}
