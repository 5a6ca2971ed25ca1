//! What keeps one instance running, in a thread of its own: boots it, and ends it.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use super::agent::{Agent, Environment};
use super::folder::Place;
use super::guest::{Order, Status};
use super::image::ImageError;
use super::surroundings::Surroundings;
use super::wanted::Spec;

/// How often a process is looked at.
const TICK: Duration = Duration::from_millis(25);
/// `RestartSec` of the agent's unit: a boot that failed is tried again.
const AGAIN: Duration = Duration::from_secs(15);
/// EC2 switches off what has not shut down in a few minutes. The agent itself gives its engine two.
const GRACE: Duration = Duration::from_secs(180);

pub(super) struct Keeper {
    pub(super) place: Place,
    pub(super) status: Arc<Status>,
    pub(super) orders: Receiver<Order>,
    pub(super) surroundings: Arc<Surroundings>,
}

/// Why an instance does not run.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("{image} boots nothing: {cause}")]
    Image { image: String, cause: ImageError },
    #[error(
        "{0} is no address of loopback, where alone brokers can listen here: use a subnet of the default VPC"
    )]
    Address(String),
    #[error("{0} cannot be had on this machine: {1}")]
    Bind(String, io::Error),
    #[error("the boot agent of {image} cannot be executed: {cause}")]
    Agent { image: String, cause: io::Error },
    #[error("the instance's folder cannot be used: {0}")]
    Folder(io::Error),
}

/// What comes after a boot.
enum Next {
    Boot(Spec),
    End,
}

/// What comes after a boot that ended.
enum Tried {
    Again,
    InVain,
}

impl Keeper {
    pub(super) fn run(self, first: Spec) {
        let mut next = self.boot(&first);
        while let Next::Boot(spec) = next {
            // What the last boot said until its end is seen until the next one begins. A console that cannot be
            // cleared cannot be written either, which the boot meets.
            let _ = self.place.console().clear();
            next = self.boot(&spec);
        }
        self.status.ended();
    }

    /// One boot, tried until it is no longer wanted.
    fn boot(&self, spec: &Spec) -> Next {
        loop {
            self.status.booting();
            let tried = match self.attempt(spec).map(|agent| self.attend(agent)) {
                Ok(Ok(next)) => return next,
                Ok(Err(status)) => self.ended(status),
                Err(trouble) => self.refuse(&trouble),
            };
            let next = match tried {
                Tried::Again => self.wait_for(AGAIN),
                Tried::InVain => Some(self.wait()),
            };
            if let Some(next) = next {
                return next;
            }
        }
    }

    /// The agent ended by itself. One that was killed is a machine without power, which nobody starts again.
    fn ended(&self, status: ExitStatus) -> Tried {
        if status.signal().is_some() {
            self.fail(&format!(
                "the machine stopped: its boot agent was ended by {status}"
            ));
            return Tried::InVain;
        }
        let words = self.place.last_words();
        let words = words.map_or_else(String::new, |words| format!(" ({words})"));
        self.fail(&format!(
            "the boot agent ended with {status}{words}, and is started again"
        ));
        Tried::Again
    }

    /// Nothing can be started. Of an image that is no broker's nobody expects it.
    fn refuse(&self, trouble: &Trouble) -> Tried {
        match trouble {
            Trouble::Image { cause, .. } if cause.is_foreign() => {
                self.place.console().say(&trouble.to_string());
                self.status.boots_nothing();
            }
            _ => self.fail(&trouble.to_string()),
        }
        Tried::InVain
    }

    fn fail(&self, text: &str) {
        self.place.console().say(text);
        self.status.failed(text);
    }

    fn attempt(&self, spec: &Spec) -> Result<Agent, Trouble> {
        let image = spec.image.clone();
        let images = &self.surroundings.images;
        let files = images.of(&spec.snapshot).map_err(|cause| Trouble::Image {
            image: image.clone(),
            cause,
        })?;
        self.place.prepare().map_err(Trouble::Folder)?;
        let metadata = self.metadata(spec)?;
        self.status.serves(&metadata);
        let environment = self.surroundings.environment(spec, &metadata);
        let agent = self.start(&files, &environment);
        let agent = agent.map_err(|cause| Trouble::Agent { image, cause })?;
        self.status.runs(agent.id());
        Ok(agent)
    }

    fn start(
        &self,
        files: &super::image::Extracted,
        environment: &Environment,
    ) -> io::Result<Agent> {
        let _quiet = self.surroundings.images.quiet();
        Agent::start(&self.place, files, environment)
    }

    /// The metadata service, on the instance's own address; the same one for all boots.
    fn metadata(&self, spec: &Spec) -> Result<String, Trouble> {
        if let Some(metadata) = self.status.metadata() {
            return Ok(metadata);
        }
        let address = spec
            .address
            .parse::<IpAddr>()
            .ok()
            .filter(IpAddr::is_loopback);
        let address = address.ok_or_else(|| Trouble::Address(spec.address.clone()))?;
        let bound = self
            .surroundings
            .serve(SocketAddr::new(address, 0), &spec.instance);
        let bound = bound.map_err(|cause| Trouble::Bind(spec.address.clone(), cause))?;
        self.status.keep(bound.service);
        Ok(format!("http://{}", bound.address))
    }

    /// Until the agent is to end, or ends by itself.
    fn attend(&self, mut agent: Agent) -> Result<Next, ExitStatus> {
        loop {
            if let Some(status) = agent.ended() {
                return Err(status);
            }
            self.place.log().curb();
            match self.orders.recv_timeout(TICK) {
                Ok(Order::Boot(spec)) => return Ok(self.stop(agent, Next::Boot(spec))),
                Ok(Order::Stop) => return Ok(self.stop(agent, Next::End)),
                Ok(Order::Kill) | Err(RecvTimeoutError::Disconnected) => return Ok(Next::End),
                Err(RecvTimeoutError::Timeout) => (),
            }
        }
    }

    /// In order, unless that takes too long. What is ordered meanwhile holds.
    fn stop(&self, mut agent: Agent, mut next: Next) -> Next {
        agent.ask_to_stop();
        let asked = Instant::now();
        while agent.ended().is_none() && asked.elapsed() < GRACE {
            match self.orders.recv_timeout(TICK) {
                Ok(Order::Boot(spec)) => next = Next::Boot(spec),
                Ok(Order::Stop) => next = Next::End,
                Ok(Order::Kill) | Err(RecvTimeoutError::Disconnected) => return Next::End,
                Err(RecvTimeoutError::Timeout) => (),
            }
        }
        next
    }

    fn wait(&self) -> Next {
        self.orders.recv().map_or(Next::End, Next::from)
    }

    fn wait_for(&self, time: Duration) -> Option<Next> {
        match self.orders.recv_timeout(time) {
            Ok(order) => Some(order.into()),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(Next::End),
        }
    }
}

impl From<Order> for Next {
    fn from(order: Order) -> Self {
        match order {
            Order::Boot(spec) => Self::Boot(spec),
            Order::Stop | Order::Kill => Self::End,
        }
    }
}
