//! The console: where EC2's GetConsoleOutput looks, and the journal.

use std::fs::OpenOptions;
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::PathBuf;

use kafkaws_boot_contract::console::Line;
use rustix::fs::OFlags;

/// Where the agent speaks. It never fails: a broker that runs and cannot say so is better than one that does not run.
pub(crate) trait Console: Send {
    /// Writes one line.
    fn write(&self, line: &str);

    /// How the boot went, in the contract's form.
    fn report(&self, line: &Line) {
        self.write(&line.to_string());
    }

    /// What the agent is doing. The contract's readers pass over it.
    fn say(&self, text: &str) {
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        self.write(&format!("kafkaws-boot: {text}"));
    }
}

/// Standard output, which is the journal under systemd, and the serial console beside it.
#[derive(Debug)]
pub(crate) struct Outputs {
    device: Option<PathBuf>,
}

impl Outputs {
    /// Standard output alone: it is the console of a broker that is a process among others.
    pub(crate) fn stdout() -> Self {
        Self { device: None }
    }

    /// Standard output, and the machine's console.
    pub(crate) fn with_device(device: PathBuf) -> Self {
        Self {
            device: Some(device),
        }
    }
}

impl Console for Outputs {
    fn write(&self, line: &str) {
        let mut stdout = std::io::stdout().lock();
        let _ = writeln!(stdout, "{line}");
        let _ = stdout.flush();
        let Some(device) = &self.device else { return };
        // A service leads its session: without NOCTTY the console would become its terminal, and its ^C ours.
        let flags = OFlags::NOCTTY.bits().cast_signed();
        let opened = OpenOptions::new()
            .append(true)
            .custom_flags(flags)
            .open(device);
        if let Ok(mut console) = opened {
            // One write: the kernel's own lines come in between otherwise. The terminal that the console is adds the
            // carriage return.
            let _ = console.write_all(format!("{line}\n").as_bytes());
        }
    }
}

#[cfg(test)]
pub(crate) mod testing {
    use std::sync::{Arc, Mutex};

    use super::Console;

    /// A console that can be read.
    #[derive(Clone, Default)]
    pub(crate) struct Screen(Arc<Mutex<Vec<String>>>);

    impl Screen {
        pub(crate) fn lines(&self) -> Vec<String> {
            self.0.lock().unwrap().clone()
        }
    }

    impl Console for Screen {
        fn write(&self, line: &str) {
            self.0.lock().unwrap().push(line.to_owned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_console_gets_whole_lines_and_its_absence_is_no_failure() {
        let folder = tempfile::tempdir().unwrap();
        let device = folder.path().join("console");
        Outputs::with_device(device.clone()).say("nobody listens");
        assert!(!device.exists());
        std::fs::write(&device, "").unwrap();
        Outputs::with_device(device.clone()).say("mounting\ndata");
        let said = std::fs::read_to_string(&device).unwrap();
        assert_eq!(said, "kafkaws-boot: mounting data\n");
    }
}
