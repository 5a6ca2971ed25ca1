//! What a project shows when nothing changed, and when something did.

use crate::difference::difference;
use crate::plan::{Change, Plan};
use crate::{Project, Trouble};

impl Project {
    /// Shows that a plan has nothing to do. What a refresh finds on the way does not count: the peer's
    /// first refresh after a create turns its null tags into empty ones.
    pub fn nothing_to_do(&self) -> Result<(), Trouble> {
        self.quiet(&[], |_| true)
    }

    /// Shows that a plan has nothing to do, not even behind the configuration's back.
    pub fn empty_plan(&self) -> Result<(), Trouble> {
        self.quiet(&[], |plan| plan.resource_drift.is_empty())
    }

    /// Shows that a drift run has nothing to tell.
    pub fn quiet_refresh(&self) -> Result<(), Trouble> {
        self.quiet(&["-refresh-only"], |_| true)
    }

    fn quiet(&self, more: &[&str], holds: fn(&Plan) -> bool) -> Result<(), Trouble> {
        let report = self.plan(more)?.expect_exit(&[0, 2])?;
        let plan = self.planned()?;
        if report.exit == 0 && holds(&plan) {
            return Ok(());
        }
        let changes = plan
            .resource_changes
            .iter()
            .chain(&plan.resource_drift)
            .map(difference);
        let changes = changes.collect::<Vec<_>>().join("\n");
        Err(Trouble::Unmet(format!(
            "the plan is not empty:\n{changes}\n{}",
            report.text
        )))
    }

    /// Shows that a drift run has something to tell about one resource, and returns it before and after.
    pub fn drift(&self, address: &str) -> Result<Change, Trouble> {
        let report = self.plan(&["-refresh-only"])?.expect_exit(&[2])?;
        let found = self
            .planned()?
            .resource_drift
            .into_iter()
            .find(|one| one.address == address);
        found
            .map(|one| one.change)
            .ok_or(Trouble::Unmet(report.text))
    }
}
