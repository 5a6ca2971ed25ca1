//! What a roll did, as the log of calls tells it.

use serde::Deserialize;

use crate::failure::Failure;

#[derive(Deserialize)]
struct Call {
    operation: String,
    resource: Option<String>,
}

/// What takes a broker down and brings it back, and how it is checked; the rest is looking.
const STEPS: [(&str, &str); 6] = [
    ("CreateReplaceRootVolumeTask", "gets a new root volume"),
    ("StopInstances", "is stopped"),
    ("StartInstances", "is started"),
    ("TerminateInstances", "is terminated"),
    ("RunInstances", "is launched"),
    ("GetConsoleOutput", "is asked for its health"),
];

/// One line for each thing that was done to an instance, in order.
pub(super) fn story(calls: &[&str]) -> Result<Vec<String>, Failure> {
    let mut lines: Vec<String> = Vec::new();
    for text in calls {
        let call: Call = serde_json::from_str(text)
            .map_err(|error| Failure::Unexpected(format!("the log of calls: {error}: {text}")))?;
        let step = STEPS.iter().find(|(name, _)| *name == call.operation);
        if let (Some((_, said)), Some(instance)) = (step, call.resource) {
            lines.push(format!("{instance} {said}"));
        }
    }
    // It is asked until it is well.
    lines.dedup();
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_is_told_once_and_in_order() {
        let calls = [
            r#"{"operation":"DescribeInstances","resource":"i-1"}"#,
            r#"{"operation":"CreateReplaceRootVolumeTask","resource":"i-1"}"#,
            r#"{"operation":"GetConsoleOutput","resource":"i-1"}"#,
            r#"{"operation":"GetConsoleOutput","resource":"i-1"}"#,
            r#"{"operation":"CreateReplaceRootVolumeTask","resource":"i-2"}"#,
        ];
        assert_eq!(
            story(&calls).unwrap(),
            [
                "i-1 gets a new root volume",
                "i-1 is asked for its health",
                "i-2 gets a new root volume"
            ]
        );
        assert!(story(&["{"]).is_err());
    }
}
