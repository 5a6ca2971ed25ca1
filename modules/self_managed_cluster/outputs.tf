output "bootstrap" {
  description = "host:port list of the first listener of every broker of every stack"
  value       = join(",", [for stack in kafkaws_broker_stack.this : stack.bootstrap])
}

output "bootstrap_by_stack" {
  description = "The same, stack by stack: clients follow from one to the other"
  value       = { for name, stack in kafkaws_broker_stack.this : name => stack.bootstrap }
}

output "brokers" {
  description = "What every broker really runs on, by broker id"
  value       = merge([for stack in kafkaws_broker_stack.this : stack.brokers]...)
}

output "az_distribution" {
  description = "The ids of the brokers in each zone, by the id of the zone"
  value = {
    for zone in distinct(flatten([for stack in kafkaws_broker_stack.this : keys(stack.az_distribution)])) :
    zone => flatten([for stack in kafkaws_broker_stack.this : lookup(stack.az_distribution, zone, [])])
  }
}

output "subnet_ids" {
  description = "The subnets that brokers are spread over"
  value       = local.subnet_ids
}

output "volumes" {
  description = "The volumes of each broker, where its stack has none of its own"
  value       = local.volumes
}

output "storage_plan" {
  description = "Why the planned volumes are as they are; null where none were planned"
  value       = local.plan
}
