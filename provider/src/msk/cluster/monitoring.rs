//! Metrics and logs.

use kafkaws_schema::{Choice, Model};

/// How finely CloudWatch metrics are reported. All but `DEFAULT` cost extra.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Choice)]
pub enum EnhancedMonitoring {
    /// Metrics of the cluster and the most important ones of each broker, free of charge.
    Default,
    /// All metrics of each broker.
    PerBroker,
    /// In addition, metrics of each topic on each broker.
    PerTopicPerBroker,
    /// In addition, consumer lag of each partition.
    PerTopicPerPartition,
}

/// Metrics for Prometheus.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct OpenMonitoring {
    /// The exporters on the brokers.
    #[tf(default = Prometheus::default())]
    pub prometheus: Prometheus,
}

/// The exporters on the brokers.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Prometheus {
    /// Kafka's metrics (port 11001).
    #[tf(default = Exporter::default())]
    pub jmx_exporter: Exporter,
    /// The machines' metrics (port 11002).
    #[tf(default = Exporter::default())]
    pub node_exporter: Exporter,
}

/// An exporter.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Exporter {
    /// Whether it runs on the brokers.
    #[tf(default = false)]
    pub enabled_in_broker: bool,
}

/// Where the brokers' logs are delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct LoggingInfo {
    /// The brokers' INFO logs.
    #[tf(default = BrokerLogs::default())]
    pub broker_logs: BrokerLogs,
}

/// The brokers' INFO logs. Several destinations may be on together.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct BrokerLogs {
    /// A CloudWatch log group.
    #[tf(default = CloudwatchLogs::default())]
    pub cloudwatch_logs: CloudwatchLogs,
    /// A Data Firehose stream.
    #[tf(default = Firehose::default())]
    pub firehose: Firehose,
    /// An S3 bucket.
    #[tf(default = S3::default())]
    pub s3: S3,
}

/// A CloudWatch log group.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct CloudwatchLogs {
    /// Whether logs go there.
    #[tf(default = false)]
    pub enabled: bool,
    /// Name of the log group, which must exist.
    pub log_group: Option<String>,
}

/// A Data Firehose stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct Firehose {
    /// Whether logs go there.
    #[tf(default = false)]
    pub enabled: bool,
    /// Name of the stream, which must exist.
    pub delivery_stream: Option<String>,
}

/// An S3 bucket.
#[derive(Clone, Debug, Default, PartialEq, Eq, Model)]
pub struct S3 {
    /// Whether logs go there.
    #[tf(default = false)]
    pub enabled: bool,
    /// Name of the bucket, which must exist.
    pub bucket: Option<String>,
    /// Prefix of the objects.
    pub prefix: Option<String>,
}
