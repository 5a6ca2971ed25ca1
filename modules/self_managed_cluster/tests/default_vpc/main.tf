# What tests need to know of the account's network.
terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

data "kafkaws_network" "this" {}

output "vpc_id" {
  description = "The default VPC"
  value       = data.kafkaws_network.this.vpc_id
}

output "subnet_ids" {
  description = "One subnet of each of its zones"
  value       = data.kafkaws_network.this.subnet_ids
}

output "security_group_ids" {
  description = "Its default security group"
  value       = data.kafkaws_network.this.security_group_ids
}
