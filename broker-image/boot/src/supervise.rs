//! The broker as a child of the agent, for a machine that gives it no service manager of its own.

use std::io;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use kafkaws_boot_contract::console::{Boot, Line};
use rustix::process::{Pid, getpid, kill_process};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

use crate::boot::Prepared;
use crate::console::Console;
use crate::failure::Failure;

/// How often the broker is looked at.
const TICK: Duration = Duration::from_millis(100);
/// The first pause before a broker that ended is started again; each further one is twice as long.
const FIRST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// Somebody wants the agent to end.
struct Stop;

/// Runs the broker, and runs it again when it ends, until SIGTERM or SIGINT.
///
/// # Errors
///
/// Where processes or signals are not to be had. What becomes of the broker is said on the console.
pub(crate) fn supervise(prepared: &Prepared, boot: &Boot, console: &dyn Console) -> io::Result<()> {
    let supervisor = Supervisor {
        prepared,
        boot,
        console,
        stop: signals()?,
    };
    supervisor.run()
}

/// Ends the agent when standard input ends, which is when whoever started it is gone, however it went.
///
/// By a signal: before the broker runs it ends the agent at once, and afterwards in order.
pub(crate) fn leash() {
    std::thread::spawn(|| {
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = kill_process(getpid(), rustix::process::Signal::TERM);
    });
}

fn signals() -> io::Result<Receiver<Stop>> {
    let mut signals = Signals::new([SIGTERM, SIGINT])?;
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        for _signal in signals.forever() {
            let _ = sender.send(Stop);
        }
    });
    Ok(receiver)
}

struct Supervisor<'a> {
    prepared: &'a Prepared,
    boot: &'a Boot,
    console: &'a dyn Console,
    stop: Receiver<Stop>,
}

/// How a start of the broker ended.
enum End {
    Asked,
    ByItself(ExitStatus),
}

/// What was said on the console already.
#[derive(Default)]
struct Said {
    ready: bool,
    failed: bool,
}

impl Supervisor<'_> {
    fn run(&self) -> io::Result<()> {
        let mut said = Said::default();
        let mut pause = FIRST_PAUSE;
        loop {
            let began = Instant::now();
            let status = match self.attend(start()?, &mut said)? {
                End::Asked => return Ok(()),
                End::ByItself(status) => status,
            };
            if began.elapsed() > LONGEST_PAUSE {
                pause = FIRST_PAUSE;
            }
            let seconds = pause.as_secs();
            self.console.say(&format!(
                "the broker ended with {status} and is started again in {seconds} seconds"
            ));
            if self.asked_within(pause) {
                return Ok(());
            }
            pause = (pause * 2).min(LONGEST_PAUSE);
        }
    }

    fn attend(&self, mut broker: Child, said: &mut Said) -> io::Result<End> {
        let began = Instant::now();
        loop {
            if self.asked_within(TICK) {
                self.end(&mut broker)?;
                return Ok(End::Asked);
            }
            let answer = (!said.ready).then(|| self.prepared.target.ask());
            // After the answer: what answers must not be somebody else at the same address.
            if let Some(status) = broker.try_wait()? {
                return Ok(End::ByItself(status));
            }
            if let Some(answer) = answer {
                self.judge(answer, began.elapsed(), said);
            }
        }
    }

    fn judge(&self, answer: io::Result<()>, after: Duration, said: &mut Said) {
        let limit = self.prepared.engine.health.ready_within;
        match answer {
            Ok(()) => {
                said.ready = true;
                self.console.report(&Line::Ready(self.boot.clone()));
            }
            Err(cause) if after >= limit && !said.failed => {
                said.failed = true;
                let failure = not_ready(self.prepared, &cause);
                let line = Line::Failed(self.boot.clone(), failure.to_string());
                self.console.report(&line);
            }
            Err(_) => {}
        }
    }

    /// Asks the broker to stop, and kills it when it takes too long.
    fn end(&self, broker: &mut Child) -> io::Result<()> {
        let stop = &self.prepared.engine.stop;
        kill_process(Pid::from_child(broker), stop.signal.signal())?;
        let asked = Instant::now();
        while asked.elapsed() < stop.within {
            if let Some(status) = broker.try_wait()? {
                self.console
                    .say(&format!("the broker stopped with {status}"));
                return Ok(());
            }
            std::thread::sleep(TICK);
        }
        let seconds = stop.within.as_secs();
        self.console.say(&format!(
            "the broker did not stop within {seconds} seconds and is killed"
        ));
        broker.kill()?;
        broker.wait().map(drop)
    }

    fn asked_within(&self, time: Duration) -> bool {
        match self.stop.recv_timeout(time) {
            Ok(Stop) => true,
            Err(RecvTimeoutError::Timeout) => false,
            // The thread that listens for signals ends with the process only.
            Err(RecvTimeoutError::Disconnected) => true,
        }
    }
}

/// What is reported of a broker that does not come up in time.
pub(crate) fn not_ready(prepared: &Prepared, cause: &io::Error) -> Failure {
    Failure::NotReady {
        address: prepared.target.address.to_string(),
        seconds: prepared.engine.health.ready_within.as_secs(),
        last: cause.to_string(),
    }
}

/// Starts this program once more as `broker`, which ties itself to this process and becomes the engine.
fn start() -> io::Result<Child> {
    Command::new("/proc/self/exe")
        .arg("broker")
        .arg("--with-parent")
        .arg(getpid().as_raw_nonzero().to_string())
        .stdin(Stdio::null())
        // Our standard output is the console, from which a chatty broker would push the line that says it is ready.
        .stdout(io::stderr())
        .spawn()
}
