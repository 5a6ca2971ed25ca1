//! Every attribute that AWS can change: changed in place, and quiet afterwards.

mod access;
mod brokers;
mod software;
mod tags;

use hcl::Value;
use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{Project, Trouble};

use crate::scene::{CLUSTER, Cast, Scene, ensure};

/// One change: an attribute and its new value; null takes the attribute away.
type Change = (&'static str, Value);

/// A cluster that runs, and must stay the same cluster.
struct Running {
    scene: Scene,
    project: Project,
    cluster: Resource,
    arn: serde_json::Value,
}

impl Running {
    fn new(cast: Cast, cluster: Resource) -> Result<Self, Trouble> {
        let scene = cast.scene()?;
        let project = scene.applied(&cluster)?;
        project.empty_plan()?;
        let arn = project.values(CLUSTER)?["arn"].clone();
        Ok(Self {
            scene,
            project,
            cluster,
            arn,
        })
    }

    /// Applies one change after the other.
    fn change(self, changes: impl IntoIterator<Item = Change>) -> Result<Self, Trouble> {
        changes
            .into_iter()
            .try_fold(self, |running, change| running.together([change]))
    }

    /// Applies all changes at once: an update in place, and then nothing is left to do.
    fn together(mut self, changes: impl IntoIterator<Item = Change>) -> Result<Self, Trouble> {
        let mut names = Vec::new();
        for (path, value) in changes {
            names.push(path);
            self.cluster = match value {
                Value::Null => self.cluster.without(path),
                value => self.cluster.with(path, value),
            };
        }
        self.project.write("main.tf", &self.cluster.root()?)?;
        let after = |trouble| Trouble::Unmet(format!("after changing {names:?}: {trouble}"));
        self.updated().map_err(after)?;
        Ok(self)
    }

    /// Applies what the folder says now.
    fn updated(&self) -> Result<(), Trouble> {
        let report = self.project.apply()?;
        let update = (CLUSTER.to_owned(), "update".to_owned());
        ensure(
            report.changes.contains(&update),
            format!("no update in place:\n{}", report.text),
        )?;
        self.project.empty_plan()?;
        self.project.quiet_refresh()
    }

    /// What AWS says about the cluster.
    fn at_aws(&self) -> Result<serde_json::Value, Trouble> {
        let name = self.project.values(CLUSTER)?["cluster_name"].clone();
        self.scene
            .neighbour()
            .cluster(name.as_str().unwrap_or_default())
    }

    fn end(self) -> Result<(), Trouble> {
        let same = self.project.values(CLUSTER)?["arn"] == self.arn;
        ensure(same, "the cluster was replaced")?;
        self.scene.clear(&self.project)
    }
}
