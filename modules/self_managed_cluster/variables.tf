variable "name" {
  description = "Name of the cluster: part of the tags that find its brokers again"
  type        = string
}

variable "stacks" {
  description = "The brokers, as one stack or two. A second one with ids of its own stands beside the first while partitions move over (blue and green); what a stack leaves out it takes from the variables of the same name"
  type = map(object({
    number_of_broker_nodes = number
    broker_ids             = optional(object({ first = number, last = number }))
    ami                    = optional(string)
    instance_type          = optional(string)
    private_ips            = optional(map(string))
    properties             = optional(map(string), {})
    environment            = optional(map(string), {})
    tags                   = optional(map(string), {})
    volumes = optional(list(object({
      name        = string
      type        = optional(string)
      size        = number
      iops        = optional(number)
      throughput  = optional(number)
      encrypted   = optional(bool)
      kms_key_id  = optional(string)
      snapshot_id = optional(string)
    })))
  }))
  nullable = false

  validation {
    condition     = length(var.stacks) > 0
    error_message = "A cluster has at least one stack of brokers."
  }

  validation {
    condition     = length(var.stacks) < 2 || alltrue([for stack in var.stacks : stack.broker_ids != null])
    error_message = "With more than one stack each needs broker_ids, such as { first = 1, last = 1000 } and { first = 1001, last = 2000 }."
  }

  validation {
    condition = alltrue(flatten([
      for one, ours in var.stacks : [
        for other, theirs in var.stacks :
        one == other || try(ours.broker_ids.last < theirs.broker_ids.first, true) || try(theirs.broker_ids.last < ours.broker_ids.first, true)
      ]
    ]))
    error_message = "Two stacks want the same broker ids: every stack has a range of its own."
  }
}

variable "tags" {
  description = "Tags of instances, volumes and network interfaces"
  type        = map(string)
  default     = {}
  nullable    = false
}

################################################################################
# Brokers
################################################################################

variable "ami" {
  description = "Image of the brokers. Another one is rolled out one broker at a time, by replacing the root volume. Null where every stack has its own"
  type        = string
  default     = null
}

variable "instance_type" {
  description = "EC2 type of the brokers. A change stops and starts one broker after another"
  type        = string
  default     = "m7g.large"
  nullable    = false
}

variable "listeners" {
  description = "Where brokers listen; the first is the one of `bootstrap`"
  type = list(object({
    name            = string
    port            = number
    protocol        = optional(string)
    advertised_host = optional(string)
  }))
  default = null
}

variable "properties" {
  description = "Broker properties beside those that follow from a broker's identity"
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "environment" {
  description = "Environment of the broker's process"
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "health_check" {
  description = "What must hold before the next broker is touched: `probe` asks the brokers (`kafka`) or reads their consoles (`console`, from outside of the VPC)"
  type = object({
    probe             = optional(string)
    listener          = optional(string)
    bootstrap_brokers = optional(list(string))
    ca_certificate    = optional(string)
    timeout           = optional(string)
    settle_time       = optional(string)
  })
  default = null
}

################################################################################
# Storage
################################################################################

variable "volumes" {
  description = "Data volumes of each broker, in GiB, IOPS and MiB/s. They grow and change type while brokers run, and never shrink"
  type = list(object({
    name        = string
    type        = optional(string)
    size        = number
    iops        = optional(number)
    throughput  = optional(number)
    encrypted   = optional(bool)
    kms_key_id  = optional(string)
    snapshot_id = optional(string)
  }))
  default  = []
  nullable = false
}

variable "storage_plan" {
  description = "In place of `volumes`: what the cluster must carry, from which the cheapest volumes that do are computed for the largest stack; see the kafkaws_storage_plan data source"
  type = object({
    ingress_mib_per_second  = number
    consumer_fan_out        = optional(number)
    replication_factor      = optional(number)
    retention_hours         = optional(number)
    growth_headroom_percent = optional(number)
    prices = optional(object({
      gp3 = optional(object({ gib_month = number, iops_month = optional(number), mib_per_second_month = optional(number) }))
      st1 = optional(object({ gib_month = number }))
      io2 = optional(object({ gib_month = number, iops_month = optional(number) }))
    }))
  })
  default = null
}

variable "kms_key_id" {
  description = "KMS key of planned volumes. Null: the key that AWS manages for EBS"
  type        = string
  default     = null
}

################################################################################
# Network
################################################################################

variable "security_groups" {
  description = "Security groups of the brokers"
  type        = list(string)
  nullable    = false

  validation {
    condition     = length(var.security_groups) > 0 && alltrue([for id in var.security_groups : startswith(id, "sg-")])
    error_message = "At least one id of a security group, like sg-0a1b2c3d4e5f60718."
  }
}

variable "subnet_ids" {
  description = "Subnets to spread the brokers over, by broker id; their order means nothing. Empty: one in each zone of `vpc_id`"
  type        = list(string)
  default     = []
  nullable    = false
}

variable "vpc_id" {
  description = "VPC to find subnets in, once. Null: the default VPC. Must be known while planning: where the same apply makes the VPC, give `subnet_ids`"
  type        = string
  default     = null
}

variable "availability_zone_count" {
  description = "In how many zones of `vpc_id` to find a subnet. Null: three, or as many as there are"
  type        = number
  default     = null
}

variable "placement_group" {
  description = "Placement group of the brokers"
  type        = string
  default     = null
}

################################################################################
# Access
################################################################################

variable "iam_instance_profile" {
  description = "Instance profile of the brokers, by name or ARN"
  type        = string
  default     = null
}

variable "key_name" {
  description = "Key pair for SSH"
  type        = string
  default     = null
}

################################################################################
# Terraform
################################################################################

variable "disable_api_termination" {
  description = "Whether plans that would destroy brokers, and calls that would terminate their instances, are refused"
  type        = bool
  default     = false
}

variable "delete_volumes_on_destroy" {
  description = "Whether the data goes with a broker that is destroyed. Without it the volumes stay, and making that broker again takes them over"
  type        = bool
  default     = false
}

variable "allow_volume_removal" {
  description = "Whether a volume that is taken out of the list may be detached"
  type        = bool
  default     = false
}

variable "allow_unverified" {
  description = "Whether brokers may be removed without asking Kafka whether they still hold partitions"
  type        = bool
  default     = false
}

variable "timeouts" {
  description = "How long create, update and delete may take, such as `2h30m`"
  type = object({
    create = optional(string)
    update = optional(string)
    delete = optional(string)
  })
  default = null
}
