# By the id of the newest AMI.
terraform import kafkaws_broker_ami.example ami-0123456789abcdef0
