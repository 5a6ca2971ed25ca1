# Volumes that are computed from what the cluster must carry.

run "default_vpc" {
  module {
    source = "./tests/default_vpc"
  }
}

run "plans_volumes_for_the_traffic" {
  command = plan

  variables {
    name            = "module-storage"
    security_groups = run.default_vpc.security_group_ids
    instance_type   = "m7g.2xlarge"
    stacks          = { blue = { number_of_broker_nodes = 6 } }
    storage_plan = {
      ingress_mib_per_second = 60
      consumer_fan_out       = 2
      retention_hours        = 72
    }
  }

  assert {
    condition     = length(kafkaws_broker_stack.this["blue"].volumes) == output.storage_plan.volume_count
    error_message = "each planned volume should be there"
  }

  assert {
    condition     = alltrue([for volume in kafkaws_broker_stack.this["blue"].volumes : volume.size == output.storage_plan.size && volume.type == output.storage_plan.type])
    error_message = "the volumes should be as planned"
  }

  assert {
    condition     = output.volumes[0].name == "data-1"
    error_message = "names must stay what they are: a volume is known by its name"
  }
}

run "plans_for_the_largest_stack_alone" {
  command = plan

  variables {
    name            = "module-storage"
    security_groups = run.default_vpc.security_group_ids
    instance_type   = "m7g.2xlarge"
    stacks = {
      blue  = { number_of_broker_nodes = 6, broker_ids = { first = 1, last = 1000 } }
      green = { number_of_broker_nodes = 3, broker_ids = { first = 1001, last = 2000 } }
    }
    storage_plan = {
      ingress_mib_per_second = 60
      consumer_fan_out       = 2
      retention_hours        = 72
    }
  }

  assert {
    condition     = output.volumes == run.plans_volumes_for_the_traffic.volumes
    error_message = "a second stack beside the first must not change the first one's volumes"
  }
}
