terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# An aws_msk_cluster that hashicorp/aws made becomes a kafkaws_msk_cluster. Nothing is changed in AWS:
# the state is taken over, and the plan is empty. The run that moves it still needs hashicorp/aws,
# because the state names it; afterwards this block may go.
moved {
  from = aws_msk_cluster.orders
  to   = kafkaws_msk_cluster.orders
}

# The arguments have the names they had; each block is an attribute now: `broker_node_group_info = {`.
resource "kafkaws_msk_cluster" "orders" {
  cluster_name           = "orders"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3

  broker_node_group_info = {
    instance_type = "kafka.m5.large"
    storage_info = {
      ebs_storage_info = {
        volume_size = 100
      }
    }
  }
}

# What stood beside the cluster and is not managed any more leaves the state and stays in AWS.
removed {
  from = aws_appautoscaling_policy.orders

  lifecycle {
    destroy = false
  }
}
