use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Name.
    #[tf(replace, replace)]
    name: String,
}

fn main() {}
