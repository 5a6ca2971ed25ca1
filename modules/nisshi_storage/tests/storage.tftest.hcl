# What AWS would be asked for. Nothing is called: the sandbox has no IAM and no bucket policies.

mock_provider "aws" {
  mock_data "aws_partition" {
    defaults = { partition = "aws" }
  }
}

variables {
  bucket = "orders-kafka"
  region = "eu-west-1"
}

run "brokers_may_use_the_bucket_and_nothing_else" {
  assert {
    condition = alltrue([
      for statement in jsondecode(aws_iam_role_policy.this.policy).Statement :
      alltrue([for resource in statement.Resource : startswith(resource, "arn:aws:s3:::orders-kafka")])
    ])
    error_message = "the role reaches more than the bucket"
  }

  assert {
    condition     = jsondecode(aws_iam_role.this.assume_role_policy).Statement[0].Principal.Service == "ec2.amazonaws.com"
    error_message = "only instances take the role"
  }

  assert {
    condition     = output.environment == { STORAGE_ENGINE = "s3://orders-kafka/", AWS_DEFAULT_REGION = "eu-west-1" }
    error_message = "the brokers are told of their storage"
  }

  assert {
    condition     = output.iam_instance_profile == "orders-kafka"
    error_message = "the profile is named after the bucket"
  }
}

run "nobody_else_may_and_nobody_without_tls" {
  assert {
    condition = alltrue([
      aws_s3_bucket_public_access_block.this.block_public_policy,
      aws_s3_bucket_public_access_block.this.restrict_public_buckets,
    ])
    error_message = "the bucket could be made public"
  }

  assert {
    condition     = [for statement in jsondecode(aws_s3_bucket_policy.this.policy).Statement : statement.Sid] == ["OnlyTls"]
    error_message = "without endpoints there is one statement"
  }

  assert {
    condition     = !aws_s3_bucket.this.force_destroy
    error_message = "messages are not destroyed by default"
  }
}

run "through_endpoints_and_with_a_key" {
  variables {
    name             = "orders-brokers"
    kms_key_arn      = "arn:aws:kms:eu-west-1:123456789012:key/00000000-0000-0000-0000-000000000001"
    vpc_endpoint_ids = ["vpce-0123456789abcdef0"]
  }

  assert {
    condition     = jsondecode(aws_s3_bucket_policy.this.policy).Statement[1].Condition.StringNotEquals["aws:SourceVpce"] == ["vpce-0123456789abcdef0"]
    error_message = "objects are reached through the endpoint alone"
  }

  assert {
    condition     = jsondecode(aws_iam_role_policy.this.policy).Statement[2].Resource == [var.kms_key_arn]
    error_message = "the role may use the key"
  }

  assert {
    condition     = aws_iam_role.this.name == "orders-brokers" && aws_iam_instance_profile.this.name == "orders-brokers"
    error_message = "the name is the given one"
  }
}
