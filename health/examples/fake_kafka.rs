//! A fake Kafka cluster as a process: brokers that say what a JSON file says.
//!
//! `fake_kafka --world world.json --broker 1=127.0.0.1:0 --broker 2=127.0.0.1:19093`
//!
//! The file is a `kafkaws_health::testing::World` and is read again at each request, so that a script
//! can change the cluster (write a new file beside it and rename). Prints `1 127.0.0.1:41233` for each
//! broker, in the order of the arguments, when all of them listen.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;
use kafkaws_health::testing::{World, serve};
use tokio::net::TcpListener;
use tokio::task::JoinSet;

/// Fake Kafka brokers that say what a JSON file says.
#[derive(Debug, Parser)]
struct Arguments {
    /// What they say; read again at each request.
    #[arg(long, value_name = "FILE")]
    world: PathBuf,
    /// A broker's id and where it listens; port 0 is any.
    #[arg(long = "broker", value_name = "ID=ADDRESS:PORT", required = true, value_parser = broker)]
    brokers: Vec<(i32, SocketAddr)>,
}

fn broker(text: &str) -> Result<(i32, SocketAddr), String> {
    let (id, address) = text.split_once('=').ok_or("write ID=ADDRESS:PORT")?;
    let id = id.parse().map_err(|error| format!("the id: {error}"))?;
    let address = address.parse();
    Ok((
        id,
        address.map_err(|error| format!("the address: {error}"))?,
    ))
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Err(error) = run(Arguments::parse()).await else {
        return ExitCode::SUCCESS;
    };
    complain(&format!("fake_kafka: {error}"));
    ExitCode::FAILURE
}

/// Runs until a listener fails or the process is ended.
async fn run(arguments: Arguments) -> io::Result<()> {
    // A file that cannot be read is better known before the first request.
    read(&arguments.world)?;
    let mut listeners = Vec::new();
    let mut addresses = BTreeMap::new();
    let mut lines = String::new();
    for (id, address) in arguments.brokers {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        lines += &format!("{id} {address}\n");
        addresses.insert(id, address);
        listeners.push((id, listener));
    }
    let mut listening = JoinSet::new();
    for (id, listener) in listeners {
        let (file, addresses) = (arguments.world.clone(), addresses.clone());
        listening.spawn(serve(listener, id, move || now(&file, &addresses)));
    }
    io::stdout().write_all(lines.as_bytes())?;
    io::stdout().flush()?;
    match listening.join_next().await {
        Some(ended) => ended.map_err(io::Error::other)?,
        None => Ok(()),
    }
}

/// The client is hung up on while the file cannot be read, and stderr says why.
fn now(file: &Path, addresses: &BTreeMap<i32, SocketAddr>) -> Option<World> {
    let mut world = read(file)
        .map_err(|error| complain(&format!("fake_kafka: {error}")))
        .ok()?;
    world.advertise(addresses);
    Some(world)
}

fn read(file: &Path) -> io::Result<World> {
    let text = std::fs::read_to_string(file)?;
    let named = |error| io::Error::other(format!("{}: {error}", file.display()));
    serde_json::from_str(&text).map_err(named)
}

fn complain(line: &str) {
    // Nobody is left to tell when stderr is closed.
    let _written = writeln!(io::stderr(), "{line}");
}
