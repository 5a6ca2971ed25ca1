# What is refused before anything is made, and what reaches the resource. Run with AWS_ENDPOINT_URL at a
# sandbox and TF_VAR_ami at one of its images for arm64; `cargo xtask test` does.

run "default_vpc" {
  module {
    source = "./tests/default_vpc"
  }
}

run "needs_either_volumes_or_a_plan" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = run.default_vpc.security_group_ids
    stacks          = { blue = { number_of_broker_nodes = 3 } }
  }

  expect_failures = [kafkaws_broker_stack.this]
}

run "needs_ranges_that_do_not_overlap" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 100 }]
    stacks = {
      blue  = { number_of_broker_nodes = 3, broker_ids = { first = 1, last = 1000 } }
      green = { number_of_broker_nodes = 3, broker_ids = { first = 1000, last = 2000 } }
    }
  }

  expect_failures = [var.stacks]
}

run "needs_a_range_for_each_of_two_stacks" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 100 }]
    stacks = {
      blue  = { number_of_broker_nodes = 3, broker_ids = { first = 1, last = 1000 } }
      green = { number_of_broker_nodes = 3 }
    }
  }

  expect_failures = [var.stacks]
}

run "needs_a_security_group" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = []
    volumes         = [{ name = "data", size = 100 }]
    stacks          = { blue = { number_of_broker_nodes = 3 } }
  }

  expect_failures = [var.security_groups]
}

run "a_stack_goes_before_the_cluster" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = run.default_vpc.security_group_ids
    volumes         = [{ name = "data", size = 100 }]
    properties      = { "num.io.threads" = "8", "num.network.threads" = "5" }
    stacks = {
      blue = {
        number_of_broker_nodes = 3
        instance_type          = "m7g.xlarge"
        properties             = { "num.io.threads" = "16" }
      }
    }
  }

  assert {
    condition     = kafkaws_broker_stack.this["blue"].instance_type == "m7g.xlarge"
    error_message = "the stack has a type of its own"
  }

  assert {
    condition     = kafkaws_broker_stack.this["blue"].properties == tomap({ "num.io.threads" = "16", "num.network.threads" = "5" })
    error_message = "the stack's properties go before the cluster's, one by one"
  }
}

run "takes_subnets_that_are_given" {
  command = plan

  variables {
    name            = "module-inputs"
    security_groups = run.default_vpc.security_group_ids
    subnet_ids      = run.default_vpc.subnet_ids
    volumes         = [{ name = "data", size = 100 }]
    stacks          = { blue = { number_of_broker_nodes = 3 } }
  }

  assert {
    condition     = length(data.kafkaws_network.this) == 0
    error_message = "nothing needs to be looked up"
  }
}
