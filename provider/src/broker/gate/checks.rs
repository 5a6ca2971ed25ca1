//! EC2's status checks.

use aws_sdk_ec2::types::{InstanceStateName, InstanceStatus};

use super::closed::Closed;
use super::subject::Subject;
use super::watch::{Ended, Trouble, Watch};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;

const STATUS: &str = "ec2:DescribeInstanceStatus";
/// Checks that do not apply (no EBS volume attached) cannot fail.
const PASSED: [&str; 2] = ["ok", "not-applicable"];

/// Waits until all of these brokers pass.
pub(super) async fn before(
    watch: &Watch,
    cloud: &Cloud,
    subjects: &[Subject],
) -> Result<(), Closed> {
    let look = || async {
        let found = statuses(cloud, subjects).await?;
        Ok(subjects.iter().find_map(|subject| trouble(subject, &found)))
    };
    watch.until_well(look).await.map_err(Ended::unfit)
}

/// What EC2 says of the instances of these brokers, in as many calls as there are pages.
pub(super) async fn statuses(
    cloud: &Cloud,
    subjects: &[Subject],
) -> Result<Vec<InstanceStatus>, AwsError> {
    // Without ids DescribeInstanceStatus returns every instance of the Region.
    if subjects.is_empty() {
        return Ok(Vec::new());
    }
    let ids = subjects.iter().map(|subject| subject.instance_id.clone());
    let call = cloud.connection().ec2().await?.describe_instance_status();
    // An instance that is not running has no status otherwise, and could not be told from one that EC2 forgot.
    let call = call
        .set_instance_ids(Some(ids.collect()))
        .include_all_instances(true)
        .send();
    let answer = call.await.map_err(AwsError::during(STATUS))?;
    Ok(answer.instance_statuses.unwrap_or_default())
}

/// What is wrong with one of them.
pub(super) fn trouble(subject: &Subject, statuses: &[InstanceStatus]) -> Trouble {
    let Subject {
        broker_id,
        instance_id,
        ..
    } = subject;
    let of = |status: &&InstanceStatus| status.instance_id() == Some(instance_id.as_str());
    let Some(status) = statuses.iter().find(of) else {
        return Some(format!(
            "EC2 does not show instance {instance_id} of broker {broker_id}"
        ));
    };
    let state = status.instance_state().and_then(|state| state.name());
    if state != Some(&InstanceStateName::Running) {
        let state = state.map_or("in no state", InstanceStateName::as_str);
        return Some(format!(
            "instance {instance_id} of broker {broker_id} is {state}"
        ));
    }
    let (check, said) = failing(status)?;
    Some(format!(
        "EC2's {check} check of broker {broker_id} ({instance_id}) says {said}"
    ))
}

fn failing(status: &InstanceStatus) -> Option<(&'static str, &str)> {
    let system = status.system_status().and_then(|it| it.status());
    let instance = status.instance_status().and_then(|it| it.status());
    let ebs = status.attached_ebs_status().and_then(|it| it.status());
    let checks = [
        ("system", system.map(|it| it.as_str())),
        ("instance", instance.map(|it| it.as_str())),
        ("attached EBS", ebs.map(|it| it.as_str())),
    ];
    let said = checks
        .into_iter()
        .filter_map(|(name, said)| Some((name, said?)));
    said.into_iter().find(|(_, said)| !PASSED.contains(said))
}

#[cfg(test)]
mod tests {
    use InstanceStateName::{Running, Stopped};
    use SummaryStatus::{Impaired, Initializing, NotApplicable, Ok as Passed};
    use aws_sdk_ec2::types::{
        EbsStatusSummary, InstanceState, InstanceStatusSummary, SummaryStatus,
    };
    use kafkaws_health::Endpoint;

    use super::*;

    fn subject() -> Subject {
        Subject {
            cluster: "orders".into(),
            broker_id: 2,
            instance_id: "i-2".into(),
            endpoint: Endpoint::new("10.0.0.2", 9092),
            boot_hash: "hash".into(),
        }
    }

    fn status(
        state: InstanceStateName,
        system: SummaryStatus,
        ebs: SummaryStatus,
    ) -> InstanceStatus {
        let summary = |status| InstanceStatusSummary::builder().status(status).build();
        InstanceStatus::builder()
            .instance_id("i-2")
            .instance_state(InstanceState::builder().name(state).build())
            .system_status(summary(system))
            .instance_status(summary(Passed))
            .attached_ebs_status(EbsStatusSummary::builder().status(ebs).build())
            .build()
    }

    #[test]
    fn one_check_that_fails_is_enough() {
        let table = [
            (status(Running, Passed, NotApplicable), None),
            (status(Stopped, Passed, Passed), Some("stopped")),
            (status(Running, Initializing, Passed), Some("system check")),
            (status(Running, Passed, Impaired), Some("attached EBS")),
        ];
        for (status, expected) in table {
            let said = trouble(&subject(), &[status]);
            assert_eq!(said.is_some(), expected.is_some(), "{said:?}");
            let words = expected.unwrap_or_default();
            assert!(said.unwrap_or_default().contains(words), "{words}");
        }
        let forgotten = trouble(&subject(), &[]).unwrap();
        assert!(forgotten.contains("does not show"), "{forgotten}");
    }
}
