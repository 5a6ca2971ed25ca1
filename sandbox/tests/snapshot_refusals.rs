//! What the EBS direct APIs refuse, and snapshots that come to nothing.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::Client;
use client::blocks::{base64, block, refused, sum};
use client::computers::yard;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use serde_json::json;

#[tokio::test]
async fn starts_that_are_refused() {
    let yard = yard().await;
    let value = "INVALID_PARAMETER_VALUE";
    let rows = [
        (json!({}), "INVALID_VOLUME_SIZE"),
        (json!({ "VolumeSize": 0 }), "INVALID_VOLUME_SIZE"),
        (json!({ "VolumeSize": 65_537 }), "INVALID_VOLUME_SIZE"),
        (json!({ "VolumeSize": 1, "Timeout": 9 }), value),
        (json!({ "VolumeSize": 1, "Timeout": 4321 }), value),
        (json!({ "VolumeSize": 1, "ClientToken": "a b" }), value),
        (
            json!({ "VolumeSize": 1, "ClientToken": "x".repeat(256) }),
            value,
        ),
        (
            json!({ "VolumeSize": 1, "Description": "x".repeat(256) }),
            value,
        ),
        (
            json!({ "VolumeSize": 1, "KmsKeyArn": "arn:aws:kms:eu-west-1:123456789012:key/k" }),
            value,
        ),
        (
            json!({ "VolumeSize": 1, "Encrypted": true, "ParentSnapshotId": "snap-0a" }),
            value,
        ),
        (
            json!({ "VolumeSize": 1, "ParentSnapshotId": "nonsense" }),
            "INVALID_SNAPSHOT_ID",
        ),
        (
            json!({ "VolumeSize": 1, "Tags": [{ "Key": "aws:x", "Value": "" }] }),
            "INVALID_TAG",
        ),
        (
            json!({ "VolumeSize": 1, "Tags": [{ "Key": "k", "Value": "v".repeat(256) }] }),
            "INVALID_TAG",
        ),
        (json!({ "VolumeSize": "big" }), value),
    ];
    for (wish, reason) in rows {
        refused(&yard.client.try_start(&wish), "ValidationException", reason);
    }
    let wish = json!({ "VolumeSize": 1, "ParentSnapshotId": "snap-0a" });
    refused(
        &yard.client.try_start(&wish),
        "ResourceNotFoundException",
        "SNAPSHOT_NOT_FOUND",
    );
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn blocks_that_are_refused() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    let spoilt = |spoil: fn(String) -> String| client.put_spoilt((&id, 0), &block(1), spoil);
    let rows = [
        (client.try_put(&id, 2048, &block(1)), "INVALID_BLOCK"),
        (client.try_put(&id, 0, &block(1)[1..]), "INVALID_BLOCK"),
        (
            spoilt(|headers| headers.replace("checksum: ", "checksum: A")),
            "INVALID_BLOCK",
        ),
        (
            spoilt(|headers| headers.replace("524288", "524287")),
            "INVALID_BLOCK",
        ),
        (
            spoilt(|headers| headers.replace("SHA256", "MD5")),
            "INVALID_PARAMETER_VALUE",
        ),
        (
            spoilt(|headers| headers.replace("-algorithm", "-x")),
            "INVALID_PARAMETER_VALUE",
        ),
        (
            client.try_put("nonsense", 0, &block(1)),
            "INVALID_SNAPSHOT_ID",
        ),
    ];
    for (answer, reason) in rows {
        refused(&answer, "ValidationException", reason);
    }
    let nobody = client.try_put("snap-0123456789abcdef0", 0, &block(1));
    refused(&nobody, "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND");
    client.complete(&id, 0);
    assert!(client.read_blocks(&id).is_empty());
}

#[tokio::test]
async fn completions_that_are_refused() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    client.put_block(&id, 5, &block(1));
    let wrong = format!("x-amz-checksum: {}\r\n", base64(&sum(b"")));
    let method =
        "x-amz-checksum-algorithm: SHA256\r\nx-amz-checksum-aggregation-method: LINEAR\r\n";
    for (count, more) in [
        (0, ""),
        (2, ""),
        (1, wrong.as_str()),
        (1, &format!("{wrong}{method}")),
    ] {
        let answer = client.try_complete(&id, count, more);
        refused(&answer, "ValidationException", "INVALID_PARAMETER_VALUE");
    }
    client.complete(&id, 1);
    refused(
        &client.try_complete(&id, 1, ""),
        "ValidationException",
        "INVALID_SNAPSHOT_ID",
    );
    refused(
        &client.try_put(&id, 5, &block(2)),
        "ValidationException",
        "INVALID_SNAPSHOT_ID",
    );
}

#[tokio::test]
async fn nothing_is_made_of_a_snapshot_that_is_not_complete() {
    let yard = yard().await;
    let id = yard.client.start_snapshot();
    yard.client.put_block(&id, 0, &block(1));
    let register = format!(
        "RegisterImage&Name=broker&RootDeviceName=/dev/xvda&Architecture=arm64&VirtualizationType=hvm\
         &BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.SnapshotId={id}"
    );
    yard.refused(&register, "IncorrectState");
    let list = yard
        .client
        .ebs("GET", &format!("/snapshots/{id}/blocks"), "", b"");
    refused(&list, "ValidationException", "INVALID_SNAPSHOT_ID");
    yard.client.complete(&id, 1);
    yard.done(&register);
}

#[tokio::test]
async fn an_upload_without_progress_is_given_up() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    let minutes = |minutes: u64| {
        yard.sandbox
            .world()
            .advance(std::time::Duration::from_secs(minutes * 60))
    };
    minutes(59);
    client.put_block(&id, 0, &block(1));
    minutes(59);
    // However often somebody looks.
    (0..5).for_each(|_| assert!(client.snapshot(&id).contains("<status>pending</status>")));
    minutes(1);
    let shown = client.snapshot(&id);
    assert!(
        shown.contains("<status>error</status>") && shown.contains("statusMessage"),
        "{shown}"
    );
    refused(
        &client.try_put(&id, 1, &block(1)),
        "ValidationException",
        "INVALID_SNAPSHOT_ID",
    );
    yard.done(&format!("DeleteSnapshot&SnapshotId={id}"));
    assert!(yard.sandbox.world().is_empty());
}

#[tokio::test]
async fn a_new_snapshot_is_not_known_at_once_and_calls_are_throttled() {
    let sandbox = Sandbox::builder().start().await.unwrap();
    let client = Client::of(&sandbox);
    let id = client.start_snapshot();
    let unknown = client.try_put(&id, 0, &block(1));
    refused(&unknown, "ResourceNotFoundException", "SNAPSHOT_NOT_FOUND");
    assert_eq!(unknown.status, 404);
    client.put_block(&id, 0, &block(1));
    sandbox.add_fault(FaultRule {
        service: Some("ebs".into()),
        operation: Some("PutSnapshotBlock".into()),
        resource: Some(id.clone()),
        first: Some(1),
        action: FaultAction::Throttle,
        ..FaultRule::default()
    });
    let throttled = client.try_put(&id, 1, &block(1));
    assert_eq!(throttled.status, 400);
    refused(&throttled, "RequestThrottledException", "ACCOUNT_THROTTLED");
    client.put_block(&id, 1, &block(1));
    assert_eq!(sandbox.calls().count("PutSnapshotBlock"), 4);
}
