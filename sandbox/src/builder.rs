//! What a sandbox is to be like, and how it starts.

use std::io;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use thiserror::Error;
use tokio::net::TcpListener;
use tokio::sync::oneshot;

use crate::calls::CallLog;
use crate::clock::Clock;
use crate::faults::{FaultRule, Faults};
use crate::gateway::Gateway;
use crate::processes::{Compute, Loopback, Processes, ProcessesError};
use crate::sandbox::Sandbox;
use crate::server;
use crate::storage::Storage;
use crate::store::{Store, StoreError};
use crate::world::{DEFAULT_ACCOUNT, World};

/// Why a sandbox did not start.
#[derive(Debug, Error)]
pub enum StartError {
    /// Anybody on the network could make resources, so only loopback is listened on.
    #[error("{0} is not a loopback address")]
    NotLoopback(SocketAddr),
    /// The address is in use, or cannot be had.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The file for the calls cannot be written.
    #[error("cannot write the file of calls: {0}")]
    Calls(io::Error),
    /// The state file cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder beside the state file cannot be used.
    #[error("cannot use the folder beside the state file: {0}")]
    Data(io::Error),
    /// Instances cannot be processes here.
    #[error(transparent)]
    Processes(#[from] ProcessesError),
    /// No thread could be started.
    #[error("cannot start the server: {0}")]
    Server(io::Error),
}

/// What a sandbox is to be like.
#[derive(Clone, Debug)]
pub struct Builder {
    listen: SocketAddr,
    clock: Clock,
    state: Option<PathBuf>,
    calls: Option<PathBuf>,
    faults: Vec<FaultRule>,
    account: String,
    list_lag: u32,
    id_lag: u32,
    compute: Compute,
    on_loopback: bool,
}

impl Default for Builder {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            clock: Clock::default(),
            state: None,
            calls: None,
            faults: Vec::new(),
            account: DEFAULT_ACCOUNT.to_owned(),
            list_lag: 1,
            id_lag: 1,
            compute: Compute::None,
            on_loopback: false,
        }
    }
}

impl Builder {
    /// Where to listen; a free port of 127.0.0.1 by default. Must be loopback.
    #[must_use]
    pub fn listen(mut self, address: SocketAddr) -> Self {
        self.listen = address;
        self
    }

    /// How time passes; [`Clock::Fast`] by default. A state file that exists keeps its own clock's
    /// time but takes this mode.
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// A file that holds the world from one start to the next. What disks and buckets hold is in the
    /// folder of the same name and `.data`.
    #[must_use]
    pub fn state(mut self, path: impl Into<PathBuf>) -> Self {
        self.state = Some(path.into());
        self
    }

    /// A file that every call is appended to, as a line of JSON.
    #[must_use]
    pub fn calls(mut self, path: impl Into<PathBuf>) -> Self {
        self.calls = Some(path.into());
        self
    }

    /// Faults from the start.
    #[must_use]
    pub fn faults(mut self, rules: impl IntoIterator<Item = FaultRule>) -> Self {
        self.faults.extend(rules);
        self
    }

    /// The account of callers who assumed no role, 12 digits.
    #[must_use]
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = account.into();
        self
    }

    /// So many list calls after a create do not show the cluster yet; 1 by default.
    #[must_use]
    pub fn list_lag(mut self, calls: u32) -> Self {
        self.list_lag = calls;
        self
    }

    /// So many looks at a new EC2 id find nothing yet, as its eventual consistency has it; 1 by
    /// default.
    #[must_use]
    pub fn id_lag(mut self, looks: u32) -> Self {
        self.id_lag = looks;
        self
    }

    /// What instances of brokers' images are; nothing by default. With processes every default VPC is a range of
    /// loopback, unless the state file has another one already.
    #[must_use]
    pub fn compute(mut self, compute: Compute) -> Self {
        self.compute = compute;
        self
    }

    /// Gives every default VPC a range of loopback also where instances are nothing. What connects to a broker then is refused
    /// by this machine, and never reaches somebody's network that has the addresses of AWS's default VPC.
    #[must_use]
    pub fn on_loopback(mut self) -> Self {
        self.on_loopback = true;
        self
    }

    /// Listens, and serves on a thread of its own: a test may block its runtime, waiting for a
    /// process that calls the sandbox.
    ///
    /// # Errors
    ///
    /// When the address is not loopback or not free, or a file cannot be used.
    pub async fn start(self) -> Result<Sandbox, StartError> {
        if !self.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(self.listen));
        }
        let wrap = |error| StartError::Listen(self.listen, error);
        let listener = TcpListener::bind(self.listen).await.map_err(wrap)?;
        let address = listener.local_addr().map_err(wrap)?;
        let listener = listener.into_std().map_err(wrap)?;
        let gateway = Arc::new(self.gateway()?);
        let url = format!("http://{address}");
        let (stop, stopped) = oneshot::channel();
        let serving = Arc::clone(&gateway);
        let thread = std::thread::Builder::new()
            .name("kafkaws-sandbox".to_owned())
            .spawn(move || run(listener, &serving, url, stopped))
            .map_err(StartError::Server)?;
        Ok(Sandbox::new(address, gateway, stop, thread))
    }

    /// The folder beside the state file.
    fn data(&self) -> Option<PathBuf> {
        let mut folder = self.state.clone()?.into_os_string();
        folder.push(".data");
        Some(folder.into())
    }

    /// Beside the state file, or in memory as the world is.
    fn storage(&self) -> Result<Storage, StartError> {
        match self.data() {
            None => Ok(Storage::in_memory()),
            Some(folder) => Storage::open(&folder).map_err(StartError::Data),
        }
    }

    fn new_world(&self) -> World {
        let mut world = World::new(self.clock, &self.account, self.list_lag);
        world.id_lag = self.id_lag;
        world
    }

    fn gateway(&self) -> Result<Gateway, StartError> {
        let opened = self.state.as_deref().map(Store::open).transpose()?;
        let (store, saved) = opened.map_or((None, None), |(store, world)| (Some(store), world));
        let storage = Arc::new(self.storage()?);
        let mut world = saved.unwrap_or_else(|| self.new_world());
        (world.clock, world.on_loopback) = (self.clock, self.on_loopback);
        storage.keep(&world).map_err(StartError::Data)?;
        let processes = self.processes(&mut world, &storage)?;
        let faults = Faults::default();
        self.faults
            .iter()
            .cloned()
            .for_each(|rule| faults.add(rule));
        Ok(Gateway {
            world: Mutex::new(world),
            calls: CallLog::open(self.calls.as_deref()).map_err(StartError::Calls)?,
            faults: Arc::new(faults),
            store: store.map(Mutex::new),
            storage,
            processes,
        })
    }

    /// The range first: whoever holds it knows that no other sandbox has this state's processes.
    fn processes(
        &self,
        world: &mut World,
        storage: &Arc<Storage>,
    ) -> Result<Option<Processes>, ProcessesError> {
        if self.compute == Compute::None {
            return Ok(None);
        }
        world.loopback = Some(Arc::new(Loopback::hold(&world.loopback_ranges())?));
        let folder = self.data().map(|data| data.join("processes"));
        Processes::open(folder.as_deref(), Arc::clone(storage)).map(Some)
    }
}

fn run(
    listener: std::net::TcpListener,
    gateway: &Arc<Gateway>,
    url: String,
    stopped: oneshot::Receiver<()>,
) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    // Without a runtime nothing is served, which the first call notices.
    let Ok(runtime) = runtime else { return };
    runtime.block_on(async {
        let Ok(listener) = TcpListener::from_std(listener) else {
            return;
        };
        gateway.begin(url);
        let stop = async { drop(stopped.await) };
        server::serve(listener, Arc::clone(gateway), stop).await;
    });
}
