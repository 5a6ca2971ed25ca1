//! The docs page of the test's cluster, compared with the committed one.

use kafkaws_schema::ResourceSchema;
use kafkaws_schema::page::Page;

use crate::cluster::{Cluster, SCHEMA};

#[test]
fn the_page_says_everything_the_table_says() {
    let example = "resource \"acme_cluster\" \"x\" {\n  name = \"orders\"\n}\n";
    let page = Page::resource("acme_cluster", "Clusters", SCHEMA)
        .example(example)
        .import("By ARN:\n\n```shell\nterraform import acme_cluster.x ARN\n```\n")
        .render();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/cluster.md");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(golden, &page).unwrap();
    }
    assert_eq!(
        page,
        std::fs::read_to_string(golden).unwrap(),
        "UPDATE_GOLDEN=1 rewrites it"
    );
}

#[test]
fn data_source_and_provider_are_titled_as_such() {
    let data_source = Page::data_source("acme_cluster", "Clusters", SCHEMA).render();
    assert!(data_source.contains("# acme_cluster (Data Source)"));
    assert!(!data_source.contains("## Import") && !data_source.contains("## Example"));
    let provider = Page::provider("acme", ResourceSchema::of_inputs::<Cluster>()).render();
    assert!(provider.contains("# acme Provider"));
    assert!(!provider.contains("### Read-Only"));
}
