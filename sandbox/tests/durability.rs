//! The binary: what it prints, what it refuses, and that what it acknowledged survives kill -9.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use client::Client;
use client::blocks::block;
use client::objects::parts;
use serde_json::{Value, json};

struct Process(Child, SocketAddr);

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn start(arguments: &[&str]) -> Process {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kafkaws-sandbox"))
        .args(["--listen", "127.0.0.1:0"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    let address = line
        .trim()
        .strip_prefix("listening on http://")
        .expect("the promised line");
    Process(child, address.parse().unwrap())
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_was_acknowledged_survives_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let (state, calls) = (
        folder.path().join("state.json"),
        folder.path().join("calls.jsonl"),
    );
    let arguments = ["--state", text(&state), "--calls", text(&calls)];
    let process = start(&arguments);
    let client = Client::at(process.1);
    let subnets = client.subnets();
    let arn = client.make(&client.request("orders"));
    let configuration = client.configuration("conf", "a=1", &[]);
    let body = json!({ "volumeSizeGB": 200 });
    assert_eq!(client.update(&arn, "PUT", "storage", body).status, 200);
    // Child::kill is SIGKILL.
    drop(process);
    let process = start(&arguments);
    let client = Client::at(process.1);
    assert_eq!(client.subnets(), subnets);
    let cluster = client.cluster(&arn);
    assert_eq!(
        cluster["state"], "UPDATING",
        "the update goes on where it was"
    );
    client.settle(&arn);
    let refused = client.update(&arn, "PUT", "storage", json!({ "volumeSizeGB": 300 }));
    assert!(
        refused.message().contains("6 hours"),
        "the cool-down is remembered"
    );
    client.get(&format!(
        "/v1/configurations/{}",
        client::encode(&configuration)
    ));
    let lines = std::fs::read_to_string(&calls).unwrap();
    let first: Value = serde_json::from_str(lines.lines().next().unwrap()).unwrap();
    assert_eq!(
        (&first["service"], &first["operation"]),
        (&json!("ec2"), &json!("DescribeSubnets"))
    );
    assert!(lines.lines().count() > 8, "both lives are in the file");
}

#[test]
fn without_its_state_file_the_world_is_new() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--state", text(&state)];
    let process = start(&arguments);
    let client = Client::at(process.1);
    client.make_bucket("images");
    client.s3_done("PUT", "/images/a", "", b"abc");
    let upload = client.start_upload("/images/b", "");
    drop(process);
    std::fs::remove_file(&state).unwrap();
    let process = start(&arguments);
    let client = Client::at(process.1);
    client.make_bucket("images");
    client.s3_refused(("GET", "/images/a"), "", b"", (404, "NoSuchKey"));
    let parts = format!("/images/b?uploadId={upload}");
    client.s3_refused(("GET", &parts), "", b"", (404, "NoSuchUpload"));
}

#[test]
fn objects_and_parts_survive_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--state", text(&state)];
    let process = start(&arguments);
    let client = Client::at(process.1);
    client.make_bucket("images");
    client.s3_done("PUT", "/images/a", "x-amz-meta-a: b\r\n", b"abc");
    let upload = client.start_upload("/images/b", "");
    let etag = client.put_part("/images/b", &upload, 1, b"part");
    drop(process);
    let process = start(&arguments);
    let client = Client::at(process.1);
    let object = client.s3_done("GET", "/images/a", "", b"");
    assert_eq!(
        (object.body.as_str(), object.header("x-amz-meta-a")),
        ("abc", "b")
    );
    let complete = format!("/images/b?uploadId={upload}");
    client.s3_done("POST", &complete, "", &parts(&[(1, &etag)]));
    assert_eq!(client.s3_done("GET", "/images/b", "", b"").body, "part");
    client.s3_done("DELETE", "/images/a", "", b"");
    client.s3_done("DELETE", "/images/b", "", b"");
    let contents = folder.path().join("state.json.data").join("contents");
    let shelves = std::fs::read_dir(contents).unwrap();
    let left = shelves.flat_map(|shelf| std::fs::read_dir(shelf.unwrap().path()).unwrap());
    assert_eq!(left.count(), 0);
}

#[test]
fn blocks_survive_kill_9_and_go_with_their_snapshot() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--state", text(&state)];
    let process = start(&arguments);
    let client = Client::at(process.1);
    let id = client.start_snapshot();
    client.snapshot(&id);
    client.put_block(&id, 3, &block(3));
    drop(process);
    let process = start(&arguments);
    let client = Client::at(process.1);
    client.put_block(&id, 4, &block(4));
    client.complete(&id, 2);
    drop(process);
    let process = start(&arguments);
    let client = Client::at(process.1);
    assert_eq!(client.read_blocks(&id), [(3, block(3)), (4, block(4))]);
    let delete = format!("Version=2016-11-15&Action=DeleteSnapshot&SnapshotId={id}");
    assert_eq!(client.form("ec2", &delete).status, 200);
    let disks = folder.path().join("state.json.data").join("disks");
    assert_eq!(std::fs::read_dir(disks).unwrap().count(), 0);
}

#[test]
fn sigterm_ends_it_in_order() {
    let mut process = start(&[]);
    let id = process.0.id().to_string();
    assert!(
        Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .unwrap()
            .success()
    );
    assert!(process.0.wait().unwrap().success());
}

#[test]
fn only_loopback_is_listened_on() {
    let output = Command::new(env!("CARGO_BIN_EXE_kafkaws-sandbox"))
        .args(["--listen", "0.0.0.0:0"])
        .output()
        .unwrap();
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("not a loopback address"));
}

#[test]
fn faults_are_read_from_a_file_and_must_be_understood() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("faults.json");
    std::fs::write(&path, r#"{"operation":"ListClustersV2","action":"deny"}"#).unwrap();
    let process = start(&["--faults", text(&path)]);
    let client = Client::at(process.1);
    assert_eq!(
        client.kafka("GET", "/api/v2/clusters", &Value::Null).status,
        403
    );
    std::fs::write(&path, r#"{"action":"explode"}"#).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_kafkaws-sandbox"))
        .args(["--listen", "127.0.0.1:0", "--faults", text(&path)])
        .output()
        .unwrap();
    assert!(String::from_utf8_lossy(&output.stderr).contains("explode"));
}

#[test]
fn computers_and_tokens_survive_kill_9() {
    let folder = tempfile::tempdir().unwrap();
    let state = folder.path().join("state.json");
    let arguments = ["--state", text(&state)];
    let process = start(&arguments);
    let create =
        "Version=2016-11-15&Action=CreateVolume&AvailabilityZone=eu-west-1a&Size=10&ClientToken=t";
    let made = Client::at(process.1).form("ec2", create).body;
    let id = client::between(&made, "volumeId");
    drop(process);
    let process = start(&arguments);
    let again = Client::at(process.1).form("ec2", create).body;
    assert_eq!(client::between(&again, "volumeId"), id);
}
