//! Panics: a caught one becomes a diagnostic, one that ends the process becomes Terraform's crash
//! report.

use std::any::Any;
use std::cell::RefCell;
use std::fmt::Write as _;
use std::future::Future;
use std::io::Write as _;
use std::panic::{AssertUnwindSafe, PanicHookInfo};
use std::thread::{self, ThreadId};

use futures::FutureExt;

/// Stands for the message of a panic that has none.
const WORDLESS: &str = "a panic without a message";

tokio::task_local! {
    /// Set while a panic would be caught. The hook leaves its message here.
    static CAUGHT: RefCell<Option<String>>;
}

/// Awaits `work`. A panic in it is an error with its message and place.
pub(crate) async fn catch<T>(work: impl Future<Output = T>) -> Result<T, String> {
    let guarded = async {
        match AssertUnwindSafe(work).catch_unwind().await {
            Ok(value) => Ok(value),
            Err(payload) => Err(CAUGHT
                .with(RefCell::take)
                .unwrap_or_else(|| words(&*payload))),
        }
    };
    CAUGHT.scope(RefCell::new(None), guarded).await
}

/// Sends panics to where they are seen. Call it on the main thread.
///
/// Terraform records what follows a line that begins with `panic: ` and shows it when the plugin
/// then goes away, even with logging off. It does so once only, so the line is kept for the panic
/// that really ends the process: one on the main thread. A panic in any other place is caught by
/// [`catch`] or by tokio.
pub(crate) fn install_hook() {
    let main = thread::current().id();
    std::panic::set_hook(Box::new(move |info| report(info, main)));
}

fn report(info: &PanicHookInfo<'_>, main: ThreadId) {
    let message = describe(info);
    if CAUGHT
        .try_with(|slot| slot.replace(Some(message.clone())))
        .is_ok()
    {
        tracing::error!(panic = message, "a panic was caught");
    } else if thread::current().id() == main {
        // Not `eprintln!`: it panics when Terraform no longer reads.
        let _ = writeln!(std::io::stderr(), "panic: {message}");
    } else {
        tracing::error!(panic = message, "a task panicked");
    }
}

/// The message alone, where no hook was there to add the place.
fn words(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied())
        .unwrap_or(WORDLESS)
        .to_owned()
}

fn describe(info: &PanicHookInfo<'_>) -> String {
    let mut text = info.payload_as_str().unwrap_or(WORDLESS).to_owned();
    if let Some(place) = info.location() {
        // Writing to a String cannot fail.
        let _ = write!(text, " (at {}:{})", place.file(), place.line());
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_caught_panic_carries_its_message_and_place() {
        install_hook();
        let error = catch(async { panic!("no {}", "luck") }).await.unwrap_err() as String;
        assert!(error.starts_with("no luck (at "), "{error}");
        assert!(error.contains("panics.rs:"), "{error}");
        assert_eq!(catch(async { 1 }).await, Ok(1));
    }
}
