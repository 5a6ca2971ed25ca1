//! The instance metadata service, version 2 and, where an instance allows it, version 1.
//!
//! Source: EC2 User Guide, "Use the Instance Metadata Service to access instance metadata" and "Instance metadata
//! categories".

mod categories;
mod server;
mod session;

use crate::ec2::Machine;
use crate::http::{Reply, Request};
pub(crate) use server::serve;
use session::Sessions;

const TTL: &str = "x-aws-ec2-metadata-token-ttl-seconds";
const TOKEN: &str = "x-aws-ec2-metadata-token";

/// Answers one request about one instance.
fn answer(machine: &Machine<'_>, sessions: &Sessions, request: &Request) -> Reply {
    let options = &machine.instance.metadata;
    if !options.is_enabled() {
        return plain(403, "");
    }
    let path = request.path.trim_end_matches('/');
    match (request.method.as_str(), path) {
        ("PUT", "/latest/api/token") => open_session(sessions, request),
        ("GET", _) => match authorized(machine, sessions, request) {
            true => read(machine, path),
            false => plain(401, ""),
        },
        _ => plain(405, ""),
    }
}

fn open_session(sessions: &Sessions, request: &Request) -> Reply {
    // A request that came through a proxy may be somebody else's: the service gives no token for it.
    if request.header("x-forwarded-for").is_some() {
        return plain(403, "");
    }
    let seconds = request.header(TTL).and_then(|text| text.parse().ok());
    match seconds.filter(|seconds| (1..=21_600).contains(seconds)) {
        Some(seconds) => plain(200, sessions.open(seconds)).header(TTL, seconds.to_string()),
        None => plain(400, ""),
    }
}

/// With a token that holds; without any only where the instance takes version 1.
fn authorized(machine: &Machine<'_>, sessions: &Sessions, request: &Request) -> bool {
    match request.header(TOKEN) {
        Some(token) => sessions.holds(token),
        None => !machine.instance.metadata.wants_tokens(),
    }
}

fn read(machine: &Machine<'_>, path: &str) -> Reply {
    let mut parts = path.trim_start_matches('/').splitn(2, '/');
    let (version, path) = (
        parts.next().unwrap_or_default(),
        parts.next().unwrap_or_default(),
    );
    let found = is_version(version)
        .then(|| categories::find(machine, path))
        .flatten();
    found.map_or_else(|| plain(404, ""), |body| plain(200, body))
}

/// `latest`, or the date of a version.
fn is_version(text: &str) -> bool {
    let date = |text: &str| {
        text.len() == 10
            && text
                .bytes()
                .all(|byte| byte.is_ascii_digit() || byte == b'-')
    };
    text == "latest" || text == "1.0" || date(text)
}

fn plain(status: u16, body: impl Into<Vec<u8>>) -> Reply {
    Reply::new(status, "text/plain", body)
}
