terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

resource "kafkaws_msk_cluster" "orders" {
  cluster_name           = "source-example"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info = {
    instance_type = "kafka.m7g.large"
    storage_info  = { ebs_storage_info = { volume_size = 100 } }
  }
}

# A cluster that this or another configuration manages. Its volumes may have grown by themselves.
data "kafkaws_msk_cluster" "orders" {
  cluster_name = kafkaws_msk_cluster.orders.cluster_name
  depends_on   = [kafkaws_msk_cluster.orders]
}

output "actual_volume_size" {
  description = "GiB of each broker's volume as AWS has it"
  value       = data.kafkaws_msk_cluster.orders.volume_size
}
