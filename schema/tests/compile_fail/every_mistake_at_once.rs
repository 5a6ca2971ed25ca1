use kafkaws_schema::Model;

#[derive(Model)]
struct Cluster {
    name: String,
    /// How many brokers.
    #[tf(stable)]
    brokers: i64,
}

fn main() {}
