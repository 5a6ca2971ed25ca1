use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How many brokers.
    #[tf(replace, replace_when = shrinks)]
    brokers: i64,
}

fn shrinks(prior: &i64, planned: &i64) -> bool {
    planned < prior
}

fn main() {}
