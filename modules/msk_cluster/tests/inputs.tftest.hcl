# What reaches the resource; nothing is created.

variables {
  name                   = "module-inputs"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
}

run "leaves_the_network_to_the_provider" {
  command = plan

  assert {
    condition     = kafkaws_msk_cluster.this.broker_node_group_info.instance_type == "kafka.m7g.large"
    error_message = "the default type changed: is it still good for TIERED and for Kafka 3.6?"
  }

  assert {
    condition     = kafkaws_msk_cluster.this.server_properties == null
    error_message = "no properties were given, so there is no configuration to manage"
  }
}

run "passes_explicit_nulls_as_defaults" {
  command = plan

  variables {
    broker_node_instance_type     = null
    broker_node_client_subnets    = null
    broker_node_connectivity_info = null
    client_authentication         = null
    enhanced_monitoring           = null
    timeouts                      = null
  }

  assert {
    condition     = kafkaws_msk_cluster.this.enhanced_monitoring == "DEFAULT"
    error_message = "null should mean the default"
  }
}

run "writes_properties_as_java_does" {
  command = plan

  variables {
    configuration_server_properties = {
      "min.insync.replicas"        = "2"
      "default.replication.factor" = "3"
      "sasl.kerberos.rules"        = "a\\b"
    }
  }

  assert {
    condition = kafkaws_msk_cluster.this.server_properties == join("\n", [
      "default.replication.factor = 3",
      "min.insync.replicas = 2",
      "sasl.kerberos.rules = a\\\\b",
    ])
    error_message = "the properties text is wrong"
  }
}
