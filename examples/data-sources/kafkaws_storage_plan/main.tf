terraform {
  required_providers {
    kafkaws = {
      source = "kafkaws/kafkaws"
    }
  }
}

# Six brokers that take 60 MiB/s, keep it for three days and have two groups of consumers.
data "kafkaws_storage_plan" "example" {
  ingress_mib_per_second = 60
  consumer_fan_out       = 2
  replication_factor     = 3
  retention_hours        = 72
  brokers                = 6
  instance_type          = "m7g.2xlarge"

  # List prices of us-east-1. Without prices gp3 goes before st1, and st1 before io2.
  prices = {
    gp3 = { gib_month = 0.08, iops_month = 0.005, mib_per_second_month = 0.04 }
    st1 = { gib_month = 0.045 }
    io2 = { gib_month = 0.125, iops_month = 0.065 }
  }
}

output "recommended" {
  value = data.kafkaws_storage_plan.example.recommended
}

output "instead_of_ebs" {
  value = data.kafkaws_storage_plan.example.instance_store.reason
}
