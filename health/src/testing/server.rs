//! The listener of one fake broker.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

use super::answer::{Reply, Request};
use super::world::{Fault, World};
use crate::{Step, frame};

/// Longer than any request that is answered here.
const LONGEST_REQUEST: usize = 64 * 1024;

/// A request that came to a fake broker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// Which broker.
    pub broker: i32,
    /// The request's name in Kafka's protocol.
    pub api: String,
    /// The request's version.
    pub version: i16,
}

/// What a listener needs to know, and what it tells.
pub(super) trait Stage: Send + Sync + 'static {
    /// The world now; `None` hangs up.
    fn world(&self) -> Option<World>;
    /// A request came.
    fn asked(&self, asked: Asked);
}

impl<F: Fn() -> Option<World> + Send + Sync + 'static> Stage for F {
    fn world(&self) -> Option<World> {
        self()
    }

    fn asked(&self, _asked: Asked) {}
}

/// Answers as the broker `id` of the world that `world` gives at each request (`None` hangs up), until
/// the listener fails.
///
/// # Errors
///
/// What `accept` said.
pub async fn serve(
    listener: TcpListener,
    id: i32,
    world: impl Fn() -> Option<World> + Send + Sync + 'static,
) -> io::Result<()> {
    accept(listener, id, Arc::new(world), None).await
}

/// Dropping this ends its connections too.
pub(super) async fn accept(
    listener: TcpListener,
    id: i32,
    stage: Arc<impl Stage>,
    tls: Option<TlsAcceptor>,
) -> io::Result<()> {
    let here = listener.local_addr()?;
    let mut connections = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await?;
        let broker = Broker {
            id,
            here,
            stage: Arc::clone(&stage),
        };
        connections.spawn(broker.connected(stream, tls.clone()));
        // Without this the set would keep every connection that ever was.
        while connections.try_join_next().is_some() {}
    }
}

struct Broker<S> {
    id: i32,
    here: SocketAddr,
    stage: Arc<S>,
}

impl<S: Stage> Broker<S> {
    /// Errors end the connection and interest nobody: the client has its own view of them.
    async fn connected(self, stream: TcpStream, tls: Option<TlsAcceptor>) {
        let _ended = match tls {
            None => self.converse(stream).await,
            Some(tls) => match tls.accept(stream).await {
                Ok(stream) => self.converse(stream).await,
                Err(error) => Err(error),
            },
        };
    }

    async fn converse(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin) -> io::Result<()> {
        let mut sent = 0;
        loop {
            let read = frame::read(&mut stream, LONGEST_REQUEST, Step::ApiVersions).await;
            let Ok(message) = read else { return Ok(()) };
            let Some(world) = self.stage.world() else {
                return Ok(());
            };
            match self.reply(&message, &world) {
                Reply::Message(answer) => {
                    let limit = self.close_after(&world);
                    if !send(&mut stream, &framed(&answer), limit, &mut sent).await? {
                        return Ok(());
                    }
                }
                Reply::Raw(bytes) => {
                    stream.write_all(&bytes).await?;
                    return stream.shutdown().await;
                }
                Reply::Silence => std::future::pending().await,
                Reply::Close => return Ok(()),
            }
        }
    }

    fn reply(&self, message: &Bytes, world: &World) -> Reply {
        let Some(request) = Request::read(message) else {
            return Reply::Close;
        };
        self.stage.asked(Asked {
            broker: self.id,
            api: format!("{:?}", request.api),
            version: request.version,
        });
        request.reply(world, self.id, self.here)
    }

    fn close_after(&self, world: &World) -> Option<usize> {
        match world.brokers.get(&self.id)?.fault {
            Some(Fault::CloseAfter(bytes)) => Some(bytes),
            _ => None,
        }
    }
}

fn framed(answer: &[u8]) -> Vec<u8> {
    let length = u32::try_from(answer.len()).unwrap_or(u32::MAX);
    [&length.to_be_bytes(), answer].concat()
}

/// Sends as much as the limit allows; `false` when there was more.
async fn send(
    stream: &mut (impl AsyncWrite + Unpin),
    answer: &[u8],
    limit: Option<usize>,
    sent: &mut usize,
) -> io::Result<bool> {
    let left = limit.map_or(usize::MAX, |limit| limit.saturating_sub(*sent));
    let part = &answer[..answer.len().min(left)];
    stream.write_all(part).await?;
    stream.flush().await?;
    *sent += part.len();
    Ok(part.len() == answer.len())
}
