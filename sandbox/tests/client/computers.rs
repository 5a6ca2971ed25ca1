//! EC2 calls spelled out, and what a test asks of their answers.

use kafkaws_sandbox::{Compute, Sandbox};

use super::{Answer, Client, between};

/// The type that the tests launch: two vCPUs, arm64, three interfaces.
pub(crate) const TYPE: &str = "m7g.large";

/// Somebody in a region with a fresh sandbox.
pub(crate) struct Yard {
    pub(crate) sandbox: Sandbox,
    pub(crate) client: Client,
}

/// A sandbox whose new ids are known at once.
pub(crate) async fn yard() -> Yard {
    yard_of(Compute::None).await
}

/// The same with instances of a broker's image that are this.
pub(crate) async fn yard_of(compute: Compute) -> Yard {
    let builder = Sandbox::builder().id_lag(0).compute(compute);
    let sandbox = builder.start().await.unwrap();
    let client = Client::of(&sandbox);
    Yard { sandbox, client }
}

pub(crate) fn one(xml: &str, name: &str) -> String {
    between(xml, name).into_iter().next().unwrap_or_default()
}

impl std::ops::Deref for Yard {
    type Target = Client;

    fn deref(&self) -> &Client {
        &self.client
    }
}

impl Client {
    pub(crate) fn call(&self, query: &str) -> Answer {
        let query = query.split_whitespace().collect::<String>();
        self.form("ec2", &format!("Version=2016-11-15&Action={query}"))
    }

    /// It succeeds; the answer's XML.
    pub(crate) fn done(&self, query: &str) -> String {
        let answer = self.call(query);
        assert_eq!(answer.status, 200, "{query}: {}", answer.body);
        answer.body
    }

    /// It is refused with this code.
    pub(crate) fn refused(&self, query: &str, code: &str) -> String {
        let answer = self.call(query);
        assert_eq!(one(&answer.body, "Code"), code, "{query}: {}", answer.body);
        one(&answer.body, "Message")
    }

    /// The default subnet of a zone of eu-west-1.
    pub(crate) fn subnet(&self, zone: char) -> String {
        let query = format!(
            "DescribeSubnets&Filter.1.Name=availability-zone&Filter.1.Value.1=eu-west-1{zone}"
        );
        one(&self.done(&query), "subnetId")
    }

    /// The newest public image of an architecture.
    pub(crate) fn image(&self, architecture: &str) -> String {
        let query = format!(
            "DescribeImages&Filter.1.Name=name&Filter.1.Value.1=al2023-ami-2023.9*-{architecture}"
        );
        one(&self.done(&query), "imageId")
    }

    /// A launch that is accepted, in zone a, and more of the request.
    pub(crate) fn launch(&self, more: &str) -> String {
        let query = format!(
            "RunInstances&MinCount=1&MaxCount=1&InstanceType={TYPE}&ImageId={}{more}",
            self.image("arm64")
        );
        query
    }

    /// A running instance in zone a.
    pub(crate) fn instance(&self, more: &str) -> String {
        let place = format!("&SubnetId={}{more}", self.subnet('a'));
        let id = one(&self.done(&self.launch(&place)), "instanceId");
        self.becomes(&id, "running");
        id
    }

    pub(crate) fn volume(&self, more: &str) -> String {
        let query = format!("CreateVolume&AvailabilityZone=eu-west-1a&VolumeType=gp3{more}");
        let id = one(&self.done(&query), "volumeId");
        self.volume_becomes(&id, "available");
        id
    }

    pub(crate) fn describe(&self, instance: &str) -> String {
        self.done(&format!("DescribeInstances&InstanceId.1={instance}"))
    }

    /// Looks until the instance is in this state; the last answer.
    pub(crate) fn becomes(&self, instance: &str, state: &str) -> String {
        self.until(state, "name", || self.describe(instance))
    }

    pub(crate) fn volume_becomes(&self, volume: &str, state: &str) -> String {
        self.until(state, "status", || {
            self.done(&format!("DescribeVolumes&VolumeId.1={volume}"))
        })
    }

    fn until(&self, state: &str, member: &str, look: impl Fn() -> String) -> String {
        let mut answer = String::new();
        for _ in 0..4 {
            answer = look();
            if between(&answer, member).iter().any(|word| word == state) {
                return answer;
            }
        }
        panic!("never {state}: {answer}");
    }
}
