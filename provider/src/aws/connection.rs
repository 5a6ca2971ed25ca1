//! Clients of the AWS services, made when they are first needed.
//!
//! Terraform starts a plugin process for every walk, and many of them (validate, a plan of nothing)
//! never call AWS. So ConfigureProvider reads no file and makes no client.

use aws_config::SdkConfig;
use kafkaws_schema::Path;
use tokio::sync::OnceCell;

use super::error::{AwsError, AwsErrorKind};
use super::retry::{AcceptNoCapacity, RetryBusy};
use super::sdk;
use crate::config::Settings;

const CONFIGURE: &str = "ConfigureProvider";

/// The way to AWS of one configured provider.
#[derive(Debug)]
pub struct Connection {
    settings: Settings,
    sdk: OnceCell<SdkConfig>,
    kafka: OnceCell<aws_sdk_kafka::Client>,
    ec2: OnceCell<aws_sdk_ec2::Client>,
    sts: OnceCell<aws_sdk_sts::Client>,
    cloudwatch: OnceCell<aws_sdk_cloudwatch::Client>,
    ebs: OnceCell<aws_sdk_ebs::Client>,
    s3: OnceCell<aws_sdk_s3::Client>,
}

impl Connection {
    /// Makes nothing yet.
    pub fn new(settings: Settings) -> Self {
        Self {
            settings,
            sdk: OnceCell::new(),
            kafka: OnceCell::new(),
            ec2: OnceCell::new(),
            sts: OnceCell::new(),
            cloudwatch: OnceCell::new(),
            ebs: OnceCell::new(),
            s3: OnceCell::new(),
        }
    }

    /// What the provider block and the environment say.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Amazon MSK.
    ///
    /// # Errors
    ///
    /// [`AwsErrorKind::NotConfigured`] while an attribute of the provider block is not known, and
    /// without a region; the same goes for the other services.
    pub async fn kafka(&self) -> Result<&aws_sdk_kafka::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            let mut builder = aws_sdk_kafka::config::Builder::from(sdk).retry_classifier(RetryBusy);
            if let Some(url) = self.settings.endpoints.kafka.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_kafka::Client::from_conf(builder.build())
        };
        Ok(self.kafka.get_or_init(make).await)
    }

    /// Amazon EC2.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn ec2(&self) -> Result<&aws_sdk_ec2::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            let mut builder = aws_sdk_ec2::config::Builder::from(sdk)
                .retry_classifier(RetryBusy)
                .retry_classifier(AcceptNoCapacity);
            if let Some(url) = self.settings.endpoints.ec2.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_ec2::Client::from_conf(builder.build())
        };
        Ok(self.ec2.get_or_init(make).await)
    }

    /// AWS STS.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn sts(&self) -> Result<&aws_sdk_sts::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            let mut builder = aws_sdk_sts::config::Builder::from(sdk).retry_classifier(RetryBusy);
            if let Some(url) = self.settings.endpoints.sts.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_sts::Client::from_conf(builder.build())
        };
        Ok(self.sts.get_or_init(make).await)
    }

    /// Amazon CloudWatch.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn cloudwatch(&self) -> Result<&aws_sdk_cloudwatch::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            let mut builder =
                aws_sdk_cloudwatch::config::Builder::from(sdk).retry_classifier(RetryBusy);
            if let Some(url) = self.settings.endpoints.cloudwatch.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_cloudwatch::Client::from_conf(builder.build())
        };
        Ok(self.cloudwatch.get_or_init(make).await)
    }

    /// The EBS direct APIs.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn ebs(&self) -> Result<&aws_sdk_ebs::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            let mut builder = aws_sdk_ebs::config::Builder::from(sdk).retry_classifier(RetryBusy);
            if let Some(url) = self.settings.endpoints.ebs.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_ebs::Client::from_conf(builder.build())
        };
        Ok(self.ebs.get_or_init(make).await)
    }

    /// Amazon S3.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn s3(&self) -> Result<&aws_sdk_s3::Client, AwsError> {
        let sdk = self.sdk().await?;
        let make = || async {
            // A stand-in on this machine has no name below which every bucket had one.
            let mut builder = aws_sdk_s3::config::Builder::from(sdk)
                .retry_classifier(RetryBusy)
                .force_path_style(self.settings.loopback);
            if let Some(url) = self.settings.endpoints.s3.as_deref() {
                builder = builder.endpoint_url(url);
            }
            aws_sdk_s3::Client::from_conf(builder.build())
        };
        Ok(self.s3.get_or_init(make).await)
    }

    /// The region in force.
    ///
    /// # Errors
    ///
    /// As [`Connection::kafka`].
    pub async fn region(&self) -> Result<&str, AwsError> {
        let sdk = self.sdk().await?;
        sdk.region()
            .map(|region| region.as_ref())
            .ok_or_else(no_region)
    }

    async fn sdk(&self) -> Result<&SdkConfig, AwsError> {
        if let Some(attribute) = self.settings.unknown.first() {
            return Err(not_known(attribute));
        }
        let sdk = self
            .sdk
            .get_or_try_init(|| sdk::load(&self.settings))
            .await?;
        sdk.region().map(|_| sdk).ok_or_else(no_region)
    }
}

fn no_region() -> AwsError {
    let message = "Set `region` in the provider block, AWS_REGION, or the region of the profile. \
                   AWS has no default region.";
    AwsError::new(CONFIGURE, AwsErrorKind::NotConfigured, message)
}

fn not_known(attribute: &Path) -> AwsError {
    let message = format!(
        "`{attribute}` of the provider block comes from something that is not known before it is \
         applied, and without it AWS cannot be called. Apply what it comes from first (`terraform \
         apply -target=…`), or write the value."
    );
    AwsError::new(CONFIGURE, AwsErrorKind::NotConfigured, message)
}
