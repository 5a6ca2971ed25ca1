terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

variable "clusters" {
  type = number
}

variable "client_subnets" {
  type = list(string)
}

variable "security_groups" {
  type = list(string)
}

resource "kafkaws_msk_cluster" "this" {
  count = var.clusters

  cluster_name           = "bench-${count.index}"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info = {
    instance_type   = "kafka.m5.large"
    client_subnets  = var.client_subnets
    security_groups = var.security_groups
    storage_info    = { ebs_storage_info = { volume_size = 100 } }
  }
}
