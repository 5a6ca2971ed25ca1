//! A port that is open, or refuses.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

/// Connections that wait to be accepted.
const BACKLOG: u32 = 128;

/// A fake broker's port.
#[derive(Debug)]
pub(super) enum Door {
    /// A task listens.
    Open(Listening),
    /// The port is bound and nobody listens: connections are refused, and the port stays ours.
    Shut(TcpSocket),
}

/// Ends when dropped, and its connections with it.
#[derive(Debug)]
pub(super) struct Listening(JoinHandle<io::Result<()>>);

impl Drop for Listening {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Door {
    /// A port that is ours, shut.
    pub(super) fn shut(port: u16) -> io::Result<(Self, SocketAddr)> {
        let socket = TcpSocket::new_v4()?;
        // Old connections linger on the port that is taken again.
        socket.set_reuseaddr(true)?;
        socket.bind((Ipv4Addr::LOCALHOST, port).into())?;
        let address = socket.local_addr()?;
        Ok((Self::Shut(socket), address))
    }

    /// Opens a shut door; one that is open stays so.
    pub(super) fn open(
        self,
        serve: impl FnOnce(TcpListener) -> JoinHandle<io::Result<()>>,
    ) -> io::Result<Self> {
        match self {
            Self::Shut(socket) => Ok(Self::Open(Listening(serve(socket.listen(BACKLOG)?)))),
            open => Ok(open),
        }
    }

    /// Hangs up on everybody, and returns when the next connection is refused.
    pub(super) async fn close(self, port: u16) -> io::Result<Self> {
        let Self::Open(mut listening) = self else {
            return Ok(self);
        };
        listening.0.abort();
        // The listener is gone when its task is; that it was aborted is no news.
        let _aborted = (&mut listening.0).await;
        Self::shut(port).map(|(door, _)| door)
    }
}
