//! What a saved plan or a state holds, as `terraform show -json` tells it.

use serde::Deserialize;
use serde_json::Value;

/// A plan.
#[derive(Clone, Debug, Deserialize)]
pub struct Plan {
    /// What apply would do, with what it leaves alone.
    #[serde(default)]
    pub resource_changes: Vec<ResourceChange>,
    /// What somebody else has changed.
    #[serde(default)]
    pub resource_drift: Vec<ResourceChange>,
}

/// One resource before and after.
#[derive(Clone, Debug, Deserialize)]
pub struct ResourceChange {
    /// Such as `module.msk.kafkaws_msk_cluster.this`.
    pub address: String,
    /// What is done to it.
    pub change: Change,
}

/// The values before and after.
#[derive(Clone, Debug, Deserialize)]
pub struct Change {
    /// `no-op`, `create`, `read`, `update`, `delete`; two of them for a replacement.
    pub actions: Vec<String>,
    /// Null when there was nothing.
    #[serde(default)]
    pub before: Value,
    /// Null when there will be nothing; unknown values are absent.
    #[serde(default)]
    pub after: Value,
    /// `true` in place of every value that apply will tell.
    #[serde(default)]
    pub after_unknown: Value,
}

impl Plan {
    /// The change of one resource.
    #[must_use]
    pub fn change(&self, address: &str) -> Option<&Change> {
        self.resource_changes
            .iter()
            .find(|one| one.address == address)
            .map(|one| &one.change)
    }

    /// Everything that would be changed, leaf by leaf; empty when nothing would be.
    #[must_use]
    pub fn told(&self) -> String {
        let told = self
            .resource_changes
            .iter()
            .map(crate::difference::difference);
        told.filter(|one| !one.is_empty())
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// Address and actions of everything that would be touched.
    #[must_use]
    pub fn touched(&self) -> Vec<(&str, String)> {
        let quiet = |actions: &[String]| actions.iter().all(|action| action == "no-op");
        let touched = self
            .resource_changes
            .iter()
            .filter(|one| !quiet(&one.change.actions));
        touched
            .map(|one| (one.address.as_str(), one.change.actions.join(",")))
            .collect()
    }
}

/// A state.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct State {
    #[serde(default)]
    values: Option<Values>,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Values {
    #[serde(default)]
    root_module: Module,
}

#[derive(Clone, Debug, Default, Deserialize)]
struct Module {
    #[serde(default)]
    resources: Vec<Resource>,
    #[serde(default)]
    child_modules: Vec<Module>,
}

/// One resource of a state.
#[derive(Clone, Debug, Deserialize)]
pub struct Resource {
    /// Such as `kafkaws_msk_cluster.this`.
    pub address: String,
    /// Its attributes.
    pub values: Value,
    /// Whether the next apply replaces it.
    #[serde(default)]
    pub tainted: bool,
}

impl State {
    /// The resource with this address, in any module.
    #[must_use]
    pub fn resource(&self, address: &str) -> Option<&Resource> {
        self.resources()
            .into_iter()
            .find(|resource| resource.address == address)
    }

    /// Every resource, those of the root module first.
    #[must_use]
    pub fn resources(&self) -> Vec<&Resource> {
        let mut found = Vec::new();
        if let Some(values) = &self.values {
            values.root_module.collect(&mut found);
        }
        found
    }
}

impl Module {
    fn collect<'a>(&'a self, found: &mut Vec<&'a Resource>) {
        found.extend(&self.resources);
        self.child_modules
            .iter()
            .for_each(|child| child.collect(found));
    }
}
