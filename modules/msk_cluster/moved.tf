# A state made with the public terraform-aws-modules/msk-kafka-cluster module comes over without a
# change: only the call's `source` is edited. The run that moves it needs hashicorp/aws installed,
# because the state still names it; `terraform init` sees to that.
moved {
  from = aws_msk_cluster.this[0]
  to   = kafkaws_msk_cluster.this
}
