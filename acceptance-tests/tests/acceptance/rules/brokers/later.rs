//! Brokers that run, each of which is to be changed into what breaks one rule.

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Neighbour, Project, Trouble, volume};

use super::ground::Ground;
use crate::rules::case::Case;

/// A broker before and after.
pub(super) struct Change {
    pub(super) before: Resource,
    pub(super) case: Case,
    /// Somebody makes its volume larger meanwhile.
    grown: bool,
}

impl Change {
    fn of(
        ground: &Ground,
        (rule, at): (&'static str, &'static str),
        before: Vec<Value>,
        after: Vec<Value>,
    ) -> Self {
        let broker = ground.site.broker(rule, 1);
        let resource = broker.clone().with("volumes", after);
        Self {
            before: broker.with("volumes", before),
            case: Case { rule, at, resource },
            grown: false,
        }
    }

    fn grown(self) -> Self {
        Self {
            grown: true,
            ..self
        }
    }

    /// What happens between the two.
    pub(super) fn meanwhile(
        &self,
        neighbour: &Neighbour,
        project: &Project,
    ) -> Result<(), Trouble> {
        if !self.grown {
            return Ok(());
        }
        let values = project.values(&self.before.address(self.case.rule))?;
        let volume = values["volume_ids"]["data"].as_str().unwrap_or_default();
        let parameters = [("VolumeId", volume), ("Size", "150")];
        neighbour.ec2_with("ModifyVolume", &parameters).map(drop)
    }
}

/// Every rule that only a change can break.
pub(super) fn changes(ground: &Ground) -> Vec<Change> {
    let data = |size| volume("data", "gp3", size);
    let extra = || volume("extra", "gp3", 100);
    vec![
        Change::of(
            ground,
            ("volume-removal", "volumes"),
            vec![data(100), extra()],
            vec![data(100)],
        ),
        // At another place in the list the smaller size cannot be kept as it was.
        Change::of(
            ground,
            ("volume-shrink", "volumes[1].size"),
            vec![data(100)],
            vec![extra(), data(50)],
        ),
        Change::of(
            ground,
            ("volume-modification-running", "volumes[0]"),
            vec![data(100)],
            vec![data(300)],
        )
        .grown(),
    ]
}
