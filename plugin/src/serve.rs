//! The whole of a provider's `main`.

use std::fmt;
use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

use rustix::process::{Pid, getppid};
use tokio::runtime::{Builder, Runtime};
use tokio_util::sync::CancellationToken;

use crate::command::{self, Command};
use crate::connection::incoming;
use crate::grpc::Service;
use crate::handshake::Environment;
use crate::operations::Operations;
use crate::socket::{Socket, SocketError};
use crate::tls::{Identity, TlsError};
use crate::{Provider, hclog, orphan, panics, reattach, server, signals};

/// The end after which Terraform would kill us is 2 s from its request.
const AFTER_SHUTDOWN: Duration = Duration::from_secs(1);

/// How long operations of an orphan may go on: enough to finish a call that AWS has begun to serve.
/// Nobody will ever store what they did.
const AFTER_ORPHANED: Duration = Duration::from_secs(30);

/// Requests wait for AWS and not for us: two threads are plenty, and each costs start-up time and
/// memory.
const THREADS: usize = 2;

/// Futures around calls of the AWS SDK are large, and one that makes a machine holds many of them: without
/// optimisation they overflow tokio's 2 MiB. What is not touched costs no memory.
const STACK: usize = 16 * 1024 * 1024;

/// Why a plugin did not come up.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ServeError {
    #[error("PLUGIN_CLIENT_CERT holds no certificate: {0}")]
    ClientCertificate(#[from] rustls_pki_types::pem::Error),
    #[error(transparent)]
    Tls(#[from] TlsError),
    #[error(transparent)]
    Socket(#[from] SocketError),
    #[error("setting up the process: {0}")]
    Setup(#[from] io::Error),
    #[error("serving: {0}")]
    Serve(#[from] tonic::transport::Error),
}

/// Runs `provider` as Terraform, or a person, asks for it. To be returned from `main`, on the main
/// thread.
pub fn serve<P: Provider>(provider: P) -> ExitCode {
    // Before anything else: when Terraform dies early, our parent is soon another one.
    let parent = getppid();
    let variable = |name: &str| std::env::var(name).ok();
    match Command::read(std::env::args_os().skip(1)) {
        Command::Help => say(command::help(P::TYPE_NAME, P::VERSION, &P::address())),
        Command::Version => say(format_args!(
            "terraform-provider-{} {}\n",
            P::TYPE_NAME,
            P::VERSION
        )),
        Command::Unknown(argument) => complain(format_args!(
            "{argument:?} is no option of this provider.\n\n{}",
            command::help(P::TYPE_NAME, P::VERSION, &P::address())
        )),
        Command::Debug => run::<P>(|| block_on(reattach::serve(provider))),
        Command::Plugin => match Environment::read(variable) {
            Some(environment) => {
                run::<P>(|| block_on(serve_terraform(provider, environment, parent)))
            }
            None => complain(command::not_for_people(P::TYPE_NAME)),
        },
    }
}

fn run<P: Provider>(serve: impl FnOnce() -> Result<(), ServeError>) -> ExitCode {
    hclog::install(hclog::wanted(P::TYPE_NAME, |name| std::env::var(name).ok()));
    panics::install_hook();
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(format_args!(
            "terraform-provider-{}: {error}\n",
            P::TYPE_NAME
        )),
    }
}

fn block_on(serving: impl Future<Output = Result<(), ServeError>>) -> Result<(), ServeError> {
    let runtime: Runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_stack_size(STACK)
        .enable_all()
        .build()?;
    let outcome = runtime.block_on(serving);
    // Whatever still runs was told to stop and had its time.
    runtime.shutdown_background();
    outcome
}

async fn serve_terraform<P: Provider>(
    provider: P,
    environment: Environment,
    parent: Option<Pid>,
) -> Result<(), ServeError> {
    let operations = Arc::new(Operations::default());
    signals::survive(&operations)?;
    let identity = environment
        .pinned_client()?
        .map(Identity::new)
        .transpose()?;
    let group = environment.socket_group.as_deref();
    let (socket, listener) = Socket::bind(environment.socket_dir.as_deref(), group)?;
    let certificate = identity.as_ref().map(|identity| &identity.certificate);
    let line = environment.line(&socket.path().to_string_lossy(), certificate);
    let connections = incoming(listener, identity.as_ref().map(|i| Arc::clone(&i.config)));
    let shutdown = CancellationToken::new();
    let service = Service::new(provider, Arc::clone(&operations));
    announce(&line)?;
    tokio::select! {
        served = server::run(service, connections, shutdown.clone()) => Ok(served?),
        () = overdue(&shutdown) => Ok(()),
        () = orphan::orphaned(parent) => {
            operations.wind_down(AFTER_ORPHANED).await;
            Ok(())
        }
    }
}

/// Returns when the server was asked to end and still has connections open. Terraform closes them,
/// but only after it has the answer to its request.
async fn overdue(shutdown: &CancellationToken) {
    shutdown.cancelled().await;
    tokio::time::sleep(AFTER_SHUTDOWN).await;
}

/// Nothing else may ever be written to stdout: Terraform reads the first line, and stops reading at
/// a long one.
fn announce(line: &str) -> io::Result<()> {
    let mut stdout = io::stdout().lock();
    stdout.write_all(line.as_bytes())?;
    stdout.flush()
}

fn say(text: impl fmt::Display) -> ExitCode {
    match write!(io::stdout(), "{text}") {
        Ok(()) => ExitCode::SUCCESS,
        Err(_) => ExitCode::FAILURE,
    }
}

fn complain(text: impl fmt::Display) -> ExitCode {
    // There is nobody left to tell when stderr is closed.
    let _ = write!(io::stderr(), "{text}");
    ExitCode::FAILURE
}
