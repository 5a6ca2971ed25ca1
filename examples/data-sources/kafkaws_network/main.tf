terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# The default VPC, with one subnet per zone.
data "kafkaws_network" "default" {}

resource "kafkaws_msk_cluster" "example" {
  cluster_name           = "network-example"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = length(data.kafkaws_network.default.subnet_ids)

  broker_node_group_info = {
    instance_type   = "kafka.m7g.large"
    client_subnets  = data.kafkaws_network.default.subnet_ids
    security_groups = data.kafkaws_network.default.security_group_ids
  }
}
