use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How many brokers.
    #[tf(default = 3, computed)]
    brokers: i64,
}

fn main() {}
