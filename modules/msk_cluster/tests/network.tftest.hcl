# Where the brokers go.

variables {
  name                   = "module-network"
  kafka_version          = "3.6.0"
  number_of_broker_nodes = 3
}

run "default_vpc" {
  module {
    source = "./tests/default_vpc"
  }
}

run "finds_subnets_and_security_group_in_a_vpc" {
  variables {
    vpc_id = run.default_vpc.vpc_id
  }

  assert {
    condition     = kafkaws_msk_cluster.this.broker_node_group_info.client_subnets == toset(run.default_vpc.subnet_ids)
    error_message = "the brokers should be in one subnet of each zone of the VPC"
  }

  assert {
    condition     = kafkaws_msk_cluster.this.broker_node_group_info.security_groups == toset(run.default_vpc.security_group_ids)
    error_message = "the brokers should have the VPC's default security group"
  }
}

run "takes_what_is_given_before_what_is_found" {
  command = plan

  variables {
    vpc_id                      = run.default_vpc.vpc_id
    broker_node_client_subnets  = run.default_vpc.subnet_ids
    broker_node_security_groups = run.default_vpc.security_group_ids
  }

  assert {
    condition     = length(data.kafkaws_network.this) == 0
    error_message = "nothing needs to be looked up"
  }
}

run "leaves_both_to_the_provider_without_a_vpc" {
  command = plan

  assert {
    condition     = length(data.kafkaws_network.this) == 0
    error_message = "a look-up in every plan would be a change when a subnet is added"
  }
}
