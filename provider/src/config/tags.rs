//! Tags of the provider block.

use std::collections::BTreeMap;

use kafkaws_schema::Model;

/// Tags for everything this provider makes.
#[derive(Clone, Debug, Default, Model)]
pub struct DefaultTags {
    /// Key to value. A resource's own `tags` go first where both have a key; the same value in both
    /// is fine.
    pub tags: Option<BTreeMap<String, String>>,
}

/// Tags that others put on resources. They are neither shown nor removed.
#[derive(Clone, Debug, Default, Model)]
pub struct IgnoreTags {
    /// Keys to leave alone.
    pub keys: Option<Vec<String>>,
    /// Beginnings of keys to leave alone, like `kubernetes.io/`.
    pub key_prefixes: Option<Vec<String>>,
}
