"""Drives the sandbox with boto3 and checks every raw answer against botocore's service model.

botocore's own parser ignores what it does not know, so a misspelt member would go unnoticed; here a
member that the model lacks, a value of another type and an enum's unknown value are findings.
"""

import json
import sys

import boto3
from botocore.config import Config

findings = []


def check(shape, value, path):
    kind = shape.type_name
    if kind == "structure":
        if not isinstance(value, dict):
            findings.append(f"{path}: {value!r} is not a structure")
            return
        members = {m.serialization.get("name", n): m for n, m in shape.members.items()}
        for name, inner in value.items():
            if name in members:
                if inner is not None:
                    check(members[name], inner, f"{path}.{name}")
            else:
                findings.append(f"{path}.{name}: the model has no such member")
    elif kind == "list":
        if isinstance(value, list):
            for index, item in enumerate(value):
                check(shape.member, item, f"{path}[{index}]")
        else:
            findings.append(f"{path}: {value!r} is not a list")
    elif kind == "map":
        for key, item in value.items():
            check(shape.value, item, f"{path}[{key}]")
    else:
        scalar(shape, kind, value, path)


def scalar(shape, kind, value, path):
    wanted = {"string": str, "boolean": bool, "integer": int, "long": int, "double": (int, float)}
    if kind == "timestamp":
        if not isinstance(value, str) or "T" not in value:
            findings.append(f"{path}: {value!r} is not an ISO 8601 time")
    elif kind in wanted and not isinstance(value, wanted[kind]):
        findings.append(f"{path}: {value!r} is not a {kind}")
    if getattr(shape, "enum", None) and value not in shape.enum:
        findings.append(f"{path}: {value!r} is not one of {shape.enum}")


def on_answer(http_response, model, **_):
    body = http_response.content
    if model.output_shape is not None and http_response.status_code < 300 and body:
        check(model.output_shape, json.loads(body), model.name)


# A failed call is this script's to see, not to try again.
once = Config(retries={"total_max_attempts": 1})
kafka = boto3.client("kafka", config=once)
ec2, sts = boto3.client("ec2", config=once), boto3.client("sts", config=once)
kafka.meta.events.register("after-call.kafka", on_answer)


def settle(arn):
    for _ in range(50):
        info = kafka.describe_cluster_v2(ClusterArn=arn)["ClusterInfo"]
        if info["State"] == "ACTIVE":
            return info
    raise SystemExit(f"{arn} does not settle")


def network():
    subnets = ec2.describe_subnets()["Subnets"]
    zones = {s["AvailabilityZone"]: s["SubnetId"] for s in subnets}
    ec2.describe_vpcs()
    ec2.describe_availability_zones()
    groups = ec2.describe_security_groups()["SecurityGroups"]
    return [zones[name] for name in sorted(zones)][:3], [groups[0]["GroupId"]]


def reads(arn):
    kafka.describe_cluster(ClusterArn=arn)
    kafka.list_clusters()
    kafka.list_clusters_v2(ClusterNameFilter="model")
    kafka.get_bootstrap_brokers(ClusterArn=arn)
    kafka.list_nodes(ClusterArn=arn)
    for operation in kafka.list_cluster_operations(ClusterArn=arn)["ClusterOperationInfoList"]:
        kafka.describe_cluster_operation(ClusterOperationArn=operation["OperationArn"])
    kafka.list_cluster_operations_v2(ClusterArn=arn)
    kafka.list_kafka_versions()
    kafka.get_compatible_kafka_versions(ClusterArn=arn)
    kafka.list_tags_for_resource(ResourceArn=arn)


def configuration():
    made = kafka.create_configuration(
        Name="model", KafkaVersions=["3.6.0"], ServerProperties=b"min.insync.replicas = 2\n"
    )
    arn = made["Arn"]
    kafka.update_configuration(Arn=arn, ServerProperties=b"min.insync.replicas = 1\n")
    kafka.describe_configuration(Arn=arn)
    kafka.describe_configuration_revision(Arn=arn, Revision=2)
    kafka.list_configurations()
    kafka.list_configuration_revisions(Arn=arn)
    kafka.delete_configuration(Arn=arn)


def cluster():
    subnets, groups = network()
    made = kafka.create_cluster_v2(
        ClusterName="model",
        Tags={"team": "a"},
        Provisioned={
            "KafkaVersion": "3.6.0",
            "NumberOfBrokerNodes": 3,
            "BrokerNodeGroupInfo": {
                "InstanceType": "kafka.m5.large",
                "ClientSubnets": subnets,
                "SecurityGroups": groups,
                "StorageInfo": {"EbsStorageInfo": {"VolumeSize": 100}},
            },
        },
    )
    arn = made["ClusterArn"]
    current = settle(arn)["CurrentVersion"]
    reads(arn)
    kafka.update_monitoring(
        ClusterArn=arn, CurrentVersion=current, EnhancedMonitoring="PER_BROKER"
    )
    current = settle(arn)["CurrentVersion"]
    kafka.update_broker_storage(
        ClusterArn=arn,
        CurrentVersion=current,
        TargetBrokerEBSVolumeInfo=[{"KafkaBrokerNodeId": "All", "VolumeSizeGB": 200}],
    )
    settle(arn)
    reads(arn)
    kafka.delete_cluster(ClusterArn=arn)
    for _ in range(50):
        try:
            kafka.describe_cluster_v2(ClusterArn=arn)
        except kafka.exceptions.NotFoundException:
            return
    raise SystemExit(f"{arn} is not deleted")


sts.get_caller_identity()
configuration()
cluster()
if findings:
    sys.exit("\n".join(sorted(set(findings))))
