//! Configurations of clusters, written as JSON patches of a small one.

use kafkaws_schema::Value;
use serde_json::{Value as Json, json};

/// A cluster of three Standard brokers in the default VPC, changed by `patch` (RFC 7396: null takes an attribute away).
pub(crate) fn cluster(patch: Json) -> Value {
    let mut base = json!({
        "cluster_name": "orders",
        "kafka_version": "3.6.0",
        "number_of_broker_nodes": 3,
        "broker_node_group_info": {
            "instance_type": "kafka.m5.large",
            "storage_info": { "ebs_storage_info": { "volume_size": 100 } },
        },
    });
    merge(&mut base, patch);
    value(&base)
}

/// The same with Express brokers.
pub(crate) fn express(patch: Json) -> Value {
    let mut base = json!({
        "kafka_version": "3.8.x",
        "broker_node_group_info": { "instance_type": "express.m7g.large", "storage_info": null },
    });
    merge_patches(&mut base, patch);
    cluster(base)
}

/// Volumes of that size, with the rest of the small cluster.
pub(crate) fn volumes(size: i64) -> Value {
    cluster(storage(json!({ "volume_size": size })))
}

/// A patch of the volumes.
pub(crate) fn storage(ebs: Json) -> Json {
    json!({ "broker_node_group_info": { "storage_info": { "ebs_storage_info": ebs } } })
}

/// A patch of the connectivity.
pub(crate) fn connectivity(info: Json) -> Json {
    json!({ "broker_node_group_info": { "connectivity_info": info } })
}

/// Two patches as one: what takes away must stay.
fn merge_patches(target: &mut Json, patch: Json) {
    match (target, patch) {
        (Json::Object(target), Json::Object(patch)) => {
            for (key, value) in patch {
                merge_patches(target.entry(key).or_insert(json!({})), value);
            }
        }
        (target, patch) => *target = patch,
    }
}

/// Merges a patch (RFC 7396) into JSON.
pub(crate) fn merge(target: &mut Json, patch: Json) {
    let Json::Object(patch) = patch else {
        *target = patch;
        return;
    };
    if !target.is_object() {
        *target = json!({});
    }
    for (key, value) in patch {
        if value.is_null() {
            target.as_object_mut().unwrap().remove(&key);
        } else {
            merge(&mut target[key], value);
        }
    }
}

/// JSON as the literal of HCL that says the same.
pub(crate) fn value(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(flag) => Value::Bool(*flag),
        Json::Number(number) => Value::from(number.as_i64().expect("a whole number")),
        Json::String(text) => Value::text(text),
        Json::Array(items) => Value::list(items.iter().map(value)),
        Json::Object(items) => {
            Value::object(items.iter().map(|(key, item)| (key.clone(), value(item))))
        }
    }
}

/// A map of texts.
pub(crate) fn value_map(pairs: &[(&str, &str)]) -> Value {
    let pairs = pairs
        .iter()
        .map(|(key, text)| ((*key).to_owned(), Value::text(text)));
    Value::Map(pairs.collect())
}
