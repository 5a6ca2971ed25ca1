//! A cluster on a stage: updates that are taken, updates that are refused.

use kafkaws_sandbox::Sandbox;
use serde_json::{Value, json};

use super::{Answer, Client, patched};

pub(crate) struct Stage {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
    pub(crate) arn: String,
}

/// A cluster like the acceptable one, but for `patch` of its `provisioned`.
pub(crate) async fn stage(patch: Value) -> Stage {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let request = patched(client.request("orders"), &json!({ "provisioned": patch }));
    let arn = client.make(&request);
    Stage {
        sandbox,
        client,
        arn,
    }
}

impl Stage {
    pub(crate) fn update(&self, method: &str, what: &str, body: Value) -> Answer {
        self.client.update(&self.arn, method, what, body)
    }

    /// Refused as a bad request whose message has this part, and nothing has changed.
    pub(crate) fn refuses(&self, method: &str, what: &str, body: Value, message: &str) {
        let before = self.client.cluster(&self.arn);
        let answer = self.update(method, what, body.clone());
        assert_eq!(answer.status, 400, "{what} {body}: {}", answer.body);
        assert!(
            answer.message().contains(message),
            "{what} {body}: {}",
            answer.body
        );
        assert_eq!(self.client.cluster(&self.arn), before);
    }

    /// Accepted; what the cluster is afterwards.
    pub(crate) fn takes(&self, method: &str, what: &str, body: Value) -> Value {
        let before = self.client.cluster(&self.arn)["currentVersion"].clone();
        let answer = self.update(method, what, body.clone());
        assert_eq!(answer.status, 200, "{what} {body}: {}", answer.body);
        assert!(answer.json()["clusterOperationArn"].is_string());
        let after = self.client.settle(&self.arn);
        assert_ne!(
            after["currentVersion"], before,
            "{what}: a success changes the version"
        );
        after["provisioned"].clone()
    }
}
