# A cluster's life: made, grown, green beside blue, blue removed.

variables {
  name    = "module-life"
  volumes = [{ name = "data", size = 100 }]

  delete_volumes_on_destroy = true

  stacks = { blue = { number_of_broker_nodes = 3, broker_ids = { first = 1, last = 1000 } } }
}

run "default_vpc" {
  module {
    source = "./tests/default_vpc"
  }
}

run "makes_three_brokers_in_three_zones" {
  variables {
    security_groups = run.default_vpc.security_group_ids
  }

  assert {
    condition     = length(output.brokers) == 3 && length(output.az_distribution) == 3
    error_message = "each broker should be in a zone of its own"
  }

  assert {
    condition     = length(split(",", output.bootstrap)) == 3
    error_message = "clients should find every broker"
  }
}

run "grows_the_volumes_in_place" {
  variables {
    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 200 }]
  }

  assert {
    condition     = alltrue([for id, broker in output.brokers : broker.volumes[0].size == 200 && broker.instance_id == run.makes_three_brokers_in_three_zones.brokers[id].instance_id])
    error_message = "the volumes should be larger and the instances the same"
  }
}

run "puts_green_beside_blue" {
  variables {
    # Nobody can be asked here whether blue holds anything when it goes.
    allow_unverified = true

    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 200 }]
    stacks = {
      blue  = { number_of_broker_nodes = 3, broker_ids = { first = 1, last = 1000 } }
      green = { number_of_broker_nodes = 3, broker_ids = { first = 1001, last = 2000 }, instance_type = "m7g.xlarge" }
    }
  }

  assert {
    condition     = alltrue([for id, broker in run.grows_the_volumes_in_place.brokers : output.brokers[id].instance_id == broker.instance_id])
    error_message = "blue should be left alone"
  }

  assert {
    condition     = length(output.brokers) == 6 && alltrue([for ids in values(output.az_distribution) : length(ids) == 2])
    error_message = "green should be spread like blue"
  }
}

run "removes_blue" {
  variables {
    allow_unverified = true

    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 200 }]
    stacks = {
      green = { number_of_broker_nodes = 3, broker_ids = { first = 1001, last = 2000 }, instance_type = "m7g.xlarge" }
    }
  }

  assert {
    condition     = join(" ", keys(output.brokers)) == "1001 1002 1003"
    error_message = "only green should be left"
  }
}
