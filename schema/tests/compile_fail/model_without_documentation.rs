use kafkaws_schema::Model;

#[derive(Model)]
struct Cluster {
    /// Name.
    name: String,
}

fn main() {}
