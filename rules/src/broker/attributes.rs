//! The attributes of `kafkaws_broker` and `kafkaws_broker_stack` that rules read, as dotted paths.
//!
//! What the two have in common has the same name in both. A rule about an attribute that only one of
//! them has is silent about the other, where the attribute is absent.

macro_rules! attributes {
    ($($name:ident = $path:literal;)*) => {
        $(
            #[doc = concat!("`", $path, "`")]
            pub const $name: &str = $path;
        )*

        /// Every attribute that rules read.
        pub const ALL: &[&str] = &[$($name),*];
    };
}

attributes! {
    CLUSTER_NAME = "cluster_name";
    AMI = "ami";
    INSTANCE_TYPE = "instance_type";
    NUMBER_OF_BROKER_NODES = "number_of_broker_nodes";
    SUBNET = "subnet_id";
    SUBNETS = "subnet_ids";
    PRIVATE_IP = "private_ip";
    PRIVATE_IPS = "private_ips";
    VOLUMES = "volumes";
    ALLOW_VOLUME_REMOVAL = "allow_volume_removal";
    PROPERTIES = "properties";
    ENVIRONMENT = "environment";
    LISTENERS = "listeners";
    HEALTH_CHECK_LISTENER = "health_check.listener";
    BROKERS = "brokers";
}
