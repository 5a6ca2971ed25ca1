variable "bucket" {
  description = "Name of the bucket. Names are taken by all of AWS's customers together"
  type        = string
}

variable "name" {
  description = "Name of the role and of the instance profile; null: the bucket's"
  type        = string
  default     = null
}

variable "region" {
  description = "Region of the bucket, and of the brokers: from another one every message is paid for twice"
  type        = string
}

variable "kms_key_arn" {
  description = "Key that objects are encrypted with; null: S3's own"
  type        = string
  default     = null
}

variable "vpc_endpoint_ids" {
  description = "Gateway endpoints through which alone the bucket's objects are read and written; empty: from anywhere, with the right credentials"
  type        = set(string)
  default     = []
}

variable "force_destroy" {
  description = "Whether the bucket may be destroyed with every message in it"
  type        = bool
  default     = false
}

variable "permissions_boundary" {
  description = "ARN of the policy that bounds the role"
  type        = string
  default     = null
}

variable "tags" {
  description = "Tags of the bucket, the role and the profile"
  type        = map(string)
  default     = {}
}
