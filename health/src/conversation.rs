//! One connection's requests and answers, one after the other.

use std::time::Duration;

use bytes::{Buf, Bytes};
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout_at};

use crate::codec::{self, Api};
use crate::{Answer, Cause, Step, frame};

/// When a conversation must be over.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Deadline {
    at: Instant,
    limit: Duration,
}

impl Deadline {
    /// This long from now.
    pub(crate) fn within(limit: Duration) -> Self {
        let now = Instant::now();
        // A limit beyond the clock's range is no limit; a day is as good as that.
        let at = now
            .checked_add(limit)
            .unwrap_or_else(|| now + Duration::from_secs(86_400));
        Self { at, limit }
    }

    /// Does `step`, as long as there is time.
    pub(crate) async fn run<T>(
        &self,
        step: Step,
        work: impl Future<Output = Result<T, Cause>>,
    ) -> Result<T, Cause> {
        let limit = self.limit;
        let late = |_| Cause::TimedOut { step, limit };
        timeout_at(self.at, work).await.map_err(late)?
    }
}

/// A connection to a broker.
#[derive(Debug)]
pub(crate) struct Conversation<S> {
    stream: S,
    deadline: Deadline,
    asked: i32,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Conversation<S> {
    pub(crate) fn new(stream: S, deadline: Deadline) -> Self {
        Self {
            stream,
            deadline,
            asked: 0,
        }
    }

    /// Asks and reads the answer.
    pub(crate) async fn ask<A: Api>(
        &mut self,
        body: &A::Request,
        version: i16,
    ) -> Result<A::Response, Cause> {
        let message = self.exchange::<A>(body, version).await?;
        codec::response::<A>(message, version)
    }

    /// Asks, and leaves it to the caller in which version the answer is.
    pub(crate) async fn exchange<A: Api>(
        &mut self,
        body: &A::Request,
        version: i16,
    ) -> Result<Bytes, Cause> {
        self.asked = self.asked.wrapping_add(1);
        let sent = self.asked;
        let request = codec::request::<A>(body, version, sent)?;
        let deadline = self.deadline;
        let exchanged = exchange(&mut self.stream, &request, A::LIMIT, A::STEP);
        let message = deadline.run(A::STEP, exchanged).await?;
        // The frame is never shorter than this.
        let found = message.as_ref().get_i32();
        if found != sent {
            return Err(Cause::NotKafka(Answer::Correlation { sent, found }));
        }
        Ok(message)
    }
}

async fn exchange(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &[u8],
    limit: usize,
    step: Step,
) -> Result<Bytes, Cause> {
    let broken = |error| frame::broken(error, step);
    stream.write_all(request).await.map_err(broken)?;
    stream.flush().await.map_err(broken)?;
    frame::read(stream, limit, step).await
}

#[cfg(test)]
mod tests;
