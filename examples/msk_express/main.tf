terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Express brokers: AWS keeps the storage, so none is configured, and partitions move by themselves.
resource "kafkaws_msk_cluster" "express" {
  cluster_name           = "express"
  kafka_version          = "3.8.x"
  number_of_broker_nodes = 3

  broker_node_group_info = {
    instance_type = "express.m7g.large"
  }

  rebalancing = {
    status = "ACTIVE"
  }
}
