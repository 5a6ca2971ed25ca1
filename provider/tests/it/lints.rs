//! Mistakes in schemas that only a whole registry shows.

use kafkaws_plugin::Provider;
use kafkaws_plugin::testing::Harness;
use kafkaws_provider::config::{Environment, ProviderConfig};
use kafkaws_provider::provider::Kafkaws;
use kafkaws_schema::lint::{check_provider_schema, check_schema};
use kafkaws_schema::{Model, Object, ResourceSchema};

use crate::scene::CLUSTER;

/// Every resource and data source.
#[test]
fn schemas_have_no_mistakes() {
    let registry = Kafkaws::new(Environment::default()).registry();
    let resources = registry.resources().map(|entry| (entry.name, entry.schema));
    let sources = registry
        .data_sources()
        .map(|entry| (entry.name, entry.schema));
    let entries: Vec<_> = resources.chain(sources).collect();
    assert!(entries.len() >= 3, "{} types", entries.len());
    for (name, schema) in entries {
        let found = check_schema(&schema);
        assert!(found.is_empty(), "{name}: {found:#?}");
    }
}

/// No name is taken twice, and every chain of state upgrades is whole.
#[test]
fn the_registry_has_no_problems() {
    let problems = Kafkaws::new(Environment::default()).registry().problems();
    assert!(problems.is_empty(), "{problems:#?}");
}

/// The provider as Terraform asks for it: a cluster is a resource and a data source.
#[tokio::test]
async fn the_catalogue_is_served() {
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    let mut names = harness.catalogue().await.unwrap();
    names.sort();
    assert_eq!(
        names,
        [
            "kafkaws_broker",
            "kafkaws_broker_ami",
            "kafkaws_broker_ami",
            "kafkaws_broker_stack",
            "kafkaws_instance_type",
            "kafkaws_msk_cluster",
            "kafkaws_msk_cluster",
            "kafkaws_msk_configuration",
            "kafkaws_network",
            "kafkaws_storage_plan"
        ]
    );
}

/// The provider block, whose reserved names are others.
#[test]
fn the_provider_block_has_no_mistakes() {
    const NO_OUTPUTS: Object = Object {
        doc: "",
        attributes: &[],
    };
    let schema = ResourceSchema {
        version: 0,
        doc: ProviderConfig::OBJECT.doc,
        inputs: ProviderConfig::OBJECT,
        outputs: &NO_OUTPUTS,
    };
    let found = check_provider_schema(&schema);
    assert!(found.is_empty(), "{found:#?}");
}

/// Terraform sees every input and every output once.
#[test]
fn a_cluster_has_every_attribute_of_the_peer() {
    let harness = Harness::new(Kafkaws::new(Environment::default()));
    let schema = harness.schema(CLUSTER);
    let ours: Vec<_> = schema
        .attributes()
        .map(|attribute| attribute.name)
        .collect();
    let peer = [
        "arn",
        "bootstrap_brokers",
        "bootstrap_brokers_public_sasl_iam",
        "bootstrap_brokers_public_sasl_scram",
        "bootstrap_brokers_public_tls",
        "bootstrap_brokers_sasl_iam",
        "bootstrap_brokers_sasl_scram",
        "bootstrap_brokers_tls",
        "bootstrap_brokers_vpc_connectivity_sasl_iam",
        "bootstrap_brokers_vpc_connectivity_sasl_scram",
        "bootstrap_brokers_vpc_connectivity_tls",
        "broker_node_group_info",
        "client_authentication",
        "cluster_name",
        "cluster_uuid",
        "configuration_info",
        "encryption_info",
        "enhanced_monitoring",
        "kafka_version",
        "logging_info",
        "number_of_broker_nodes",
        "open_monitoring",
        "storage_mode",
        "tags",
        "tags_all",
        "timeouts",
        "zookeeper_connect_string",
        "zookeeper_connect_string_tls",
    ];
    for name in peer {
        assert!(ours.contains(&name), "{name}");
    }
    assert!(
        !ours.contains(&"current_version"),
        "it changes at every update"
    );
}
