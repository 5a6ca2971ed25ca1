//! The broker as a service of systemd, on a machine of its own.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::atomic;
use crate::boot::Prepared;
use crate::clock::Clock;
use crate::failure::Failure;
use crate::patience::{Again, Patience};
use crate::supervise::not_ready;
use crate::tools::{Tools, run};

/// Units of this boot. They are gone with it.
pub(crate) const UNITS: &str = "/run/systemd/system";
const BROKER: &str = "kafkaws-broker.service";

/// Starts the broker's service with what only the engine file and the contract know.
///
/// # Errors
///
/// Where systemd does not take the service. A broker that ends is systemd's to start again.
pub(crate) fn start(tools: &dyn Tools, units: &Path, prepared: &Prepared) -> Result<(), Failure> {
    let path = drop_in(units);
    atomic::write(&path, settings(prepared).as_bytes()).map_err(Failure::at(&path))?;
    let systemctl = |words: &[&str]| {
        let words: Vec<_> = words.iter().map(OsStr::new).collect();
        run(tools, "systemctl", &words)
    };
    systemctl(&["daemon-reload"])?;
    // Not waiting for it: systemd may be waiting for us.
    systemctl(&["start", "--no-block", BROKER])?;
    Ok(())
}

/// Waits until the broker takes connections.
///
/// # Errors
///
/// [`Failure::NotReady`].
pub(crate) fn await_ready(clock: &dyn Clock, prepared: &Prepared) -> Result<(), Failure> {
    let patience = Patience {
        first: Duration::from_millis(100),
        longest: Duration::from_secs(1),
        limit: prepared.engine.health.ready_within,
    };
    let asked = patience.wait(clock, || prepared.target.ask().map_err(Again::Later));
    asked.map_err(|cause: io::Error| not_ready(prepared, &cause))
}

fn drop_in(units: &Path) -> PathBuf {
    units.join(format!("{BROKER}.d")).join("engine.conf")
}

fn settings(prepared: &Prepared) -> String {
    let stop = &prepared.engine.stop;
    let mounts = prepared.volumes.iter().map(|volume| &volume.mount);
    // At shutdown the broker is stopped before its volumes are unmounted, and when one is lost.
    let requires = mounts.map(|mount| format!("RequiresMountsFor={}\n", mount.display()));
    format!(
        "[Unit]\n{}[Service]\nKillSignal={}\nTimeoutStopSec={}\n",
        requires.collect::<String>(),
        stop.signal.name(),
        stop.within.as_secs(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::testing::TestClock;
    use crate::engine::{Engine, Probe};
    use crate::readiness::Target;
    use crate::tools::testing::Scripted;
    use crate::volumes::Mounted;

    fn prepared() -> Prepared {
        let engine = "name = 'x'\nbroker.command = '/bin/x'\nstop = { signal = 'SIGINT', within = '30s' }\n\
                      health.ready_within = '20s'";
        let free = std::net::TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        Prepared {
            engine: Engine::parse(engine, Path::new("engine.toml")).unwrap(),
            volumes: vec![Mounted {
                name: "data".into(),
                mount: "/var/lib/kafkaws/data/data".into(),
                data: "/var/lib/kafkaws/data/data/broker".into(),
            }],
            target: Target {
                address: free,
                probe: Probe::Tcp,
            },
        }
    }

    #[test]
    fn the_service_gets_the_engines_stop_signal_and_the_volumes() {
        let folder = tempfile::tempdir().unwrap();
        let tools = Scripted::default();
        start(&tools, folder.path(), &prepared()).unwrap();
        let expected = "[Unit]\nRequiresMountsFor=/var/lib/kafkaws/data/data\n\
                        [Service]\nKillSignal=SIGINT\nTimeoutStopSec=30\n";
        let written = std::fs::read_to_string(drop_in(folder.path())).unwrap();
        assert_eq!(written, expected);
        let calls = [
            "systemctl daemon-reload",
            "systemctl start --no-block kafkaws-broker.service",
        ];
        assert_eq!(tools.calls(), calls);
    }

    #[test]
    fn a_service_that_systemd_does_not_take() {
        let folder = tempfile::tempdir().unwrap();
        let tools = Scripted::default().when("systemctl start", 5, "");
        let error = start(&tools, folder.path(), &prepared()).unwrap_err();
        assert_eq!(error.to_string(), "systemctl ended with code 5: no");
    }

    #[test]
    fn a_broker_that_does_not_come_up() {
        let clock = TestClock::default();
        let prepared = prepared();
        let error = await_ready(&clock, &prepared).unwrap_err().to_string();
        let expected = format!(
            "the broker did not take connections at {} within 20 seconds",
            prepared.target.address
        );
        assert!(error.starts_with(&expected), "{error}");
        assert_eq!(clock.now().as_secs(), 20);
    }
}
