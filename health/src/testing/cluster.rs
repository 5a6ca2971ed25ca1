//! Fake brokers, each on a port of its own.

use std::collections::BTreeMap;
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::certificate::Certified;
use super::door::Door;
use super::server::{Asked, Stage, accept};
use super::world::World;
use crate::{Access, Endpoint, Tls};

/// Brokers on 127.0.0.1 that tell one [`World`]. They run on the runtime that started them, and end
/// when this is dropped.
pub struct FakeCluster {
    scene: Arc<Scene>,
    doors: tokio::sync::Mutex<BTreeMap<i32, Door>>,
    tls: Option<Certified>,
}

impl fmt::Debug for FakeCluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FakeCluster")
            .field(&self.endpoints())
            .finish()
    }
}

/// What the listeners share.
#[derive(Default)]
struct Scene {
    world: Mutex<World>,
    asked: Mutex<Vec<Asked>>,
    addresses: Mutex<BTreeMap<i32, SocketAddr>>,
}

/// A test that panicked while it held a lock has failed already.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Stage for Scene {
    /// Each broker advertises its own port, unless the world says another.
    fn world(&self) -> Option<World> {
        let mut world = lock(&self.world).clone();
        world.advertise(&lock(&self.addresses));
        Some(world)
    }

    fn asked(&self, asked: Asked) {
        lock(&self.asked).push(asked);
    }
}

impl FakeCluster {
    /// A PLAINTEXT listener for each broker of the world.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn start(world: World) -> io::Result<Self> {
        Self::start_with(world, None).await
    }

    /// SSL listeners, with a certificate for `names` (DNS names and addresses) by an authority of
    /// their own.
    ///
    /// # Errors
    ///
    /// When no port can be had, or a name cannot stand in a certificate.
    pub async fn start_tls(world: World, names: &[&str]) -> io::Result<Self> {
        Self::start_with(world, Some(Certified::new(names)?)).await
    }

    async fn start_with(world: World, tls: Option<Certified>) -> io::Result<Self> {
        let ids: Vec<i32> = world.brokers.keys().copied().collect();
        let cluster = Self {
            scene: Arc::new(Scene {
                world: Mutex::new(world),
                ..Scene::default()
            }),
            doors: tokio::sync::Mutex::default(),
            tls,
        };
        for id in ids {
            cluster.open(id).await?;
        }
        Ok(cluster)
    }

    /// Lets a broker accept connections: one that was shut, on the same port, or one that was added to
    /// the world, on a new port.
    ///
    /// # Errors
    ///
    /// When no port can be had.
    pub async fn open(&self, id: i32) -> io::Result<()> {
        let mut doors = self.doors.lock().await;
        let door = match doors.remove(&id) {
            Some(door) => door,
            None => {
                let (door, address) = Door::shut(0)?;
                lock(&self.scene.addresses).insert(id, address);
                door
            }
        };
        let stage = Arc::clone(&self.scene);
        let tls = self.tls.as_ref().map(|tls| tls.acceptor.clone());
        let door = door.open(|listener| tokio::spawn(accept(listener, id, stage, tls)))?;
        doors.insert(id, door);
        Ok(())
    }

    /// Hangs up on a broker's clients and refuses further ones, on the port that stays its own. What
    /// metadata says is the world's affair ([`World::lose`]).
    ///
    /// # Errors
    ///
    /// When another program took the port in this moment.
    pub async fn refuse(&self, id: i32) -> io::Result<()> {
        let mut doors = self.doors.lock().await;
        let port = lock(&self.scene.addresses).get(&id).map(SocketAddr::port);
        if let (Some(door), Some(port)) = (doors.remove(&id), port) {
            doors.insert(id, door.close(port).await?);
        }
        Ok(())
    }

    /// Changes what the brokers say from the next request on.
    pub fn change(&self, change: impl FnOnce(&mut World)) {
        change(&mut lock(&self.scene.world));
    }

    /// Where a broker listens, by its address. `None` for a broker that was never opened.
    pub fn endpoint(&self, id: i32) -> Option<Endpoint> {
        lock(&self.scene.addresses).get(&id).map(endpoint)
    }

    /// Where the brokers listen, by id.
    pub fn endpoints(&self) -> Vec<Endpoint> {
        lock(&self.scene.addresses).values().map(endpoint).collect()
    }

    /// The way to all of the brokers, with the cluster's own authority where there is TLS.
    pub fn access(&self) -> Access {
        let access = Access::plain(self.endpoints());
        let tls = self.ca_pem().and_then(|pem| Tls::from_ca_pem(pem).ok());
        match tls {
            Some(tls) => access.with_tls(tls),
            None => access,
        }
    }

    /// The authority of [`FakeCluster::start_tls`].
    pub fn ca_pem(&self) -> Option<&str> {
        self.tls.as_ref().map(|tls| tls.ca_pem.as_str())
    }

    /// The requests that came until now, in their order.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.scene.asked).clone()
    }
}

fn endpoint(address: &SocketAddr) -> Endpoint {
    Endpoint::new(address.ip().to_string(), address.port())
}
