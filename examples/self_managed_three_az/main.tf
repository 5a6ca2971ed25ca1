terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "ami" {
  description = "Image of the brokers, for Graviton"
  type        = string
}

data "kafkaws_network" "default" {}

# Three brokers in three zones of the default VPC. Change the image, and they are rolled one at a time; make
# the volumes larger, and they grow while the brokers run.
module "orders" {
  source = "../../modules/self_managed_cluster"

  name            = "orders"
  ami             = var.ami
  instance_type   = "m7g.xlarge"
  security_groups = data.kafkaws_network.default.security_group_ids

  stacks = {
    blue = { number_of_broker_nodes = 3, broker_ids = { first = 1, last = 1000 } }
  }

  # Volumes for 20 MiB/s that are kept for two days.
  storage_plan = {
    ingress_mib_per_second = 20
    retention_hours        = 48
  }

  properties = {
    "auto.create.topics.enable"  = "false"
    "default.replication.factor" = "3"
    "min.insync.replicas"        = "2"
  }

  # From outside of the VPC nobody reaches the brokers: their consoles say when they are ready.
  health_check = { probe = "console", settle_time = "0s" }

  tags = { environment = "production" }
}

output "bootstrap" {
  description = "Where clients connect"
  value       = module.orders.bootstrap
}

output "az_distribution" {
  description = "Which broker is in which zone"
  value       = module.orders.az_distribution
}

output "why_these_volumes" {
  description = "The reasons, in words"
  value       = module.orders.storage_plan.reasons
}
