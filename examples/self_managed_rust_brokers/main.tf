terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Brokers without data volumes lose what they hold with their root volume. These hold nothing.
provider "kafkaws" {
  rules = { "volume-missing" = "off" }
}

variable "image" {
  description = "Disk image of the brokers with its manifest beside it, as `cargo xtask image` writes it"
  type        = string
}

variable "environment" {
  description = "The bucket that holds every message, for the brokers keep nothing: an output of modules/nisshi_storage"
  type        = map(string)
  default     = { STORAGE_ENGINE = "s3://orders-kafka/", AWS_DEFAULT_REGION = "eu-west-1" }
}

variable "iam_instance_profile" {
  description = "Instance profile that may use the bucket: an output of modules/nisshi_storage"
  type        = string
  default     = null
}

variable "instance_type" {
  description = "Type of the brokers' instances, of the image's processor"
  type        = string
  default     = "m7i.large"
}

variable "probe" {
  description = "Who is asked between two brokers of a roll: `kafka` where Terraform can reach them, else `console`"
  type        = string
  default     = "console"
}

data "kafkaws_network" "default" {}

# The image as an AMI. Another image is another AMI: the brokers below are rolled to it in the same apply, and the old one
# stays until no instance runs from it.
resource "kafkaws_broker_ami" "nisshi" {
  name       = "orders-nisshi"
  image_file = var.image
}

# Three brokers in three zones that share a bucket. Each of them serves every partition, so clients go on while one is rolled.
resource "kafkaws_broker_stack" "orders" {
  cluster_name           = "orders"
  number_of_broker_nodes = 3
  ami                    = kafkaws_broker_ami.nisshi.ami_id
  instance_type          = var.instance_type
  subnet_ids             = data.kafkaws_network.default.subnet_ids
  security_groups        = data.kafkaws_network.default.security_group_ids
  iam_instance_profile   = var.iam_instance_profile

  environment = var.environment
  volumes     = []

  health_check = { probe = var.probe, timeout = "2m", settle_time = "1s" }

  # A broker that goes takes no message along: all are in the bucket.
  allow_unverified = true
}

output "bootstrap" {
  description = "Where clients connect"
  value       = kafkaws_broker_stack.orders.bootstrap
}
