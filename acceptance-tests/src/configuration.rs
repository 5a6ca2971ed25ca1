//! Terraform configurations, built as values and written with `hcl-rs`.

use hcl::{Block, Body, Map, Value};

use crate::Trouble;
use crate::mirror::{KAFKAWS, PEER};

/// The `terraform` block that makes these providers, by address, known under their type names.
#[must_use]
pub fn requires(addresses: &[&str]) -> Block {
    let mut providers = Block::builder("required_providers");
    for address in addresses {
        let kind = address.rsplit('/').next().unwrap_or(address);
        let short = address.trim_start_matches("registry.terraform.io/");
        let source = Map::from_iter([("source".to_owned(), Value::from(short))]);
        providers = providers.add_attribute((kind, Value::Object(source)));
    }
    Block::builder("terraform")
        .add_block(providers.build())
        .build()
}

/// A root module with our provider and nothing else yet.
#[must_use]
pub fn ours() -> Body {
    Body::builder().add_block(requires(&[KAFKAWS])).build()
}

/// A root module with the peer's provider, whose start-up calls to services beyond the sandbox are off.
#[must_use]
pub fn theirs() -> Body {
    let provider = Block::builder("provider")
        .add_label("aws")
        .add_attribute(("skip_metadata_api_check", true))
        .add_attribute(("skip_region_validation", true))
        .build();
    Body::builder()
        .add_block(requires(&[PEER]))
        .add_block(provider)
        .build()
}

/// The text of a configuration.
pub fn text(body: &Body) -> Result<String, Trouble> {
    hcl::to_string(body).map_err(|source| Trouble::Hcl {
        path: "main.tf".into(),
        source,
    })
}

/// A resource of ours, as the attributes of one block. Starts as the smallest that AWS takes, and is
/// changed attribute by attribute.
#[derive(Clone, Debug, PartialEq)]
pub struct Resource {
    kind: &'static str,
    attributes: Map<String, Value>,
}

impl Resource {
    /// Nothing yet.
    pub(crate) fn empty(kind: &'static str) -> Self {
        let attributes = Map::new();
        Self { kind, attributes }
    }

    /// A small LOCAL cluster on Kafka 3.6.0, on three zones in subnets that the provider picks.
    #[must_use]
    pub fn cluster(name: &str) -> Self {
        Self::empty("kafkaws_msk_cluster")
            .with("cluster_name", name)
            .with("kafka_version", "3.6.0")
            .with("number_of_broker_nodes", 3)
            .with("broker_node_group_info.instance_type", "kafka.m5.large")
            .with(
                "broker_node_group_info.storage_info.ebs_storage_info.volume_size",
                100,
            )
    }

    /// Sets one attribute by its path, such as `encryption_info.encryption_in_transit.client_broker`.
    #[must_use]
    pub fn with(mut self, path: &str, value: impl Into<Value>) -> Self {
        put(&mut self.attributes, path, Some(value.into()));
        self
    }

    /// Takes one attribute away.
    #[must_use]
    pub fn without(mut self, path: &str) -> Self {
        put(&mut self.attributes, path, None);
        self
    }

    /// The resource block.
    #[must_use]
    pub fn block(&self, label: &str) -> Block {
        let attributes = self
            .attributes
            .clone()
            .into_iter()
            .map(hcl::Attribute::from);
        Block::builder("resource")
            .add_labels([self.kind, label])
            .add_attributes(attributes)
            .build()
    }

    /// The address of the resource with this label.
    #[must_use]
    pub fn address(&self, label: &str) -> String {
        format!("{}.{label}", self.kind)
    }

    /// A whole root module with this resource, labelled `this`.
    pub fn root(&self) -> Result<String, Trouble> {
        root([("this", self)])
    }
}

/// A whole root module with these resources, by their labels.
pub fn root<'r>(
    resources: impl IntoIterator<Item = (&'r str, &'r Resource)>,
) -> Result<String, Trouble> {
    let mut body = ours();
    let blocks = resources.into_iter();
    blocks.for_each(|(label, resource)| body.0.push(resource.block(label).into()));
    text(&body)
}

fn put(attributes: &mut Map<String, Value>, path: &str, value: Option<Value>) {
    let Some((first, rest)) = path.split_once('.') else {
        match value {
            Some(value) => drop(attributes.insert(path.to_owned(), value)),
            None => drop(attributes.shift_remove(path)),
        }
        return;
    };
    let inner = attributes
        .entry(first.to_owned())
        .or_insert_with(|| Value::Object(Map::new()));
    if !inner.is_object() {
        *inner = Value::Object(Map::new());
    }
    if let Some(inner) = inner.as_object_mut() {
        put(inner, rest, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_makes_the_levels_it_needs_and_a_root_is_hcl() {
        let cluster = Resource::cluster("orders")
            .with("tags.team", "a")
            .without("kafka_version");
        let text = cluster.root().unwrap();
        let body = hcl::parse(&text).unwrap();
        assert_eq!(body.blocks().count(), 2);
        assert!(text.contains("volume_size"), "{text}");
        assert!(!text.contains("kafka_version"), "{text}");
    }
}
