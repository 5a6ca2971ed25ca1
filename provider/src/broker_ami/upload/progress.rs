//! How far an upload is, in the log.

use std::time::{Duration, Instant};

/// A line at most this often.
const EVERY: Duration = Duration::from_secs(5);
const MIB: f64 = 1_048_576.0;

/// Counts what an upload has sent.
#[derive(Debug)]
pub(crate) struct Progress {
    what: String,
    began: Instant,
    told: Instant,
    done: usize,
    sent: usize,
    bytes: usize,
}

impl Progress {
    /// Begins an upload into `what`, of which so many pieces are there already.
    pub(crate) fn begin(what: &str, there: usize) -> Self {
        tracing::info!(to = what, there, "uploading");
        let now = Instant::now();
        Self {
            what: what.to_owned(),
            began: now,
            told: now,
            done: 0,
            sent: 0,
            bytes: 0,
        }
    }

    /// One more is there; `sent`: so many bytes were sent for it.
    pub(crate) fn block(&mut self, sent: Option<usize>) {
        self.done += 1;
        self.sent += usize::from(sent.is_some());
        self.bytes += sent.unwrap_or_default();
        if self.told.elapsed() >= EVERY {
            self.told = Instant::now();
            self.tell("uploading");
        }
    }

    /// The end.
    pub(crate) fn end(&self) {
        self.tell("uploaded");
    }

    fn tell(&self, doing: &str) {
        let seconds = self.began.elapsed().as_secs_f64();
        let mib = self.bytes as f64 / MIB;
        tracing::info!(
            to = self.what,
            done = self.done,
            sent = self.sent,
            mib = mib as u64,
            mib_per_second = (mib / seconds.max(0.001)) as u64,
            "{doing}"
        );
    }
}
