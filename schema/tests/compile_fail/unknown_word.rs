use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Name.
    #[tf(force_new)]
    name: String,
}

fn main() {}
