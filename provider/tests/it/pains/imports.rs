//! A cluster that exists becomes configuration: pain 15.

use kafkaws_plugin::testing::{Action, Stored};
use kafkaws_schema::{Shape, Value};
use serde_json::json;

use crate::config::{cluster, express};
use crate::scene::{CLUSTER, Scene};

/// `terraform plan -generate-config-out`: the configuration it writes for an imported state. Terraform leaves out what is only
/// computed and what is null.
fn generated(scene: &Scene, imported: &Stored) -> Value {
    let schema = scene.harness.schema(CLUSTER);
    let inputs = schema.inputs.attributes.iter();
    Value::object(inputs.map(|attribute| {
        let value = imported.value.attribute(attribute.name);
        (attribute.name, kept(value, &attribute.shape))
    }))
}

fn kept(value: &Value, shape: &Shape) -> Value {
    match (shape, value) {
        (Shape::Nested(object), Value::Object(_)) => Value::object(
            object
                .attributes
                .iter()
                .map(|inner| (inner.name, kept(value.attribute(inner.name), &inner.shape))),
        ),
        _ => value.clone(),
    }
}

/// TPA #32193: the configuration that was generated had `volume_throughput = 0`, which its own provider refused.
#[tokio::test]
async fn pain_15_a_generated_configuration_validates_and_plans_empty() {
    let plain = cluster(json!({}));
    let large = cluster(json!({
        "broker_node_group_info": { "instance_type": "kafka.m5.4xlarge" },
        "server_properties": "num.io.threads = 8\n",
        "tags": { "team": "streaming" },
    }));
    let kraft = cluster(json!({ "kafka_version": "3.9.x.kraft" }));
    for config in [plain, large, kraft, express(json!({}))] {
        let (scene, stored) = Scene::applied(&config).await;
        let arn = stored.value.attribute("arn").as_str().unwrap();
        let imported = scene.harness.import(CLUSTER, arn).await.unwrap();
        let config = generated(&scene, &imported);
        let planned = scene.planned(&imported, &config).await;
        assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
        assert!(planned.diagnostics.is_empty(), "{:#?}", planned.diagnostics);
        scene.quiet(&imported, &config).await;
    }
}
