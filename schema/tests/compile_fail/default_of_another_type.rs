use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Name.
    #[tf(default = 3)]
    name: String,
}

fn main() {}
