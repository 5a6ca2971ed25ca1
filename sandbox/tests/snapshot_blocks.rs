//! Snapshots that a client writes and reads block by block.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::Client;
use client::blocks::{BLOCK, base64, block, sum};
use client::computers::yard;
use kafkaws_sandbox::{FaultAction, FaultRule, Sandbox};
use serde_json::{Value, json};

/// Refused with this code and reason.
fn refused(answer: &client::Answer, code: &str, reason: &str) {
    assert_eq!(answer.code(), code, "{}", answer.body);
    assert_eq!(answer.json()["Reason"], reason, "{}", answer.body);
}

#[tokio::test]
async fn a_sparse_disk_is_written_and_read_back() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    let shown = client.snapshot(&id);
    assert!(
        shown.contains("<volumeId>vol-ffffffff</volumeId>")
            && shown.contains("<status>pending</status>")
    );
    client.put_block(&id, 0, &block(1));
    client.put_block(&id, 2047, &block(2));
    // Again, and something else in the same place.
    client.put_block(&id, 2047, &block(2));
    client.put_block(&id, 0, &block(3));
    let all = [sum(&block(3)), sum(&block(2))].concat();
    let proof = format!(
        "x-amz-checksum: {}\r\nx-amz-checksum-algorithm: SHA256\r\nx-amz-checksum-aggregation-method: LINEAR\r\n",
        base64(&sum(&all))
    );
    let answer = client.try_complete(&id, 2, &proof);
    assert_eq!(
        (answer.status, &answer.json()["Status"]),
        (202, &json!("pending"))
    );
    client.snapshot(&id);
    assert!(client.snapshot(&id).contains("<status>completed</status>"));
    assert_eq!(client.read_blocks(&id), [(0, block(3)), (2047, block(2))]);
    let list = client.list_blocks(&format!("{id}/blocks"));
    assert_eq!(
        (&list["BlockSize"], &list["VolumeSize"]),
        (&json!(BLOCK), &json!(1))
    );
}

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
async fn a_client_token_makes_one_snapshot() {
    let yard = yard().await;
    let client = yard.client;
    let wish =
        json!({ "VolumeSize": 1, "ClientToken": "t", "Tags": [{ "Key": "a", "Value": "b" }] });
    let first = client.try_start(&wish);
    assert_eq!(first.status, 201);
    assert_eq!(client.try_start(&wish).json(), first.json());
    let other = json!({ "VolumeSize": 2, "ClientToken": "t" });
    let conflict = client.try_start(&other);
    assert_eq!(
        (conflict.status, conflict.code()),
        (409, "ConflictException")
    );
    // The answer is the first one even when what it made is gone.
    let id = first.json()["SnapshotId"].as_str().unwrap().to_owned();
    assert!(client.snapshot(&id).contains("<key>a</key>"));
    yard.done(&format!("DeleteSnapshot&SnapshotId={id}"));
    assert_eq!(client.try_start(&wish).json(), first.json());
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

#[tokio::test]
async fn a_child_shows_its_parent_where_it_was_not_written() {
    let yard = yard().await;
    let client = yard.client;
    let parent = client.start_snapshot();
    client.put_block(&parent, 0, &block(1));
    client.put_block(&parent, 9, &block(9));
    client.complete(&parent, 2);
    let wish = json!({ "VolumeSize": 2, "ParentSnapshotId": parent });
    let child = client.try_start(&wish).json()["SnapshotId"]
        .as_str()
        .unwrap()
        .to_owned();
    client.put_block(&child, 0, &block(2));
    client.complete(&child, 1);
    assert_eq!(client.read_blocks(&child), [(0, block(2)), (9, block(9))]);
    let path = format!("{child}/changedblocks?firstSnapshotId={parent}");
    let changed = client.list_blocks(&path)["ChangedBlocks"].clone();
    assert_eq!(changed.as_array().unwrap().len(), 1);
    assert!(
        changed[0]["FirstBlockToken"].is_string() && changed[0]["SecondBlockToken"].is_string()
    );
    // What the parent held stays as long as the child needs it.
    yard.done(&format!("DeleteSnapshot&SnapshotId={parent}"));
    assert_eq!(client.read_blocks(&child), [(0, block(2)), (9, block(9))]);
}

#[tokio::test]
async fn a_snapshot_of_a_restored_volume_holds_the_same() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    client.put_block(&id, 4, &block(4));
    client.complete(&id, 1);
    let volume = yard.volume(&format!("&SnapshotId={id}"));
    yard.done(&format!("DeleteSnapshot&SnapshotId={id}"));
    let copy = yard.done(&format!("CreateSnapshot&VolumeId={volume}"));
    let copy = client::computers::one(&copy, "snapshotId");
    client.snapshot(&copy);
    assert!(client.snapshot(&copy).contains("completed"));
    assert_eq!(client.read_blocks(&copy), [(4, block(4))]);
}

#[tokio::test]
async fn lists_have_pages_and_tokens_are_for_one_block() {
    let yard = yard().await;
    let client = yard.client;
    let id = client.start_snapshot();
    (0..101).for_each(|index| client.put_block(&id, index, &block(1)));
    client.complete(&id, 101);
    let first = client.list_blocks(&format!("{id}/blocks?maxResults=100"));
    assert_eq!(first["Blocks"].as_array().unwrap().len(), 100);
    let next = first["NextToken"].as_str().unwrap().replace('=', "%3D");
    let second = client.list_blocks(&format!("{id}/blocks?maxResults=100&pageToken={next}"));
    assert_eq!(second["Blocks"][0]["BlockIndex"], 100);
    assert_eq!(second["NextToken"], Value::Null);
    let late = client.list_blocks(&format!("{id}/blocks?startingBlockIndex=99"));
    assert_eq!(late["Blocks"].as_array().unwrap().len(), 2);
    let get = |query: &str| client.ebs("GET", &format!("/snapshots/{id}/blocks{query}"), "", b"");
    let token = base64(&sum(b"")).replace('+', "%2B").replace('=', "%3D");
    refused(
        &get(&format!("/0?blockToken={token}")),
        "ValidationException",
        "INVALID_BLOCK_TOKEN",
    );
    refused(
        &get("?maxResults=99"),
        "ValidationException",
        "INVALID_PARAMETER_VALUE",
    );
    refused(
        &get("?pageToken=AAAA"),
        "ValidationException",
        "INVALID_PAGE_TOKEN",
    );
}

#[tokio::test]
async fn encryption_is_shown_with_its_key() {
    let yard = yard().await;
    let wish = json!({ "VolumeSize": 1, "Encrypted": true });
    let answer = yard.client.try_start(&wish).json();
    let key = answer["KmsKeyArn"].as_str().unwrap();
    assert!(
        key.starts_with("arn:aws:kms:eu-west-1:123456789012:key/"),
        "{key}"
    );
    let shown = yard.client.snapshot(answer["SnapshotId"].as_str().unwrap());
    assert!(
        shown.contains("<encrypted>true</encrypted>") && shown.contains(key),
        "{shown}"
    );
}
