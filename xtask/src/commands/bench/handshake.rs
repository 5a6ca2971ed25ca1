//! From starting a plugin to its handshake line, as terraform does it.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use kafkaws_acceptance_tests::Package;

use super::record::Figures;
use crate::failure::Failure;

/// What tells a plugin that terraform started it.
const COOKIE: (&str, &str) = (
    "TF_PLUGIN_MAGIC_COOKIE",
    "d602bf8f470bc67ca7faa0386276bbdd4330efaf76d1a219cb4d6991ca9872b2",
);

/// A certificate like the one that terraform makes for each run (ECDSA P-521). With it the plugin
/// prepares mutual TLS before its handshake; its private half is not needed, and does not exist.
const CLIENT_CERTIFICATE: &str = include_str!("client.pem");

/// Starts the plugin, waits for its line, ends it.
pub(super) fn measure(package: &Package) -> Result<Figures, Failure> {
    let began = Instant::now();
    let mut child = Command::new(&package.binary)
        .env(COOKIE.0, COOKIE.1)
        .env("PLUGIN_PROTOCOL_VERSIONS", "5,6")
        .env("PLUGIN_MIN_PORT", "10000")
        .env("PLUGIN_MAX_PORT", "25000")
        .env("PLUGIN_CLIENT_CERT", CLIENT_CERTIFICATE)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(Failure::at(&package.binary))?;
    let mut line = String::new();
    if let Some(stdout) = child.stdout.take() {
        BufReader::new(stdout)
            .read_line(&mut line)
            .map_err(Failure::at(&package.binary))?;
    }
    let wall = began.elapsed();
    // It waits for a terraform that never comes.
    let _ = child.kill();
    let _ = child.wait();
    if !line.starts_with("1|") {
        return Err(Failure::Unexpected(format!(
            "{}: no handshake: {line}",
            package.address
        )));
    }
    Ok(Figures {
        wall_s: Some(wall.as_secs_f64()),
        ..Figures::default()
    })
}
