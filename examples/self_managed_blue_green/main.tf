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

variable "green_ami" {
  description = "Image of the brokers that are to take over. Null: the same"
  type        = string
  default     = null
}

variable "colours" {
  description = "Which stacks there are: blue, then both while partitions move over, then green"
  type        = set(string)
  default     = ["blue", "green"]
}

variable "allow_unverified" {
  description = "Whether a stack may go although Kafka could not be asked whether it holds partitions. Applied before a `terraform destroy` of both"
  type        = bool
  default     = false
}

locals {
  stacks = {
    blue = {
      number_of_broker_nodes = 3
      broker_ids             = { first = 1, last = 1000 }
    }
    green = {
      number_of_broker_nodes = 3
      broker_ids             = { first = 1001, last = 2000 }
      instance_type          = "m7g.xlarge"
      ami                    = var.green_ami
    }
  }
}

data "kafkaws_network" "default" {}

# Two stacks of one cluster. No broker that carries traffic is stopped: partitions move from blue to green with
# Kafka's own tools. Blue goes only once Kafka says that it holds none, and leaves its volumes.
module "payments" {
  source = "../../modules/self_managed_cluster"

  name            = "payments"
  ami             = var.ami
  security_groups = data.kafkaws_network.default.security_group_ids
  volumes         = [{ name = "data", type = "gp3", size = 200 }]

  allow_unverified = var.allow_unverified

  stacks = { for name, stack in local.stacks : name => stack if contains(var.colours, name) }
}

output "bootstrap_by_stack" {
  description = "Where clients connect now, and where later"
  value       = module.payments.bootstrap_by_stack
}
