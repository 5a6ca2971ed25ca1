//! Snapshots that a client writes and reads block by block.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::blocks::{BLOCK, base64, block, refused, sum};
use client::computers::yard;
use serde_json::{Value, json};

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
    let put = client.try_put(&id, 0, &block(1));
    assert_eq!(put.header("x-amz-checksum"), base64(&sum(&block(1))));
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
