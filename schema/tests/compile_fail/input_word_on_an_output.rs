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
    /// ARN.
    #[tf(computed)]
    arn: Option<String>,
}

fn main() {}
