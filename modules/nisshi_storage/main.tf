locals {
  name    = coalesce(var.name, var.bucket)
  arn     = "arn:${data.aws_partition.this.partition}:s3:::${var.bucket}"
  objects = "${local.arn}/*"
}

data "aws_partition" "this" {}

resource "aws_s3_bucket" "this" {
  bucket        = var.bucket
  force_destroy = var.force_destroy
  tags          = var.tags
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket = aws_s3_bucket.this.id

  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "BucketOwnerEnforced"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    # One request to KMS for many objects, not one for each.
    bucket_key_enabled = var.kms_key_arn != null

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.kms_key_arn == null ? "AES256" : "aws:kms"
      kms_master_key_id = var.kms_key_arn
    }
  }
}

# A broker that dies in the middle of a large write leaves parts, which are paid for and never seen.
resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "unfinished-uploads"
    status = "Enabled"

    filter {}

    abort_incomplete_multipart_upload {
      days_after_initiation = 1
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({ Version = "2012-10-17", Statement = concat([local.only_tls], local.only_endpoints) })

  # Both change who may write a policy, and S3 takes one of the two at a time.
  depends_on = [aws_s3_bucket_public_access_block.this, aws_s3_bucket_ownership_controls.this]
}

locals {
  only_tls = {
    Sid       = "OnlyTls"
    Effect    = "Deny"
    Principal = "*"
    Action    = "s3:*"
    Resource  = [local.arn, local.objects]
    Condition = { Bool = { "aws:SecureTransport" = "false" } }
  }

  # Objects only: whoever manages the bucket does so from elsewhere.
  only_endpoints = [for ids in [tolist(var.vpc_endpoint_ids)] : {
    Sid       = "OnlyThroughTheseEndpoints"
    Effect    = "Deny"
    Principal = "*"
    Action    = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    Resource  = [local.objects]
    Condition = { StringNotEquals = { "aws:SourceVpce" = ids } }
  } if length(ids) > 0]

  use_bucket = [
    {
      Sid      = "Bucket"
      Effect   = "Allow"
      Action   = ["s3:ListBucket", "s3:GetBucketLocation"]
      Resource = [local.arn]
    },
    {
      Sid      = "Objects"
      Effect   = "Allow"
      Action   = ["s3:GetObject", "s3:PutObject", "s3:DeleteObject", "s3:AbortMultipartUpload"]
      Resource = [local.objects]
    },
  ]

  use_key = [for key in [var.kms_key_arn] : {
    Sid      = "Key"
    Effect   = "Allow"
    Action   = ["kms:Decrypt", "kms:GenerateDataKey"]
    Resource = [key]
  } if key != null]
}

resource "aws_iam_role" "this" {
  name                 = local.name
  permissions_boundary = var.permissions_boundary
  tags                 = var.tags

  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Action    = "sts:AssumeRole"
      Principal = { Service = "ec2.amazonaws.com" }
    }]
  })
}

resource "aws_iam_role_policy" "this" {
  name   = "storage"
  role   = aws_iam_role.this.name
  policy = jsonencode({ Version = "2012-10-17", Statement = concat(local.use_bucket, local.use_key) })
}

resource "aws_iam_instance_profile" "this" {
  name = local.name
  role = aws_iam_role.this.name
  tags = var.tags
}
