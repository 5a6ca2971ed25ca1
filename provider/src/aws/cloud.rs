//! What ConfigureProvider builds and every resource works with.

use std::sync::Arc;

use kafkaws_rules::Levels;
use kafkaws_schema::{Diagnostic, Diagnostics, Path, Value};
use tokio::sync::OnceCell;
use tokio_util::sync::CancellationToken;

use super::account;
use super::clusters::Clusters;
use super::connection::Connection;
use super::error::{AwsError, AwsErrorKind};
use super::fleet::Fleet;
use super::images::Images;
use super::instance_types::InstanceTypes;
use super::network::Network;
use super::tags::TagPolicy;
use super::versions::Versions;
use super::wait::{Pace, Waiter};
use crate::config::{self, Environment, Settings};

/// One configured provider: the way to AWS, and what the provider block says about everything.
#[derive(Debug)]
pub struct Cloud {
    connection: Arc<Connection>,
    clusters: Clusters<Arc<Connection>>,
    fleet: Fleet,
    instance_types: InstanceTypes,
    images: Images,
    network: Network,
    versions: Versions,
    tags: TagPolicy,
    levels: Levels,
    account: OnceCell<String>,
}

impl Cloud {
    /// Configures a provider from its block, which may hold unknown values, and the environment.
    ///
    /// Calls AWS only where the block asks for it (`allowed_account_ids`, `forbidden_account_ids`)
    /// or where no setting names a region and the machine itself may.
    ///
    /// # Errors
    ///
    /// Diagnostics at the attributes of the provider block.
    pub async fn configure(block: &Value, environment: Environment) -> Result<Self, Diagnostics> {
        let settings = config::resolve(block, environment)?;
        let levels = config::levels(&settings.rules)?;
        let cloud = Self::new(settings, levels);
        if cloud.is_known() {
            cloud.check_region().await?;
            cloud.check_account().await?;
        }
        Ok(cloud)
    }

    fn new(settings: Settings, levels: Levels) -> Self {
        let tags = TagPolicy::of(&settings);
        let connection = Arc::new(Connection::new(settings));
        Self {
            clusters: Clusters::new(connection.clone()),
            fleet: Fleet::new(connection.clone()),
            instance_types: InstanceTypes::new(connection.clone()),
            images: Images::new(connection.clone()),
            network: Network::new(connection.clone()),
            versions: Versions::new(connection.clone()),
            connection,
            tags,
            levels,
            account: OnceCell::new(),
        }
    }

    async fn check_region(&self) -> Result<(), Diagnostics> {
        if self.settings().region.is_some() {
            return Ok(());
        }
        match self.connection.region().await {
            Ok(_) => Ok(()),
            Err(error) if error.kind == AwsErrorKind::NotConfigured => {
                let missing = Diagnostic::error("no AWS region", error.message);
                Err(missing.at(Path::from("region")).into())
            }
            Err(error) => Err(error.diagnostic("reading the AWS configuration").into()),
        }
    }

    async fn check_account(&self) -> Result<(), Diagnostics> {
        if !account::is_guarded(self.settings()) {
            return Ok(());
        }
        let doing = "asking AWS which account the credentials belong to";
        let id = self
            .account_id()
            .await
            .map_err(|error| error.diagnostic(doing))?;
        account::refuse(self.settings(), id).map_or(Ok(()), |refusal| Err(refusal.into()))
    }

    /// What the provider block and the environment say.
    pub fn settings(&self) -> &Settings {
        self.connection.settings()
    }

    /// Whether every attribute that shapes calls is known. While not, calls fail and say which one.
    pub fn is_known(&self) -> bool {
        self.settings().unknown.is_empty()
    }

    /// The clients.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Amazon MSK. See [`Connection::kafka`].
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub async fn kafka(&self) -> Result<&aws_sdk_kafka::Client, AwsError> {
        self.connection.kafka().await
    }

    /// Amazon CloudWatch. See [`Connection::cloudwatch`].
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub async fn cloudwatch(&self) -> Result<&aws_sdk_cloudwatch::Client, AwsError> {
        self.connection.cloudwatch().await
    }

    /// MSK clusters, read together.
    pub fn clusters(&self) -> &Clusters<Arc<Connection>> {
        &self.clusters
    }

    /// Brokers on EC2, read together.
    pub(crate) fn fleet(&self) -> &Fleet {
        &self.fleet
    }

    /// Amazon EC2. See [`Connection::ec2`].
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub(crate) async fn ec2(&self) -> Result<&aws_sdk_ec2::Client, AwsError> {
        self.connection.ec2().await
    }

    /// The EBS direct APIs. See [`Connection::ebs`].
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub(crate) async fn ebs(&self) -> Result<&aws_sdk_ebs::Client, AwsError> {
        self.connection.ebs().await
    }

    /// Amazon S3. See [`Connection::s3`].
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub(crate) async fn s3(&self) -> Result<&aws_sdk_s3::Client, AwsError> {
        self.connection.s3().await
    }

    /// VPCs, subnets and security groups.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// EC2 instance types.
    pub fn instance_types(&self) -> &InstanceTypes {
        &self.instance_types
    }

    /// Machine images.
    pub fn images(&self) -> &Images {
        &self.images
    }

    /// Kafka versions that MSK offers.
    pub fn versions(&self) -> &Versions {
        &self.versions
    }

    /// Tags of the provider block.
    pub fn tags(&self) -> &TagPolicy {
        &self.tags
    }

    /// Levels of plan-time rules.
    pub fn levels(&self) -> &Levels {
        &self.levels
    }

    /// The region in force, like `eu-central-1`.
    ///
    /// # Errors
    ///
    /// [`NotConfigured`](super::error::AwsErrorKind::NotConfigured).
    pub async fn region(&self) -> Result<&str, AwsError> {
        self.connection.region().await
    }

    /// The partition of the region, which is the second part of every ARN.
    ///
    /// # Errors
    ///
    /// As [`Cloud::region`].
    pub async fn partition(&self) -> Result<&'static str, AwsError> {
        Ok(partition_of(self.region().await?))
    }

    /// The id of the account, 12 digits. Asked once.
    ///
    /// # Errors
    ///
    /// What STS says.
    pub async fn account_id(&self) -> Result<&str, AwsError> {
        let id = self
            .account
            .get_or_try_init(|| account::id(&self.connection))
            .await?;
        Ok(id)
    }

    /// A waiter at this provider's pace, which ends when `stop` fires.
    pub fn waiter(&self, stop: CancellationToken) -> Waiter {
        Waiter::new(self.pace(), stop)
    }

    /// How often to look at what AWS is working on.
    pub fn pace(&self) -> Pace {
        match self.settings().poll_interval {
            Some(interval) => Pace::every(interval),
            None if self.settings().loopback => Pace::SANDBOX,
            None => Pace::AWS,
        }
    }
}

/// Source: "Amazon Resource Names (ARNs)" and the SDKs' partitions.json.
fn partition_of(region: &str) -> &'static str {
    const BY_PREFIX: [(&str, &str); 7] = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-isob-", "aws-iso-b"),
        ("us-isof-", "aws-iso-f"),
        ("us-iso-", "aws-iso"),
        ("eu-isoe-", "aws-iso-e"),
        ("eusc-", "aws-eusc"),
    ];
    let found = BY_PREFIX
        .iter()
        .find(|(prefix, _)| region.starts_with(prefix));
    found.map_or("aws", |(_, partition)| partition)
}
