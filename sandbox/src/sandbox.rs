//! The sandbox as a library: start it in a test, look at it, drop it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::JoinHandle;

use tokio::sync::oneshot;

use crate::builder::Builder;
use crate::calls::Call;
use crate::faults::FaultRule;
use crate::gateway::Gateway;
use crate::handles::{Calls, WorldHandle};

/// A running sandbox. Dropping it stops it.
#[derive(Debug)]
pub struct Sandbox {
    address: SocketAddr,
    gateway: Arc<Gateway>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Sandbox {
    pub(crate) fn new(
        address: SocketAddr,
        gateway: Arc<Gateway>,
        stop: oneshot::Sender<()>,
        thread: JoinHandle<()>,
    ) -> Self {
        Self {
            address,
            gateway,
            stop: Some(stop),
            thread: Some(thread),
        }
    }

    /// A sandbox with the defaults, to be changed before it starts.
    #[must_use]
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The endpoint of every service, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The calls so far.
    #[must_use]
    pub fn calls(&self) -> Calls {
        Calls::new(self.gateway.calls.all())
    }

    /// Forgets the calls so far; a file of calls keeps them.
    pub fn forget_calls(&self) {
        self.gateway.calls.clear();
    }

    /// Adds a fault.
    pub fn add_fault(&self, rule: FaultRule) {
        self.gateway.faults.add(rule);
    }

    /// Takes all faults away.
    pub fn clear_faults(&self) {
        self.gateway.faults.clear();
    }

    /// The world, to look into and to meddle with.
    #[must_use]
    pub fn world(&self) -> WorldHandle {
        WorldHandle::new(Arc::clone(&self.gateway))
    }

    /// Every call as it was logged.
    #[must_use]
    pub fn call_log(&self) -> Vec<Call> {
        self.gateway.calls.all()
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        // While it still serves: a broker that stops in order writes what it has to its bucket.
        self.gateway.end();
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
