//! The boot agent's lines on the console of an instance.

use std::collections::BTreeSet;

use aws_smithy_types::base64;
use kafkaws_boot_contract::console::{Boot, Line, lines};

use super::checks;
use super::closed::Closed;
use super::subject::Subject;
use super::watch::{Trouble, Watch};
use crate::aws::cloud::Cloud;
use crate::aws::error::AwsError;

const CONSOLE: &str = "ec2:GetConsoleOutput";

/// Boots that a console tells of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Boots(BTreeSet<String>);

impl Boots {
    /// Those in this text.
    pub fn of(console: &str) -> Self {
        let ids = lines(console).map(|line| boot_of(&line).boot_id.clone());
        Self(ids.collect())
    }
}

/// Waits until EC2's checks pass and the agent of a new boot says that the broker is ready.
pub(super) async fn after(
    watch: &Watch,
    cloud: &Cloud,
    subject: &Subject,
    before: &Boots,
) -> Result<(), Closed> {
    let look = || async {
        let statuses = checks::statuses(cloud, std::slice::from_ref(subject)).await?;
        if let Some(trouble) = checks::trouble(subject, &statuses) {
            return Ok(Some(trouble));
        }
        let text = read(cloud, &subject.instance_id).await?;
        Ok(trouble(
            subject,
            text.as_deref().unwrap_or_default(),
            before,
        ))
    };
    let ended = watch.until_well(look).await;
    ended.map_err(|ended| ended.unwell(subject.broker_id))
}

/// The console as it is now. `None`: nothing has been written to it.
pub(super) async fn read(cloud: &Cloud, instance_id: &str) -> Result<Option<String>, AwsError> {
    let call = cloud.connection().ec2().await?.get_console_output();
    // Without it EC2 shows the console as of some minutes after the last start.
    let call = call.instance_id(instance_id).latest(true).send();
    let answer = match call.await.map_err(AwsError::during(CONSOLE)) {
        // An instance that is gone has said all that it will say.
        Err(error) if error.is_missing() => return Ok(None),
        answer => answer?,
    };
    let bytes = answer.output().map(|text| base64::decode(text.trim()));
    Ok(bytes
        .and_then(Result::ok)
        .map(|bytes| String::from_utf8_lossy(&bytes).into_owned()))
}

/// Whether the last word of the agent, among boots that are new, is that the broker is ready with these boot data.
fn trouble(subject: &Subject, console: &str, before: &Boots) -> Trouble {
    let ours = |line: &Line| {
        let boot = boot_of(line);
        let this = boot.cluster == subject.cluster && boot.broker_id == subject.kafka_id();
        this && !before.0.contains(&boot.boot_id)
    };
    let id = subject.broker_id;
    match lines(console).filter(ours).last() {
        Some(Line::Ready(boot)) if boot.boot_hash == subject.boot_hash => None,
        Some(Line::Ready(boot)) => Some(format!(
            "broker {id} came up with other boot data ({}) than it was given ({})",
            boot.boot_hash, subject.boot_hash
        )),
        Some(Line::Failed(_, reason)) => Some(format!(
            "the boot agent of broker {id} says that it failed: {reason}"
        )),
        None => Some(format!(
            "the boot agent of broker {id} has not said on the console of {} that it is ready",
            subject.instance_id
        )),
    }
}

fn boot_of(line: &Line) -> &Boot {
    match line {
        Line::Ready(boot) | Line::Failed(boot, _) => boot,
    }
}

#[cfg(test)]
mod tests {
    use kafkaws_health::Endpoint;

    use super::*;

    fn subject() -> Subject {
        Subject {
            cluster: "orders".into(),
            broker_id: 2,
            instance_id: "i-2".into(),
            endpoint: Endpoint::new("10.0.0.2", 9092),
            boot_hash: "wanted".into(),
        }
    }

    fn ready(broker: i32, hash: &str, boot: &str) -> String {
        format!(
            "kafkaws-boot: ready cluster=orders broker={broker} boot_hash={hash} boot_id={boot}\n"
        )
    }

    fn failed(boot: &str) -> String {
        format!(
            "kafkaws-boot: failed cluster=orders broker=2 boot_hash=wanted boot_id={boot} reason=no volume\n"
        )
    }

    #[test]
    fn only_a_new_boot_with_the_right_data_opens() {
        let old = ready(2, "wanted", "old");
        let before = Boots::of(&old);
        let table = [
            (old.clone() + &ready(2, "wanted", "new"), None),
            (old.clone(), Some("has not said")),
            (String::new(), Some("has not said")),
            (ready(3, "wanted", "new"), Some("has not said")),
            (ready(2, "other", "new"), Some("other boot data")),
            (failed("new"), Some("no volume")),
            (failed("new") + &ready(2, "wanted", "new"), None),
            (
                ready(2, "wanted", "new") + &failed("newer"),
                Some("no volume"),
            ),
        ];
        for (console, expected) in table {
            let said = trouble(&subject(), &console, &before);
            assert_eq!(said.is_some(), expected.is_some(), "{console}: {said:?}");
            let words = expected.unwrap_or_default();
            assert!(said.unwrap_or_default().contains(words), "{console}");
        }
    }
}
