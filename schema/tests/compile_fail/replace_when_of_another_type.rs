use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// How many brokers.
    #[tf(replace_when = shorter)]
    brokers: i64,
}

fn shorter(prior: &String, planned: &String) -> bool {
    planned.len() < prior.len()
}

fn main() {}
