//! EC2's status checks.

use aws_sdk_ec2::types::{InstanceStateName, InstanceStatus};

use super::closed::Closed;
use super::subject::Subject;
use super::watch::{Ended, Trouble, Watch};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;

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

/// What EC2 says of the instances of these brokers.
pub(super) async fn statuses(
    cloud: &Cloud,
    subjects: &[Subject],
) -> Result<Vec<InstanceStatus>, AwsError> {
    let ids = subjects.iter().map(|subject| subject.instance_id.clone());
    cloud.fleet().statuses(&ids.collect::<Vec<_>>()).await
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
