//! One virtual machine, as near to a Nitro instance as qemu comes: UEFI, NVMe, a serial console.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::json;

use super::accelerator::Accelerator;
use super::qmp::Qmp;
use super::tools::Tools;
use super::user_data::{ADDRESS, VOLUMES};
use super::wait_until;
use crate::failure::Failure;

/// How much of the console an error shows.
const TAIL: usize = 40;

/// What a machine is made of.
pub(super) struct Plan<'a> {
    pub(super) tools: &'a Tools,
    pub(super) accelerator: Accelerator,
    /// A folder of its own.
    pub(super) folder: PathBuf,
    pub(super) root: PathBuf,
    /// The volumes of the broker, in the order of [`VOLUMES`]; none for a machine that is only tried.
    pub(super) volumes: Option<[PathBuf; 2]>,
    /// The metadata service's command, and the port of this machine that leads to the broker's.
    pub(super) network: Option<(String, u16)>,
}

/// A machine that runs. It ends with this value.
pub(super) struct Machine {
    child: Child,
    qmp: Qmp,
    console: PathBuf,
    /// How much of the console was looked through.
    seen: usize,
}

impl Machine {
    /// Starts it.
    pub(super) fn start(plan: &Plan<'_>) -> Result<Self, Failure> {
        std::fs::create_dir_all(&plan.folder).map_err(Failure::at(&plan.folder))?;
        let (console, socket) = (plan.folder.join("console"), plan.folder.join("qmp"));
        for left in [&console, &socket] {
            let _ = std::fs::remove_file(left);
        }
        let said = plan.folder.join("qemu.log");
        let log = std::fs::File::create(&said).map_err(Failure::at(&said))?;
        let mut command = Command::new(&plan.tools.qemu);
        command.args(plan.arguments(&console, &socket)?);
        let child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .spawn();
        let mut child = child.map_err(Failure::at(&plan.tools.qemu))?;
        let qmp = Qmp::connect(&socket).map_err(|failure| {
            // What qemu does not like it says before it opens the socket.
            let _ = child.kill();
            let _ = child.wait();
            let said = std::fs::read_to_string(&said).unwrap_or_default();
            Failure::Unexpected(format!("{failure}\n{said}"))
        })?;
        Ok(Self {
            child,
            qmp,
            console,
            seen: 0,
        })
    }

    /// Waits for something new on the console, and passes over it.
    pub(super) fn expect<T>(
        &mut self,
        what: &str,
        limit: Duration,
        find: impl Fn(&str) -> Option<T>,
    ) -> Result<T, Failure> {
        let found = wait_until(limit, || {
            let text = self.console()?;
            // A line that is not finished is not looked at.
            let end = text
                .rfind('\n')
                .map_or(self.seen, |at| at + 1)
                .max(self.seen);
            let found = find(text.get(self.seen..end).unwrap_or_default());
            if found.is_some() {
                self.seen = end;
            }
            Ok(found)
        })?;
        found.ok_or_else(|| self.silent(what, limit))
    }

    /// Waits for a line that has a text in it.
    pub(super) fn expect_text(&mut self, text: &str, limit: Duration) -> Result<String, Failure> {
        self.expect(text, limit, |console| {
            let mut lines = console.lines();
            lines
                .find(|line| line.contains(text))
                .map(|line| line.trim().to_owned())
        })
    }

    /// Whether the firmware has handed over to what is on the disk, and whether qemu still runs the machine.
    pub(super) fn progress(&mut self) -> Result<(bool, String), Failure> {
        let handed_over = self.console()?.contains("starting Boot");
        Ok((handed_over, self.qmp.status()?))
    }

    /// Makes a volume larger, as ModifyVolume does.
    pub(super) fn resize(&mut self, volume: &str, bytes: u64) -> Result<(), Failure> {
        let arguments = json!({ "device": volume, "size": bytes });
        self.qmp.run("block_resize", arguments).map(drop)
    }

    /// Takes the power away and gives it back.
    pub(super) fn reset(&mut self) -> Result<(), Failure> {
        self.qmp.run("system_reset", json!({})).map(drop)
    }

    /// Presses the power button, as StopInstances does, and waits until the machine is off.
    pub(super) fn power_off(mut self, limit: Duration) -> Result<(), Failure> {
        self.qmp.run("system_powerdown", json!({}))?;
        let ended = wait_until(limit, || Ok(self.child.try_wait().ok().flatten()))?;
        match ended {
            Some(_) => Ok(()),
            None => Err(self.silent("the machine to be off", limit)),
        }
    }

    fn console(&self) -> Result<String, Failure> {
        match std::fs::read(&self.console) {
            // qemu makes it before it opens its socket; an emulated terminal may write anything.
            Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
            Err(error) => Err(Failure::at(&self.console)(error)),
        }
    }

    fn silent(&self, what: &str, limit: Duration) -> Failure {
        let text = self.console().unwrap_or_default();
        let lines: Vec<_> = text.lines().collect();
        let tail = lines
            .get(lines.len().saturating_sub(TAIL)..)
            .unwrap_or_default();
        Failure::Unexpected(format!(
            "waited {} s in vain for {what}; the machine's console:\n{}",
            limit.as_secs(),
            tail.join("\n")
        ))
    }
}

impl Drop for Machine {
    fn drop(&mut self) {
        // Already off is as good.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Plan<'_> {
    fn arguments(&self, console: &Path, socket: &Path) -> Result<Vec<String>, Failure> {
        let mut words: Vec<String> = Vec::new();
        let mut add = |more: &[&str]| words.extend(more.iter().map(|word| (*word).to_owned()));
        add(&[
            "-machine",
            "q35",
            "-nodefaults",
            "-display",
            "none",
            "-m",
            "1024",
            "-smp",
            "2",
        ]);
        add(self.accelerator.arguments());
        add(&["-serial", &format!("file:{}", console.display())]);
        add(&[
            "-qmp",
            &format!("unix:{},server=on,wait=off", socket.display()),
        ]);
        add(&["-device", "virtio-rng-pci"]);
        let root = drive("root", &self.root);
        add(&[
            "-drive",
            &root,
            "-device",
            "nvme,drive=root,serial=vol0root,bootindex=0",
        ]);
        if let Some(volumes) = &self.volumes {
            for ((name, id), (file, kind)) in VOLUMES
                .iter()
                .zip(volumes.iter().zip(["nvme", "virtio-blk-pci"]))
            {
                let serial = id.replacen('-', "", 1);
                let device = format!("{kind},drive={name},serial={serial}");
                add(&["-drive", &drive(name, file), "-device", &device]);
            }
        }
        if let Some((metadata, port)) = &self.network {
            let network = network(metadata, *port);
            add(&["-netdev", &network, "-device", "virtio-net-pci,netdev=net"]);
        }
        words.extend(self.tools.firmware.arguments(&self.folder)?);
        Ok(words)
    }
}

fn drive(name: &str, file: &Path) -> String {
    format!("if=none,id={name},format=raw,file={}", file.display())
}

/// The link's addresses, on which qemu answers for the metadata service.
fn network(metadata: &str, port: u16) -> String {
    format!(
        "user,id=net,net=169.254.169.0/24,host=169.254.169.1,dns=169.254.169.3,dhcpstart={ADDRESS},\
         hostfwd=tcp:127.0.0.1:{port}-{ADDRESS}:{port},guestfwd=tcp:169.254.169.254:80-cmd:{metadata}"
    )
}
