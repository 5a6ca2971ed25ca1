output "arn" {
  description = "ARN of the cluster"
  value       = kafkaws_msk_cluster.this.arn
}

output "bootstrap_brokers" {
  description = "host:port lists inside the VPC, one per kind of authentication that is on"
  value = compact([
    kafkaws_msk_cluster.this.bootstrap_brokers,
    kafkaws_msk_cluster.this.bootstrap_brokers_sasl_iam,
    kafkaws_msk_cluster.this.bootstrap_brokers_sasl_scram,
    kafkaws_msk_cluster.this.bootstrap_brokers_tls,
  ])
}

output "bootstrap_brokers_plaintext" {
  description = "host:port list without encryption"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers
}

output "bootstrap_brokers_sasl_iam" {
  description = "host:port list for IAM"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_sasl_iam
}

output "bootstrap_brokers_sasl_scram" {
  description = "host:port list for SCRAM"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_sasl_scram
}

output "bootstrap_brokers_tls" {
  description = "host:port list for TLS"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_tls
}

output "bootstrap_brokers_public" {
  description = "host:port lists on the internet, one per kind of authentication that is on"
  value = compact([
    kafkaws_msk_cluster.this.bootstrap_brokers_public_sasl_iam,
    kafkaws_msk_cluster.this.bootstrap_brokers_public_sasl_scram,
    kafkaws_msk_cluster.this.bootstrap_brokers_public_tls,
  ])
}

output "bootstrap_brokers_public_sasl_iam" {
  description = "host:port list for IAM, on the internet"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_public_sasl_iam
}

output "bootstrap_brokers_public_sasl_scram" {
  description = "host:port list for SCRAM, on the internet"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_public_sasl_scram
}

output "bootstrap_brokers_public_tls" {
  description = "host:port list for TLS, on the internet"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_public_tls
}

output "bootstrap_brokers_vpc_connectivity" {
  description = "host:port lists for other VPCs, one per kind of authentication that is on"
  value = compact([
    kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_sasl_iam,
    kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_sasl_scram,
    kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_tls,
  ])
}

output "bootstrap_brokers_vpc_connectivity_sasl_iam" {
  description = "host:port list for IAM, from other VPCs"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_sasl_iam
}

output "bootstrap_brokers_vpc_connectivity_sasl_scram" {
  description = "host:port list for SCRAM, from other VPCs"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_sasl_scram
}

output "bootstrap_brokers_vpc_connectivity_tls" {
  description = "host:port list for TLS, from other VPCs"
  value       = kafkaws_msk_cluster.this.bootstrap_brokers_vpc_connectivity_tls
}

output "cluster_name" {
  description = "Name of the cluster"
  value       = kafkaws_msk_cluster.this.cluster_name
}

output "cluster_uuid" {
  description = "UUID of the cluster, which is the last part of its ARN"
  value       = kafkaws_msk_cluster.this.cluster_uuid
}

output "zookeeper_connect_string" {
  description = "host:port list of ZooKeeper; null with KRaft"
  value       = kafkaws_msk_cluster.this.zookeeper_connect_string
}

output "zookeeper_connect_string_tls" {
  description = "host:port list of ZooKeeper over TLS; null with KRaft"
  value       = kafkaws_msk_cluster.this.zookeeper_connect_string_tls
}

