//! An instance as processes, seen from the sandbox.

use std::sync::mpsc::{Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::Serialize;
use tokio::task::AbortHandle;

use super::folder::Place;
use super::keeper::Keeper;
use super::surroundings::Surroundings;
use super::wanted::Spec;

/// What a guest is told.
pub(super) enum Order {
    /// Boot this, after what runs has stopped in order.
    Boot(Spec),
    Stop,
    Kill,
}

/// An instance that runs as processes, or is about to, or is ending.
#[derive(Debug)]
pub(super) struct Guest {
    pub(super) place: Place,
    pub(super) status: Arc<Status>,
    pub(super) boot: u32,
    orders: Sender<Order>,
    stopping: bool,
}

impl Guest {
    /// Starts a thread for it. From now on its console shows nothing of what ran before.
    ///
    /// # Errors
    ///
    /// When there is none to be had, or its folder cannot be used.
    pub(super) fn start(
        place: Place,
        spec: Spec,
        surroundings: Arc<Surroundings>,
    ) -> std::io::Result<Self> {
        place.prepare()?;
        place.console().clear()?;
        let (orders, receiver) = channel();
        let status = Arc::new(Status::default());
        let keeper = Keeper {
            place: place.clone(),
            status: Arc::clone(&status),
            orders: receiver,
            surroundings,
        };
        let boot = spec.boot;
        std::thread::Builder::new()
            .name(spec.instance.clone())
            .spawn(move || keeper.run(spec))?;
        Ok(Self {
            place,
            status,
            boot,
            orders,
            stopping: false,
        })
    }

    pub(super) fn boot(&mut self, spec: Spec) {
        self.boot = spec.boot;
        self.order(Order::Boot(spec));
    }

    pub(super) fn stop(&mut self) {
        if !std::mem::replace(&mut self.stopping, true) {
            self.order(Order::Stop);
        }
    }

    pub(super) fn kill(&self) {
        self.order(Order::Kill);
    }

    /// A guest that has ended takes no orders.
    fn order(&self, order: Order) {
        let _ = self.orders.send(order);
    }
}

/// How a guest is.
#[derive(Debug, Default)]
pub(super) struct Status {
    now: Mutex<Now>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Now {
    shown: Shown,
    /// The metadata service, which ends with the guest.
    service: Option<AbortHandle>,
    ended: bool,
}

/// How a guest is, as the admin API shows it.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Shown {
    /// The agent's process, which leads the group of all of the instance's processes.
    pub(super) process: Option<u32>,
    pub(super) metadata: Option<String>,
    /// Why nothing runs.
    pub(super) trouble: Option<String>,
    /// It runs, or is on its way there.
    #[serde(skip)]
    pub(super) alive: bool,
}

impl Status {
    pub(super) fn booting(&self) {
        let mut now = self.now();
        now.shown.alive = true;
    }

    pub(super) fn runs(&self, process: u32) {
        let mut now = self.now();
        (now.shown.process, now.shown.trouble) = (Some(process), None);
    }

    pub(super) fn failed(&self, trouble: &str) {
        let mut now = self.now();
        now.shown.process = None;
        now.shown.trouble = Some(trouble.to_owned());
        now.shown.alive = false;
    }

    /// An image of something else, which runs as little as without processes.
    pub(super) fn boots_nothing(&self) {
        self.now().shown.alive = false;
    }

    pub(super) fn serves(&self, metadata: &str) {
        self.now().shown.metadata = Some(metadata.to_owned());
    }

    pub(super) fn metadata(&self) -> Option<String> {
        self.now().shown.metadata.clone()
    }

    pub(super) fn keep(&self, service: AbortHandle) {
        self.now().service = Some(service);
    }

    pub(super) fn ended(&self) {
        let mut now = self.now();
        now.shown = Shown::default();
        now.ended = true;
        if let Some(service) = now.service.take() {
            service.abort();
        }
        self.changed.notify_all();
    }

    pub(super) fn shown(&self) -> Shown {
        self.now().shown.clone()
    }

    pub(super) fn is_over(&self) -> bool {
        self.now().ended
    }

    /// Waits for the end; whether it came.
    pub(super) fn wait(&self, limit: Duration) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.now(), limit, |now| !now.ended);
        let (now, _) = waited.unwrap_or_else(PoisonError::into_inner);
        now.ended
    }

    fn now(&self) -> MutexGuard<'_, Now> {
        self.now.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
