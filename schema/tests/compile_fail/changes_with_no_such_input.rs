use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Name.
    name: String,
}

/// What AWS assigns.
#[derive(Model)]
#[outputs(of = Cluster)]
struct Outputs {
    /// Where to connect.
    #[tf(changes_with = [nmae])]
    endpoints: String,
}

fn main() {}
