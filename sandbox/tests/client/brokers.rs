//! Brokers of a miniature image, launched and watched.

use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kafkaws_sandbox::Compute;
use serde_json::{Value, json};

use super::Client;
use super::broker_image::{Tools, instance_type, tools};
use super::computers::{Yard, one, yard_of};

/// Far more than a boot takes.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);
const PORT: u16 = 9092;

/// A broker's identity: it outlives its instances.
pub(crate) struct Broker {
    pub(crate) id: u32,
    pub(crate) interface: String,
    pub(crate) address: String,
    pub(crate) volume: String,
}

/// A sandbox whose instances are processes, and what their images are made with; or the printed reason why the test is skipped.
pub(crate) async fn processes() -> Option<(Tools, Yard)> {
    Some((tools()?, yard_of(Compute::Processes).await))
}

/// Waits until something is so.
pub(crate) fn until(what: &str, mut done: impl FnMut() -> bool) {
    let began = Instant::now();
    while !done() {
        assert!(began.elapsed() < PATIENCE, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Whether the process is there, and no zombie.
pub(crate) fn lives(process: u64) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    stat.rsplit(')')
        .next()
        .is_some_and(|rest| !rest.is_empty() && !rest.starts_with(" Z"))
}

/// All processes whose program lies in this folder.
pub(crate) fn running_from(folder: &Path) -> Vec<PathBuf> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let programs = all.filter_map(|entry| std::fs::read_link(entry.path().join("exe")).ok());
    programs
        .filter(|program| program.starts_with(folder))
        .collect()
}

/// User data as a form has it.
pub(crate) fn form_data(text: &str) -> String {
    let data = STANDARD.encode(text);
    data.replace('+', "%2B").replace('=', "%3D")
}

impl Broker {
    pub(crate) fn listener(&self) -> SocketAddr {
        SocketAddr::new(self.address.parse().unwrap(), PORT)
    }

    pub(crate) fn answers(&self) -> bool {
        TcpStream::connect(self.listener()).is_ok()
    }

    pub(crate) fn contract(&self) -> Value {
        json!({
            "version": 1, "cluster": "orders", "broker_id": self.id, "rack": "euw1-az2",
            "address": self.address,
            "listeners": [{"name": "CLIENT", "port": PORT, "protocol": "PLAINTEXT"}],
            "volumes": [{"name": "data", "volume_id": self.volume}],
        })
    }
}

impl Client {
    /// An interface and a volume in zone a.
    pub(crate) fn broker(&self, id: u32) -> Broker {
        let made = self.done(&format!(
            "CreateNetworkInterface&SubnetId={}",
            self.subnet('a')
        ));
        Broker {
            id,
            interface: one(&made, "networkInterfaceId"),
            address: one(&made, "privateIpAddress"),
            volume: self.volume("&Size=10"),
        }
    }

    /// Launches the broker's instance and attaches its volume, as the provider does.
    pub(crate) fn launch_broker(&self, broker: &Broker, image: &str) -> String {
        self.launch_broker_with(broker, image, &broker.contract())
    }

    /// The same with boot data of the test's own.
    pub(crate) fn launch_broker_with(&self, broker: &Broker, image: &str, data: &Value) -> String {
        let data = form_data(&data.to_string());
        let query = format!(
            "RunInstances&MinCount=1&MaxCount=1&InstanceType={}&ImageId={image}\
             &NetworkInterface.1.NetworkInterfaceId={}&NetworkInterface.1.DeviceIndex=0\
             &IamInstanceProfile.Name=broker&UserData={data}",
            instance_type(),
            broker.interface
        );
        let id = one(&self.done(&query), "instanceId");
        self.becomes(&id, "running");
        self.done(&format!(
            "AttachVolume&VolumeId={}&InstanceId={id}&Device=/dev/sdf",
            broker.volume
        ));
        id
    }

    /// A broker that serves, and its instance.
    pub(crate) fn serving(&self, image: &str) -> (Broker, String) {
        let broker = self.broker(1);
        let instance = self.launch_broker(&broker, image);
        self.says(&instance, "kafkaws-boot: ready cluster=orders broker=1 ");
        (broker, instance)
    }

    pub(crate) fn console(&self, instance: &str) -> String {
        let answer = self.done(&format!("GetConsoleOutput&InstanceId={instance}"));
        let output = STANDARD.decode(one(&answer, "output").trim()).unwrap();
        String::from_utf8(output).unwrap()
    }

    /// Waits until the console has a line with this in it; that line.
    pub(crate) fn says(&self, instance: &str, text: &str) -> String {
        let mut line = None;
        until(
            &format!(
                "{text} on the console of {instance}: {}",
                self.console(instance)
            ),
            || {
                let console = self.console(instance);
                line = console
                    .lines()
                    .find(|line| line.contains(text))
                    .map(str::to_owned);
                line.is_some()
            },
        );
        line.unwrap()
    }

    /// Waits for a state that processes take their time for.
    pub(crate) fn comes_to(&self, instance: &str, state: &str) {
        until(state, || {
            self.describe(instance)
                .contains(&format!("<name>{state}</name>"))
        });
    }

    /// What the admin API shows of the instance's processes.
    pub(crate) fn process(&self, instance: &str) -> Value {
        self.admin("GET", "processes", &Value::Null).json()[instance].clone()
    }

    /// The word of the instance's own status check.
    pub(crate) fn status(&self, instance: &str) -> String {
        let answer = self.done(&format!("DescribeInstanceStatus&InstanceId.1={instance}"));
        let status = answer.split("<instanceStatus>").nth(1).unwrap_or_default();
        one(status, "status")
    }

    /// The file that the engine leaves on its volume when it stops.
    pub(crate) fn stopped_file(&self, instance: &str, broker: &Broker) -> PathBuf {
        let volumes = self.process(instance)["volumes"]
            .as_str()
            .unwrap()
            .to_owned();
        let volume = std::fs::canonicalize(Path::new(&volumes).join(&broker.volume)).unwrap();
        volume.join("broker/stopped")
    }
}
