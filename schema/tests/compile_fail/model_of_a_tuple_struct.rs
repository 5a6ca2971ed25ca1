use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster(String);

fn main() {}
