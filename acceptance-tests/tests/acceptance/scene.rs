//! What every test here begins with.

use kafkaws_acceptance_tests::configuration::Resource;
use kafkaws_acceptance_tests::{
    Absent, Neighbour, Package, Project, Stage, Trouble, World, peer, terraform,
};

use kafkaws_sandbox::Compute;

/// The address of the cluster in the tests' configurations.
pub(crate) const CLUSTER: &str = "kafkaws_msk_cluster.this";

/// What the tools of a scene are: found before anything is started, since a test without them is
/// skipped.
pub(crate) struct Cast {
    terraform: std::path::PathBuf,
    packages: Vec<Package>,
}

impl Cast {
    /// Terraform and our provider.
    pub(crate) fn ours() -> Result<Self, Absent> {
        let (terraform, package) = Stage::tools()?;
        Ok(Self {
            terraform,
            packages: vec![package],
        })
    }

    /// Terraform and hashicorp/aws.
    pub(crate) fn theirs() -> Result<Self, Absent> {
        Ok(Self {
            terraform: terraform()?,
            packages: vec![peer()?],
        })
    }

    /// Terraform and both providers.
    pub(crate) fn both() -> Result<Self, Absent> {
        let Self {
            terraform,
            mut packages,
        } = Self::ours()?;
        packages.push(peer()?);
        Ok(Self {
            terraform,
            packages,
        })
    }

    /// Starts a sandbox, and everything around it.
    pub(crate) fn scene(self) -> Result<Scene, Trouble> {
        self.scene_with(Compute::None)
    }

    /// The same, whose instances are what is asked for.
    pub(crate) fn scene_with(self, compute: Compute) -> Result<Scene, Trouble> {
        let world = World::start_with(compute)?;
        let stage = Stage::new(self.terraform, &self.packages, world.endpoint())?;
        Ok(Scene { world, stage })
    }
}

/// A sandbox and a terraform that knows nothing else.
pub(crate) struct Scene {
    pub(crate) world: World,
    pub(crate) stage: Stage,
}

impl Scene {
    /// A root module of this text, initialised.
    pub(crate) fn project(&self, text: &str) -> Result<Project, Trouble> {
        let project = self.stage.project()?;
        project.write("main.tf", text)?;
        project.init()?;
        Ok(project)
    }

    /// A root module with this cluster, applied.
    pub(crate) fn applied(&self, cluster: &Resource) -> Result<Project, Trouble> {
        let project = self.project(&cluster.root()?)?;
        project.apply()?;
        Ok(project)
    }

    /// Somebody else on the same AWS.
    pub(crate) fn neighbour(&self) -> Neighbour {
        Neighbour::new(self.world.endpoint())
    }

    /// Takes everything down and shows that nothing is left.
    pub(crate) fn clear(self, project: &Project) -> Result<(), Trouble> {
        project.destroy()?;
        self.world.is_empty()
    }
}

/// Shows that what the test is there for is so.
pub(crate) fn ensure(holds: bool, what: impl std::fmt::Display) -> Result<(), Trouble> {
    if holds {
        Ok(())
    } else {
        Err(Trouble::Unmet(what.to_string()))
    }
}
