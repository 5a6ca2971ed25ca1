output "bucket" {
  description = "Name of the bucket"
  value       = aws_s3_bucket.this.bucket
}

output "environment" {
  description = "What brokers are told of their storage: the stack's `environment`. Known when their role may use the bucket"
  value = {
    STORAGE_ENGINE     = "s3://${aws_s3_bucket.this.bucket}/"
    AWS_DEFAULT_REGION = var.region
  }

  depends_on = [aws_iam_role_policy.this, aws_s3_bucket_policy.this]
}

output "iam_instance_profile" {
  description = "The stack's `iam_instance_profile`"
  value       = aws_iam_instance_profile.this.name
}
