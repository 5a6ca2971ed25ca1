//! From an endpoint to a connection.

use std::fmt;
use std::io;
use std::net::SocketAddr;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpStream, lookup_host};

use crate::conversation::{Conversation, Deadline};
use crate::{Cause, Endpoint, Step, Tls};

/// A connection, with or without TLS.
pub(crate) trait Socket: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> Socket for S {}

impl fmt::Debug for dyn Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Socket")
    }
}

/// Connects, and shakes hands where there is TLS.
pub(crate) async fn dial(
    endpoint: &Endpoint,
    tls: Option<&Tls>,
    deadline: Deadline,
) -> Result<Conversation<Box<dyn Socket>>, Cause> {
    let addresses = deadline.run(Step::Resolve, resolve(endpoint)).await?;
    let stream = deadline.run(Step::Connect, connect(&addresses)).await?;
    let socket: Box<dyn Socket> = match tls {
        None => Box::new(stream),
        Some(tls) => {
            let shaken = tls.shake_hands(&endpoint.host, stream);
            Box::new(deadline.run(Step::TlsHandshake, shaken).await?)
        }
    };
    Ok(Conversation::new(socket, deadline))
}

async fn resolve(endpoint: &Endpoint) -> Result<Vec<SocketAddr>, Cause> {
    let found = lookup_host((endpoint.host.as_str(), endpoint.port)).await;
    Ok(found.map_err(Cause::Name)?.collect())
}

/// The first address that lets us in; the last one's error otherwise.
async fn connect(addresses: &[SocketAddr]) -> Result<TcpStream, Cause> {
    let nowhere = || io::Error::new(io::ErrorKind::NotFound, "the name has no address");
    let mut last = Cause::Name(nowhere());
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => return Ok(stream),
            Err(error) => last = refused(error),
        }
    }
    Err(last)
}

fn refused(error: io::Error) -> Cause {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Cause::Refused,
        // The kernel gave up before our own limit.
        _ => Cause::Unreachable(error),
    }
}
