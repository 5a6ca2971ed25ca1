//! Endpoints other than AWS's own.

use kafkaws_schema::Model;

use super::EndpointUrl;

/// Endpoints to use instead of AWS's own. Services left out keep theirs, unless AWS_ENDPOINT_URL
/// is set.
#[derive(Clone, Debug, Default, Model)]
pub struct Endpoints {
    /// Amazon MSK. Default: AWS_ENDPOINT_URL_KAFKA, then AWS_ENDPOINT_URL.
    pub kafka: Option<EndpointUrl>,
    /// Amazon EC2: networks and availability zones. Default: AWS_ENDPOINT_URL_EC2, then
    /// AWS_ENDPOINT_URL.
    pub ec2: Option<EndpointUrl>,
    /// AWS STS: roles and account ids. Default: AWS_ENDPOINT_URL_STS, then AWS_ENDPOINT_URL.
    pub sts: Option<EndpointUrl>,
    /// Amazon CloudWatch: partitions per broker. Default: AWS_ENDPOINT_URL_CLOUDWATCH, then
    /// AWS_ENDPOINT_URL.
    pub cloudwatch: Option<EndpointUrl>,
}
