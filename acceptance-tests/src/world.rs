//! The sandbox of one test.

use std::time::{Duration, Instant};

use kafkaws_sandbox::{Compute, Event, FaultAction, FaultRule, Sandbox};

use crate::Trouble;

/// A call that terraform is about to make comes within seconds, also on a machine that is busy.
const PATIENCE: Duration = Duration::from_secs(60);

/// A running sandbox, which ends with the test.
#[derive(Debug)]
pub struct World {
    sandbox: Sandbox,
    endpoint: String,
}

impl World {
    /// Starts one on a free port of loopback. The addresses of brokers are of loopback as well: a health check that a test
    /// gives no other way asks there.
    pub fn start() -> Result<Self, Trouble> {
        Self::start_with(Compute::None)
    }

    /// The same, whose instances are what is asked for.
    pub fn start_with(compute: Compute) -> Result<Self, Trouble> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build();
        let runtime = runtime.map_err(|error| unmet("starting a runtime", &error))?;
        let builder = Sandbox::builder().compute(compute).on_loopback();
        let sandbox = runtime.block_on(builder.start());
        let sandbox = sandbox.map_err(|error| unmet("starting the sandbox", &error))?;
        let endpoint = sandbox.url();
        Ok(Self { sandbox, endpoint })
    }

    /// `http://127.0.0.1:PORT`.
    #[must_use]
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The sandbox itself, for what tests look at and meddle with.
    #[must_use]
    pub fn sandbox(&self) -> &Sandbox {
        &self.sandbox
    }

    /// Makes calls misbehave from now on.
    pub fn fault(&self, rule: FaultRule) {
        self.sandbox.add_fault(rule);
    }

    /// Whatever comes into this state, such as `CREATING` or `optimizing`, stays in it until the faults are
    /// cleared.
    pub fn stay(&self, state: &str) {
        self.fault(FaultRule {
            state: Some(state.to_owned()),
            action: FaultAction::Stay,
            ..FaultRule::default()
        });
    }

    /// Something that MSK does by itself to a cluster.
    pub fn happen(&self, cluster: &str, event: Event) -> Result<(), Trouble> {
        self.sandbox
            .world()
            .happen(cluster, event)
            .map_err(|error| unmet(cluster, &error))
    }

    /// Waits until somebody has called this operation.
    pub fn wait_for(&self, operation: &str) -> Result<(), Trouble> {
        let began = Instant::now();
        while self.sandbox.calls().count(operation) == 0 {
            if began.elapsed() > PATIENCE {
                return Err(Trouble::Unmet(format!("nobody called {operation}")));
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        Ok(())
    }

    /// Shows that nothing that somebody made is left.
    pub fn is_empty(&self) -> Result<(), Trouble> {
        let world = self.sandbox.world();
        if world.is_empty() {
            return Ok(());
        }
        Err(Trouble::Unmet(format!(
            "the world is not empty: {}",
            world.summary()
        )))
    }
}

fn unmet(doing: &str, error: &dyn std::error::Error) -> Trouble {
    Trouble::Unmet(format!("{doing}: {error}"))
}
