//! What is running right now: it can be told to stop, and waited for.

use std::future::Future;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::panics;

/// The operations that change something, and the token that tells all running RPCs to stop.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    tasks: TaskTracker,
    stop: Mutex<CancellationToken>,
}

impl Operations {
    /// The token for an RPC that begins now.
    pub(crate) fn token(&self) -> CancellationToken {
        self.stop
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Tells everything that runs to stop. What begins later is not concerned: Terraform may go on
    /// to call.
    pub(crate) fn stop(&self) {
        let mut stop = self.stop.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *stop).cancel();
    }

    /// Runs `work` to its end even when the caller goes away.
    ///
    /// tonic drops the future of an RPC together with its connection. A create that is dropped
    /// between the call that makes a thing and the one that tags it leaves something nobody owns.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = T> + Send + 'static,
    ) -> Result<T, String> {
        match self.tasks.spawn(panics::catch(work)).await {
            Ok(outcome) => outcome,
            Err(join) => Err(join.to_string()),
        }
    }

    /// Tells everything to stop and waits until it did, or until `limit` has passed.
    pub(crate) async fn wind_down(&self, limit: Duration) {
        self.stop();
        self.tasks.close();
        if tokio::time::timeout(limit, self.tasks.wait())
            .await
            .is_err()
        {
            tracing::error!(left = self.tasks.len(), "operations did not end in time");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn stop_reaches_what_runs_and_not_what_comes_later() {
        let operations = Operations::default();
        let running = operations.token();
        operations.stop();
        assert!(running.is_cancelled());
        assert!(!operations.token().is_cancelled());
    }

    #[tokio::test]
    async fn work_outlives_its_caller() {
        let operations = Arc::new(Operations::default());
        let (go, wait) = oneshot::channel::<()>();
        let (done, finished) = oneshot::channel();
        let caller = tokio::spawn({
            let operations = Arc::clone(&operations);
            async move {
                let work = async move {
                    wait.await.unwrap();
                    done.send("finished").unwrap();
                };
                operations.run(work).await
            }
        });
        tokio::task::yield_now().await;
        caller.abort();
        assert!(caller.await.unwrap_err().is_cancelled());
        go.send(()).unwrap();
        assert_eq!(finished.await, Ok("finished"));
    }

    #[tokio::test]
    async fn winding_down_cancels_and_waits() {
        let operations = Arc::new(Operations::default());
        let token = operations.token();
        let work = tokio::spawn({
            let operations = Arc::clone(&operations);
            async move { operations.run(async move { token.cancelled().await }).await }
        });
        tokio::task::yield_now().await;
        operations.wind_down(Duration::from_secs(5)).await;
        assert_eq!(work.await.unwrap(), Ok(()));
    }
}
