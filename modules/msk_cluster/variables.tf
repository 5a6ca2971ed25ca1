variable "name" {
  description = "Name of the cluster"
  type        = string
}

variable "kafka_version" {
  description = "Kafka version, such as `3.6.0` or `3.7.x.kraft`"
  type        = string
}

variable "number_of_broker_nodes" {
  description = "Number of brokers over all zones: a multiple of the number of client subnets"
  type        = number
}

variable "tags" {
  description = "Tags of the cluster"
  type        = map(string)
  default     = {}
  nullable    = false
}

################################################################################
# Brokers
################################################################################

variable "broker_node_instance_type" {
  description = "Type of the brokers. The default takes TIERED storage and Kafka 2.8.2.tiered, 3.3.2 and newer"
  type        = string
  default     = "kafka.m7g.large"
  nullable    = false
}

variable "broker_node_az_distribution" {
  description = "How brokers spread over zones. `DEFAULT` is the only value that AWS takes"
  type        = string
  default     = null
}

variable "vpc_id" {
  description = "VPC to find subnets and the default security group in, once, where they are not given. Null: the default VPC. Must be known while planning: where the same apply makes the VPC, give `broker_node_client_subnets` and `broker_node_security_groups`"
  type        = string
  default     = null
}

variable "broker_node_client_subnets" {
  description = "Subnets to put brokers in, in different zones. Empty: one in each of up to three zones of `vpc_id`, or of the default VPC"
  type        = list(string)
  default     = []
  nullable    = false
}

variable "broker_node_security_groups" {
  description = "Security groups of the brokers. Empty: the default group of `vpc_id`, or of the default VPC"
  type        = list(string)
  default     = []
  nullable    = false
}

variable "broker_node_connectivity_info" {
  description = "Access from the internet and from other VPCs, and the network type"
  type = object({
    vpc_connectivity = optional(object({
      client_authentication = optional(object({
        sasl = optional(object({
          iam   = optional(bool)
          scram = optional(bool)
        }))
        tls = optional(bool)
      }))
    }))
    public_access = optional(object({
      type = optional(string)
    }))
    network_type = optional(string)
  })
  default = null
}

variable "broker_node_storage_info" {
  description = "Volumes of the brokers. `volume_size` (GiB) is a floor: it can be raised at any time, and storage that AWS has grown by itself is left alone"
  type = object({
    ebs_storage_info = optional(object({
      provisioned_throughput = optional(object({
        enabled           = optional(bool)
        volume_throughput = optional(number)
      }))
      volume_size = optional(number, 64)
    }))
  })
  default = null
}

variable "storage_mode" {
  description = "`LOCAL` or `TIERED`. There is no way back from `TIERED`"
  type        = string
  default     = null
}

variable "rebalancing" {
  description = "Intelligent rebalancing of Express brokers: `ACTIVE` or `PAUSED`"
  type        = object({ status = string })
  default     = null
}

################################################################################
# Access and encryption
################################################################################

variable "client_authentication" {
  description = "How clients prove who they are"
  type = object({
    sasl = optional(object({
      iam   = optional(bool)
      scram = optional(bool)
    }))
    tls = optional(object({
      certificate_authority_arns = optional(list(string))
    }))
    unauthenticated = optional(bool)
  })
  default = null
}

variable "encryption_at_rest_kms_key_arn" {
  description = "KMS key of the volumes. Left out: the key that AWS manages for MSK"
  type        = string
  default     = null
}

variable "encryption_in_transit_client_broker" {
  description = "Between clients and brokers: `TLS`, `TLS_PLAINTEXT` or `PLAINTEXT`"
  type        = string
  default     = null
}

variable "encryption_in_transit_in_cluster" {
  description = "Whether brokers talk to each other over TLS"
  type        = bool
  default     = null
}

################################################################################
# Configuration
################################################################################

variable "create_configuration" {
  description = "Whether `configuration_server_properties` are applied"
  type        = bool
  default     = true
  nullable    = false
}

variable "configuration_server_properties" {
  description = "server.properties of the brokers. The provider keeps the MSK configuration and its revisions"
  type        = map(string)
  default     = {}
  nullable    = false
}

variable "configuration_arn" {
  description = "An MSK configuration that is managed elsewhere, in place of `configuration_server_properties`"
  type        = string
  default     = null
}

variable "configuration_revision" {
  description = "Revision of `configuration_arn`"
  type        = number
  default     = null
}

################################################################################
# Monitoring and logs
################################################################################

variable "enhanced_monitoring" {
  description = "Level of the metrics: `DEFAULT`, `PER_BROKER`, `PER_TOPIC_PER_BROKER` or `PER_TOPIC_PER_PARTITION`"
  type        = string
  default     = null
}

variable "jmx_exporter_enabled" {
  description = "Whether Prometheus can scrape the JMX exporter"
  type        = bool
  default     = false
}

variable "node_exporter_enabled" {
  description = "Whether Prometheus can scrape the node exporter"
  type        = bool
  default     = false
}

variable "cloudwatch_logs_enabled" {
  description = "Whether broker logs go to CloudWatch Logs"
  type        = bool
  default     = false
  nullable    = false
}

variable "cloudwatch_log_group_name" {
  description = "Log group that exists already, for `cloudwatch_logs_enabled`"
  type        = string
  default     = null
}

variable "firehose_logs_enabled" {
  description = "Whether broker logs go to a Firehose delivery stream"
  type        = bool
  default     = false
}

variable "firehose_delivery_stream" {
  description = "Name of the delivery stream"
  type        = string
  default     = null
}

variable "s3_logs_enabled" {
  description = "Whether broker logs go to S3"
  type        = bool
  default     = false
}

variable "s3_logs_bucket" {
  description = "Name of the bucket"
  type        = string
  default     = null
}

variable "s3_logs_prefix" {
  description = "Prefix of the objects in the bucket"
  type        = string
  default     = null
}

################################################################################
# Terraform
################################################################################

variable "deletion_protection" {
  description = "Whether plans that would destroy the cluster are refused"
  type        = bool
  default     = false
}

variable "allow_replacement" {
  description = "Whether a change that only a new cluster could satisfy may destroy this one, with its data"
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
