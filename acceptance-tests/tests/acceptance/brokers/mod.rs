//! Self-managed brokers. Every step ends in a plan and in a drift run with nothing to tell, and every test in
//! an AWS with nothing left.

mod colours;
mod crashes;
mod gate;
mod imports;
mod lifecycle;
mod outages;
mod repair;
mod roll;

use std::collections::BTreeMap;

use kafkaws_acceptance_tests::configuration::{Resource, root};
use kafkaws_acceptance_tests::{Project, Report, Site, Trouble};
use kafkaws_sandbox::VolumeEvent;
use serde_json::Value;

use crate::scene::{Cast, Scene, ensure};

/// The address of the stack in the tests' configurations.
const STACK: &str = "kafkaws_broker_stack.this";
/// The address of the broker.
const BROKER: &str = "kafkaws_broker.this";

/// A scene with a place for brokers.
struct Yard {
    scene: Scene,
    site: Site,
}

impl Yard {
    fn new(cast: Cast) -> Result<Self, Trouble> {
        let scene = cast.scene()?;
        let site = Site::of(&scene.neighbour())?;
        Ok(Self { scene, site })
    }

    /// A root module with this resource, applied.
    fn applied(&self, resource: &Resource) -> Result<Project, Trouble> {
        let project = self.scene.project(&resource.root()?)?;
        project.apply()?;
        quiet(&project)?;
        Ok(project)
    }

    /// Forgets what was called so far; what is counted afterwards belongs to the next step.
    fn forget_calls(&self) {
        self.scene.world.sandbox().forget_calls();
    }

    /// How often an operation was called since.
    fn count(&self, operation: &str) -> usize {
        self.scene.world.sandbox().calls().count(operation)
    }

    /// The modification of every volume is over.
    fn settle_volumes(&self, brokers: &Value) -> Result<(), Trouble> {
        let world = self.scene.world.sandbox().world();
        let unmet = |error| Trouble::Unmet(format!("settling a volume: {error}"));
        volumes(brokers)
            .values()
            .try_for_each(|id| world.befall_volume(id, VolumeEvent::Settle).map_err(unmet))
    }

    fn clear(self, project: &Project) -> Result<(), Trouble> {
        self.scene.clear(project)
    }
}

/// Shows that neither a plan nor a drift run has anything to tell.
fn quiet(project: &Project) -> Result<(), Trouble> {
    project.empty_plan()?;
    project.quiet_refresh()
}

/// The root module changes to this resource alone.
fn change(project: &Project, resource: &Resource) -> Result<(), Trouble> {
    project.write("main.tf", &resource.root()?)
}

/// The same, applied.
fn apply(project: &Project, resource: &Resource) -> Result<Report, Trouble> {
    apply_all(project, [("this", resource)])
}

/// The root module changes to these resources, and is applied.
fn apply_all<'r>(
    project: &Project,
    resources: impl IntoIterator<Item = (&'r str, &'r Resource)>,
) -> Result<Report, Trouble> {
    project.write("main.tf", &root(resources)?)?;
    let report = project.apply()?;
    quiet(project)?;
    Ok(report)
}

/// What each broker of the stack really is, by its id.
fn brokers(project: &Project) -> Result<Value, Trouble> {
    Ok(project.values(STACK)?["brokers"].clone())
}

/// One attribute of every broker, by the broker's id.
fn each<'b>(brokers: &'b Value, attribute: &str) -> BTreeMap<&'b str, &'b Value> {
    let brokers = brokers.as_object().into_iter().flatten();
    brokers
        .map(|(id, broker)| (id.as_str(), &broker[attribute]))
        .collect()
}

/// The id of every volume, by `broker/name`.
fn volumes(brokers: &Value) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (broker, volumes) in each(brokers, "volumes") {
        for volume in volumes.as_array().into_iter().flatten() {
            let text = |name: &str| volume[name].as_str().unwrap_or_default().to_owned();
            found.insert(format!("{broker}/{}", text("name")), text("volume_id"));
        }
    }
    found
}

/// Shows that an attribute of every broker has this value.
fn all_have(brokers: &Value, attribute: &str, wanted: &Value) -> Result<(), Trouble> {
    let found = each(brokers, attribute);
    ensure(
        !found.is_empty() && found.values().all(|value| *value == wanted),
        format!("{attribute} is not {wanted} everywhere: {found:?}"),
    )
}

/// Shows that these attributes of every broker are what they were.
fn same(before: &Value, after: &Value, attributes: &[&str]) -> Result<(), Trouble> {
    for attribute in attributes {
        let (before, after) = (each(before, attribute), each(after, attribute));
        ensure(
            before == after,
            format!("{attribute}: {before:?} became {after:?}"),
        )?;
    }
    Ok(())
}
