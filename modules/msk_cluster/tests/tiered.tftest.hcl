# Run with AWS_ENDPOINT_URL at a sandbox; `cargo xtask test` does.

variables {
  name                        = "module-tiered"
  kafka_version               = "3.6.0"
  number_of_broker_nodes      = 3
  broker_node_az_distribution = "DEFAULT"
  enhanced_monitoring         = "PER_TOPIC_PER_PARTITION"
  broker_node_storage_info    = { ebs_storage_info = { volume_size = 500 } }
  storage_mode                = "TIERED"
}

run "creates_from_the_operators_variables" {
  assert {
    condition     = kafkaws_msk_cluster.this.storage_mode == "TIERED"
    error_message = "the cluster has no tiered storage"
  }

  assert {
    condition     = length(kafkaws_msk_cluster.this.broker_node_group_info.client_subnets) == 3
    error_message = "three subnets of the default VPC should have been picked"
  }

  assert {
    condition     = length(output.bootstrap_brokers) > 0
    error_message = "there is nowhere to connect to"
  }
}

run "grows_the_volumes_in_place" {
  variables {
    broker_node_storage_info = { ebs_storage_info = { volume_size = 600 } }
  }

  assert {
    condition     = output.arn == run.creates_from_the_operators_variables.arn
    error_message = "the cluster was replaced"
  }

  assert {
    condition     = kafkaws_msk_cluster.this.broker_node_group_info.storage_info.ebs_storage_info.volume_size == 600
    error_message = "volume_size did not change"
  }
}

run "upgrades_kafka_and_properties_together" {
  variables {
    kafka_version            = "3.7.x"
    broker_node_storage_info = { ebs_storage_info = { volume_size = 600 } }
    configuration_server_properties = {
      "auto.create.topics.enable" = "false"
      "log.cleanup.policy"        = "delete"
    }
  }

  assert {
    condition     = output.arn == run.creates_from_the_operators_variables.arn
    error_message = "the cluster was replaced"
  }

  assert {
    condition     = kafkaws_msk_cluster.this.kafka_version == "3.7.x"
    error_message = "kafka_version did not change"
  }
}
