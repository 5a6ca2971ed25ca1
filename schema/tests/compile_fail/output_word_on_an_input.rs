use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// ARN.
    #[tf(stable)]
    arn: String,
}

fn main() {}
