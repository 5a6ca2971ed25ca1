use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    name: String,
}

fn main() {}
