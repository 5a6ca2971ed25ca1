use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Name.
    name: String,
    /// How many brokers; added after the mapping was written.
    brokers: i64,
}

fn to_request(cluster: Cluster) -> String {
    let Cluster { name } = cluster;
    name
}

fn main() {}
