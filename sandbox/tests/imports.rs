//! Disks that are imported from S3 as snapshots.

// A step that fails fails its test.
#![allow(clippy::expect_used, clippy::unwrap_used)]

mod client;

use client::Client;
use client::blocks::BLOCK;
use client::computers::{Yard, one, yard};
use client::objects::parts;
use kafkaws_sandbox::{FaultAction, FaultRule};

const FROM_BUCKET: &str = "ImportSnapshot&DiskContainer.Format=RAW&DiskContainer.UserBucket.S3Bucket=images\
                           &DiskContainer.UserBucket.S3Key=disk.raw";

/// A region with a bucket and this disk in it.
async fn quay(disk: &[u8]) -> Yard {
    let yard = yard().await;
    yard.client.make_bucket("images");
    yard.client.s3_done("PUT", "/images/disk.raw", "", disk);
    yard
}

fn look(yard: &Yard, task: &str) -> String {
    yard.done(&format!(
        "DescribeImportSnapshotTasks&ImportTaskId.1={task}"
    ))
}

/// What each look says: status, message, progress.
fn course(yard: &Yard, task: &str, looks: usize) -> Vec<[String; 3]> {
    let show = |_| {
        let answer = look(yard, task);
        ["status", "statusMessage", "progress"].map(|name| one(&answer, name))
    };
    (0..looks).map(show).collect()
}

#[tokio::test]
async fn a_disk_becomes_a_snapshot_and_an_image() {
    let mut disk = vec![0; 2 * BLOCK + 100];
    disk[0] = 1;
    disk[2 * BLOCK + 99] = 2;
    let yard = quay(&disk).await;
    let query = format!(
        "{FROM_BUCKET}&Description=broker&TagSpecification.1.ResourceType=import-snapshot-task\
                         &TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b"
    );
    let started = yard.done(&query);
    let task = one(&started, "importTaskId");
    assert!(task.starts_with("import-snap-") && started.contains("<key>a</key>"));
    // The disk was read when the task began.
    yard.client.s3_done("DELETE", "/images/disk.raw", "", b"");
    let seen = course(&yard, &task, 4);
    let expected = [
        ["active", "pending", "0"],
        ["active", "validating", "3"],
        ["active", "converting", "40"],
        ["completed", "", ""],
    ];
    assert_eq!(seen, expected);
    let done = look(&yard, &task);
    assert_eq!(one(&done, "diskImageSize"), "1048676.0");
    let id = one(&done, "snapshotId");
    let shown = yard.client.snapshot(&id);
    assert!(
        shown.contains("<status>completed</status>")
            && shown.contains("<volumeSize>1</volumeSize>"),
        "{shown}"
    );
    assert!(
        !shown.contains("<key>a</key>"),
        "the task's tags are not the snapshot's"
    );
    let blocks = yard.client.read_blocks(&id);
    let indexes: Vec<u64> = blocks.iter().map(|(index, _)| *index).collect();
    assert_eq!(indexes, [0, 2], "zeros are not kept");
    assert_eq!(
        (blocks[0].1[0], blocks[1].1[99], blocks[1].1.len()),
        (1, 2, BLOCK)
    );
    yard.done(&format!(
        "RegisterImage&Name=broker&RootDeviceName=/dev/xvda&Architecture=arm64&VirtualizationType=hvm\
         &BlockDeviceMapping.1.DeviceName=/dev/xvda&BlockDeviceMapping.1.Ebs.SnapshotId={id}"
    ));
}

#[tokio::test]
async fn parts_of_any_size_are_one_disk() {
    let yard = yard().await;
    yard.client.make_bucket("images");
    let path = "/images/disk.raw";
    let upload = yard.client.start_upload(path, "");
    let first = yard
        .client
        .put_part(path, &upload, 1, &vec![1; 10 * BLOCK + 7]);
    let second = yard.client.put_part(path, &upload, 2, &vec![2; BLOCK]);
    let body = parts(&[(1, &first), (2, &second)]);
    yard.client
        .s3_done("POST", &format!("{path}?uploadId={upload}"), "", &body);
    let from_url =
        "ImportSnapshot&DiskContainer.Format=raw&DiskContainer.Url=s3%3A%2F%2Fimages%2Fdisk.raw";
    let task = one(&yard.done(from_url), "importTaskId");
    course(&yard, &task, 4);
    let done = look(&yard, &task);
    assert_eq!(one(&done, "url"), "s3://images/disk.raw");
    let blocks = yard.client.read_blocks(&one(&done, "snapshotId"));
    let sums: Vec<u64> = blocks
        .iter()
        .map(|(_, block)| block.iter().map(|byte| u64::from(*byte)).sum())
        .collect();
    let block = BLOCK as u64;
    assert_eq!(sums[..10], [block; 10]);
    assert_eq!(sums[10..], [7 + 2 * (block - 7), 14]);
}

#[tokio::test]
async fn imports_that_are_refused() {
    let yard = quay(b"disk").await;
    let rows = [
        (
            FROM_BUCKET.replace("&DiskContainer.Format=RAW", ""),
            "MissingParameter",
            "Format",
        ),
        (FROM_BUCKET.replace("RAW", "ISO"), "InvalidParameter", "ISO"),
        (
            FROM_BUCKET.replace("RAW", "VMDK"),
            "NotImplementedException",
            "RAW",
        ),
        (
            FROM_BUCKET.replace("=images", "=other"),
            "InvalidParameter",
            "does not have access",
        ),
        (
            FROM_BUCKET.replace("=disk.raw", "=none"),
            "InvalidParameter",
            "(none)",
        ),
        (
            FROM_BUCKET.replace("UserBucket.S3Key", "X"),
            "InvalidParameter",
            "S3Key",
        ),
        (
            format!("{FROM_BUCKET}&DiskContainer.Url=s3://images/disk.raw"),
            "InvalidParameter",
            "either",
        ),
        (
            format!("{FROM_BUCKET}&KmsKeyId=k"),
            "InvalidParameter",
            "Encrypted",
        ),
        (
            "ImportSnapshot&DiskContainer.Format=RAW&DiskContainer.Url=http://x/y".into(),
            "InvalidParameter",
            "location",
        ),
    ];
    for (query, code, word) in rows {
        let message = yard.refused(&query, code);
        assert!(message.contains(word), "{message}");
    }
    let elsewhere = Client {
        region: "us-east-1",
        ..yard.client
    };
    let far = elsewhere.form("ec2", &format!("Version=2016-11-15&Action={FROM_BUCKET}"));
    assert!(far.body.contains("not local to the region"), "{}", far.body);
    yard.sandbox.world().set_import_role(false);
    let message = yard.refused(FROM_BUCKET, "InvalidParameter");
    assert!(
        message.contains("The service role vmimport provided does not exist"),
        "{message}"
    );
    let message = yard.refused(&format!("{FROM_BUCKET}&RoleName=other"), "InvalidParameter");
    assert!(message.contains("role other"), "{message}");
    let on = serde_json::json!({ "exists": true });
    assert_eq!(
        yard.client.admin("POST", "ec2/import_role", &on).status,
        200
    );
    yard.done(FROM_BUCKET);
}

#[tokio::test]
async fn what_is_no_raw_disk_comes_to_nothing() {
    for (disk, word) in [
        (&b""[..], "Empty"),
        (b"KDMV...", "VMDK"),
        (b"QFI\xfb...", "QCOW2"),
        (b"\x1f\x8b..", "GZIP"),
    ] {
        let yard = quay(disk).await;
        let task = one(&yard.done(FROM_BUCKET), "importTaskId");
        let seen = course(&yard, &task, 4);
        assert_eq!(seen[2][0], "deleting");
        assert_eq!(seen[3][0], "deleted");
        assert!(
            seen[3][1].contains("Disk validation failed") && seen[3][1].contains(word),
            "{seen:?}"
        );
        assert!(!yard.done("DescribeSnapshots").contains("snap-"));
    }
}

#[tokio::test]
async fn five_at_a_time_and_one_for_a_token() {
    let yard = quay(b"disk").await;
    let token = format!("{FROM_BUCKET}&ClientToken=t");
    let first = one(&yard.done(&token), "importTaskId");
    assert_eq!(one(&yard.done(&token), "importTaskId"), first);
    yard.refused(
        &format!("{token}&Description=other"),
        "IdempotentParameterMismatch",
    );
    (0..4).for_each(|_| drop(yard.done(FROM_BUCKET)));
    yard.refused(FROM_BUCKET, "ResourceCountLimitExceeded");
    let cancel = format!("CancelImportTask&ImportTaskId={first}");
    assert_eq!(one(&yard.done(&cancel), "state"), "deleting");
    yard.refused(&cancel, "IncorrectState");
    yard.done(FROM_BUCKET);
    look(&yard, &first);
    assert_eq!(one(&look(&yard, &first), "status"), "deleted");
    yard.refused(
        "DescribeImportSnapshotTasks&ImportTaskId.1=import-snap-0",
        "InvalidConversionTaskId.Malformed",
    );
    let active =
        yard.done("DescribeImportSnapshotTasks&Filter.1.Name=task-state&Filter.1.Value.1=active");
    assert_eq!(client::between(&active, "importTaskId").len(), 5);
}

#[tokio::test]
async fn a_fault_keeps_a_task_where_it_is() {
    let yard = quay(b"disk").await;
    let task = one(&yard.done(FROM_BUCKET), "importTaskId");
    yard.sandbox.add_fault(FaultRule {
        resource: Some(task.clone()),
        state: Some("converting".into()),
        action: FaultAction::Stay,
        ..FaultRule::default()
    });
    let seen = course(&yard, &task, 9);
    assert_eq!(seen[8], ["active", "converting", "40"]);
    assert!(!yard.sandbox.world().is_empty());
    yard.sandbox.clear_faults();
    assert_eq!(course(&yard, &task, 1)[0][0], "completed");
    // A week later it is forgotten; its snapshot is not.
    yard.sandbox
        .world()
        .advance(std::time::Duration::from_secs(7 * 24 * 3600));
    assert!(
        !yard
            .done("DescribeImportSnapshotTasks")
            .contains("import-snap-")
    );
    assert!(yard.done("DescribeSnapshots").contains("snap-"));
}
