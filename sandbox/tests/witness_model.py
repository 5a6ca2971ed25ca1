"""Clients of the sandbox whose every raw answer is checked against botocore's service models.

botocore's parsers pass over what they do not know; this does not. The URL is the first argument.
"""

import email.utils
import json
import re
import sys
import xml.etree.ElementTree as ElementTree

import botocore.session
from botocore.config import Config
from botocore.exceptions import ClientError

URL = sys.argv[1]
problems = []
seen = set()


def problem(where, text):
    problems.append(f"{where}: {text}")


def check_json(where, shape, value):
    kind = shape.type_name
    if kind == "structure":
        check_structure(where, shape, value)
    elif kind == "list":
        expect(where, value, list)
        for n, item in enumerate(value if isinstance(value, list) else []):
            check_json(f"{where}[{n}]", shape.member, item)
    elif kind == "map":
        expect(where, value, dict)
    elif kind in ("string", "blob"):
        expect(where, value, str)
        if getattr(shape, "enum", None) and value not in shape.enum:
            problem(where, f"{value!r} is not one of {shape.enum}")
    elif kind == "timestamp" and shape.serialization.get("timestampFormat") != "iso8601":
        expect(where, value, (int, float))
    elif kind == "timestamp":
        expect(where, value, str)
        if isinstance(value, str) and not value.endswith("Z"):
            problem(where, f"{value!r} is not ISO 8601 in UTC")
    elif kind in ("integer", "long"):
        expect(where, value, int)
    elif kind in ("double", "float"):
        expect(where, value, (int, float))
    elif kind == "boolean":
        expect(where, value, bool)


def expect(where, value, kind):
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        problem(where, f"{value!r} is not {kind}")


def check_structure(where, shape, value):
    if not isinstance(value, dict):
        problem(where, f"{value!r} is not an object")
        return
    members = {k: m for k, m in shape.members.items() if "location" not in m.serialization}
    names = {m.serialization.get("name", key): (key, m) for key, m in members.items()}
    for key, inner in value.items():
        if key not in names:
            problem(where, f"the model has no member {key!r}")
        else:
            check_json(f"{where}.{key}", names[key][1], inner)
    for wire, (key, _) in names.items():
        if key in shape.required_members and wire not in value:
            problem(where, f"the required member {wire!r} is missing")


def check_headers(where, shape, headers):
    for key, member in shape.members.items():
        if member.serialization.get("location") != "header":
            continue
        text = headers.get(member.serialization["name"])
        if text is not None and member.type_name == "timestamp":
            email.utils.parsedate_to_datetime(text)
        elif text is not None:
            check_text(f"{where}.{key}", member, text)


def check_xml(where, shape, node, names_of):
    for child in node:
        tag = child.tag.split("}")[-1]
        members = {names_of(key, m): m for key, m in shape.members.items()}
        if tag not in members:
            problem(where, f"the model has no element {tag!r}")
            continue
        member = members[tag]
        if member.serialization.get("flattened"):
            member = member.member
        check_member(f"{where}.{tag}", member, child, names_of)


def check_member(where, member, node, names_of):
    if member.type_name == "structure":
        check_xml(where, member, node, names_of)
    elif member.type_name == "list":
        for item in node:
            check_member(f"{where}[]", member.member, item, names_of)
    else:
        check_text(where, member, node.text or "")


def check_text(where, member, text):
    shapes = {
        "integer": r"-?\d+",
        "long": r"-?\d+",
        "double": r"-?\d+(\.\d+)?",
        "float": r"-?\d+(\.\d+)?",
        "boolean": "true|false",
        "timestamp": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z",
    }
    if not re.fullmatch(shapes.get(member.type_name, ".*"), text, re.DOTALL):
        problem(where, f"{text!r} is not a {member.type_name}")
    # EC2 itself answers "available" here, which the model does not know; clients wait for it.
    known = where == "DescribeInternetGateways.internetGatewaySet[].attachmentSet[].state"
    if getattr(member, "enum", None) and text not in member.enum and not known:
        problem(where, f"{text!r} is not one of {member.enum[:20]}")


def before_parse(operation_model, response_dict, **_):
    service = operation_model.service_model.service_name
    name = operation_model.name
    if response_dict["status_code"] >= 300:
        return
    seen.add((service, name))
    shape = operation_model.output_shape
    body = response_dict["body"]
    if shape is None:
        return
    check_headers(name, shape, response_dict["headers"])
    if "payload" in shape.serialization:
        return
    if service in ("kafka", "ebs"):
        check_json(name, shape, json.loads(body or b"{}"))
    elif service == "s3" and body and name != "GetBucketLocation":
        check_xml(name, shape, ElementTree.fromstring(body), lambda key, m: m.serialization.get("name", key))
    elif service == "ec2":
        root = ElementTree.fromstring(body)
        known = [c for c in root if c.tag.split("}")[-1] not in ("requestId", "return")]
        root[:] = known
        check_xml(name, shape, root, lambda key, m: m.serialization.get("name", key))


session = botocore.session.get_session()
session.register("before-parse", before_parse)


def client(service):
    return session.create_client(
        service,
        region_name="eu-west-1",
        endpoint_url=URL,
        aws_access_key_id="x",
        aws_secret_access_key="y",
        config=Config(retries={"max_attempts": 1}),
    )


def refused(code, call, **arguments):
    try:
        call(**arguments)
    except ClientError as error:
        actual = error.response["Error"]["Code"]
        if actual != code:
            problem(call.__name__, f"refused with {actual} and not {code}")
    else:
        problem(call.__name__, f"not refused with {code}")


def look(call, times, **arguments):
    """Looks as often as it takes; what is too new to be seen is not there yet."""
    answer = None
    for _ in range(times):
        try:
            answer = call(**arguments)
        except ClientError:
            answer = None
    return answer


def wait_for(call, wanted, **arguments):
    for _ in range(5):
        answer = look(call, 1, **arguments)
        if answer is not None and wanted in str(answer):
            return answer
    problem(call.__name__, f"never {wanted}: {answer}")
    return answer


def finish():
    for line in problems:
        print(line)
    print(f"{len(seen)} operations seen, {len(problems)} problems")
    sys.exit(1 if problems else 0)
