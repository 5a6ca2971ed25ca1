terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "vpc_id" {
  description = "VPC of the brokers. Null: the default VPC"
  type        = string
  default     = null
}

variable "number_of_broker_nodes" {
  description = "A multiple of the number of zones: three, or two where the VPC has subnets in two"
  type        = number
  default     = 3
}

# One subnet of each zone, and the VPC's default security group, found once: subnets that are added to
# the VPC later do not touch the cluster.
module "msk_cluster" {
  source = "../../modules/msk_cluster"

  name                   = "in-vpc"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = var.number_of_broker_nodes
  vpc_id                 = var.vpc_id
}
