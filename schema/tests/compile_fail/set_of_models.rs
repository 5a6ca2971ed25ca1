use std::collections::BTreeSet;

use kafkaws_schema::Model;

/// A cluster.
#[derive(Model)]
struct Cluster {
    /// Where to listen.
    listeners: BTreeSet<Listener>,
}

/// Where to listen.
#[derive(Model, PartialEq, Eq, PartialOrd, Ord)]
struct Listener {
    /// Port.
    port: i64,
}

fn main() {
    let _ = <Cluster as Model>::OBJECT;
}
