//! The smallest engine that the boot agent can start: answers ApiVersions, and stops when it is told to. For tests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::ExitCode;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// `tiny_engine ADDRESS FOLDER BEHAVIOUR`: `serve`, `crash-once`, `deaf` (never listens) or `stubborn` (never stops).
fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let mut next = || arguments.next().unwrap_or_default();
    let (address, folder, behaviour) = (next(), PathBuf::from(next()), next());
    let Ok(mut signals) = Signals::new([SIGTERM, SIGINT]) else {
        return ExitCode::FAILURE;
    };
    let crashed = folder.join("crashed");
    if behaviour == "crash-once" && !crashed.exists() {
        let _ = std::fs::write(crashed, "");
        return ExitCode::from(3);
    }
    if behaviour != "deaf" {
        std::thread::spawn(move || serve(&address));
    }
    for signal in signals.forever() {
        let _ = std::fs::write(folder.join("stopped"), signal.to_string());
        if behaviour != "stubborn" {
            return ExitCode::SUCCESS;
        }
    }
    ExitCode::FAILURE
}

fn serve(address: &str) {
    let Ok(listener) = TcpListener::bind(address) else {
        std::process::exit(4);
    };
    for stream in listener.incoming().flatten() {
        let _ = answer(stream);
    }
}

/// An empty list of APIs is an answer too.
fn answer(mut stream: TcpStream) -> std::io::Result<()> {
    let mut size = [0; 4];
    stream.read_exact(&mut size)?;
    let mut request = vec![0; u32::from_be_bytes(size) as usize];
    stream.read_exact(&mut request)?;
    let correlation = request.get(4..8).unwrap_or_default();
    stream.write_all(&[&[0, 0, 0, 10], correlation, &[0; 6]].concat())
}
