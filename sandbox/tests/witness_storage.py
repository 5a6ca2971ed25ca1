"""Drives the EBS direct APIs, S3 and imports of the sandbox with botocore. Usage: witness_storage.py URL"""

import base64
import hashlib

from botocore.exceptions import MissingDependencyException

from witness_model import client, finish, problem, refused, wait_for

ebs, ec2, s3 = (client(s) for s in ("ebs", "ec2", "s3"))
BLOCK = 512 * 1024


def digest(data):
    return hashlib.sha256(data).digest()


def text(data):
    return base64.b64encode(data).decode()


def put(snapshot, index, data):
    proof = {"Checksum": text(digest(data)), "ChecksumAlgorithm": "SHA256"}
    place = {"SnapshotId": snapshot, "BlockIndex": index}
    return ebs.put_snapshot_block(BlockData=data, DataLength=len(data), **place, **proof)


def snapshot_of(blocks, **more):
    made = ebs.start_snapshot(VolumeSize=1, Timeout=10, Tags=[{"Key": "a", "Value": "b"}], **more)
    snapshot = made["SnapshotId"]
    if made["BlockSize"] != BLOCK or made["Status"] != "pending":
        problem("StartSnapshot", f"{made}")
    # Once for the eventual consistency of a new id.
    refused("ResourceNotFoundException", put, snapshot=snapshot, index=0, data=blocks[0])
    for index, data in blocks.items():
        put(snapshot, index, data)
    total = digest(b"".join(digest(blocks[index]) for index in sorted(blocks)))
    ebs.complete_snapshot(
        SnapshotId=snapshot,
        ChangedBlocksCount=len(blocks),
        Checksum=text(total),
        ChecksumAlgorithm="SHA256",
        ChecksumAggregationMethod="LINEAR",
    )
    wait_for(ec2.describe_snapshots, "'completed'", SnapshotIds=[snapshot])
    return snapshot


def read(snapshot):
    blocks = {}
    for block in ebs.list_snapshot_blocks(SnapshotId=snapshot)["Blocks"]:
        index = block["BlockIndex"]
        answer = ebs.get_snapshot_block(
            SnapshotId=snapshot, BlockIndex=index, BlockToken=block["BlockToken"]
        )
        blocks[index] = answer["BlockData"].read()
        if answer["Checksum"] != text(digest(blocks[index])) or answer["DataLength"] != BLOCK:
            problem("GetSnapshotBlock", f"block {index} is not what its headers say")
    return blocks


def blocks():
    first = {0: b"a" * BLOCK, 2047: b"b" * BLOCK}
    one = snapshot_of(first, Description="one", ClientToken="one", Encrypted=True)
    if read(one) != first:
        problem("GetSnapshotBlock", "other blocks than were written")
    refused("ConflictException", ebs.start_snapshot, VolumeSize=2, ClientToken="one")
    refused("ValidationException", put, snapshot=one, index=1, data=b"c" * BLOCK)
    two = snapshot_of({0: b"c" * BLOCK}, ParentSnapshotId=one)
    changed = ebs.list_changed_blocks(FirstSnapshotId=one, SecondSnapshotId=two)["ChangedBlocks"]
    if [block["BlockIndex"] for block in changed] != [0]:
        problem("ListChangedBlocks", f"{changed}")
    for snapshot in (one, two):
        ec2.delete_snapshot(SnapshotId=snapshot)


def bucket():
    here = {"LocationConstraint": "eu-west-1"}
    s3.create_bucket(Bucket="images", CreateBucketConfiguration=here)
    refused("BucketAlreadyOwnedByYou", s3.create_bucket, Bucket="images", CreateBucketConfiguration=here)
    s3.head_bucket(Bucket="images")
    if s3.get_bucket_location(Bucket="images")["LocationConstraint"] != "eu-west-1":
        problem("GetBucketLocation", "another region")
    if [one["Name"] for one in s3.list_buckets()["Buckets"]] != ["images"]:
        problem("ListBuckets", "other buckets")


def objects():
    place = {"Bucket": "images", "Key": "a/b c+ü&<"}
    put = s3.put_object(**place, Body=b"abc", Metadata={"a": "b"}, IfNoneMatch="*")
    refused("PreconditionFailed", s3.put_object, **place, Body=b"x", IfNoneMatch="*")
    refused("PreconditionFailed", s3.put_object, **place, Body=b"x", IfMatch='"0"')
    # botocore verifies the checksum that comes with it.
    got = s3.get_object(**place, ChecksumMode="ENABLED")
    if got["Body"].read() != b"abc" or got["Metadata"] != {"a": "b"} or got["ETag"] != put["ETag"]:
        problem("GetObject", f"{got}")
    if s3.get_object(**place, Range="bytes=-1")["Body"].read() != b"c":
        problem("GetObject", "another range")
    if s3.head_object(**place)["ContentLength"] != 3:
        problem("HeadObject", "another length")
    refused("404", s3.head_object, Bucket="images", Key="none")
    for algorithm in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
        try:
            s3.put_object(Bucket="images", Key=algorithm, Body=b"abc", ChecksumAlgorithm=algorithm)
        except MissingDependencyException:
            continue  # CRC32C and CRC64NVME need awscrt, which is not part of botocore.
    s3.copy_object(Bucket="images", Key="copy", CopySource={"Bucket": "images", "Key": "SHA256"})
    listed = s3.list_objects_v2(Bucket="images", Prefix="a/")
    if [one["Key"] for one in listed["Contents"]] != [place["Key"]]:
        problem("ListObjectsV2", f"{listed}")
    s3.list_objects(Bucket="images", Delimiter="/")


def parts():
    place = {"Bucket": "images", "Key": "disk.raw"}
    data = [b"a" * (5 * 1024 * 1024), b"b" * 1024]
    for more in ({}, {"ChecksumAlgorithm": "SHA256"}, {"ChecksumType": "FULL_OBJECT"}):
        upload = s3.create_multipart_upload(**place, **more)["UploadId"]
        names = {key: value for key, value in more.items() if key == "ChecksumAlgorithm"}
        done = []
        for number, body in enumerate(data, 1):
            part = s3.upload_part(**place, UploadId=upload, PartNumber=number, Body=body, **names)
            known = {k: v for k, v in part.items() if k == "ETag" or k.startswith("Checksum")}
            done.append({"PartNumber": number, **known})
        s3.list_parts(**place, UploadId=upload)
        s3.list_multipart_uploads(Bucket="images")
        s3.complete_multipart_upload(**place, UploadId=upload, MultipartUpload={"Parts": done})
        if s3.get_object(**place, ChecksumMode="ENABLED")["Body"].read() != b"".join(data):
            problem("CompleteMultipartUpload", f"another object with {more}")
    upload = s3.create_multipart_upload(**place)["UploadId"]
    s3.abort_multipart_upload(**place, UploadId=upload)
    refused("NoSuchUpload", s3.list_parts, **place, UploadId=upload)


def imports():
    source = {"S3Bucket": "images", "S3Key": "disk.raw"}
    wish = {"DiskContainer": {"Format": "RAW", "UserBucket": source}, "Encrypted": True}
    tags = [{"ResourceType": "import-snapshot-task", "Tags": [{"Key": "a", "Value": "b"}]}]
    task = ec2.import_snapshot(**wish, ClientToken="t", TagSpecifications=tags)["ImportTaskId"]
    done = wait_for(ec2.describe_import_snapshot_tasks, "'completed'", ImportTaskIds=[task])
    snapshot = done["ImportSnapshotTasks"][0]["SnapshotTaskDetail"]["SnapshotId"]
    if sorted(read(snapshot)) != list(range(11)):
        problem("ImportSnapshot", "other blocks than the disk has")
    ec2.delete_snapshot(SnapshotId=snapshot)
    task = ec2.import_snapshot(**wish)["ImportTaskId"]
    ec2.cancel_import_task(ImportTaskId=task)


def clear():
    refused("BucketNotEmpty", s3.delete_bucket, Bucket="images")
    keys = [{"Key": one["Key"]} for one in s3.list_objects_v2(Bucket="images")["Contents"]]
    s3.delete_objects(Bucket="images", Delete={"Objects": keys[1:]})
    s3.delete_object(Bucket="images", Key=keys[0]["Key"])
    s3.delete_bucket(Bucket="images")


blocks()
bucket()
objects()
parts()
imports()
clear()
finish()
