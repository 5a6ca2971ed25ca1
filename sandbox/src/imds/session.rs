//! Tokens of sessions.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use uuid::Uuid;

/// The tokens that one instance was given. They are no other instance's, and end with the service.
#[derive(Debug, Default)]
pub(super) struct Sessions(Mutex<HashMap<String, Instant>>);

impl Sessions {
    /// A token that holds for so many seconds.
    pub(super) fn open(&self, seconds: u64) -> String {
        let token = format!("AQ{}==", Uuid::new_v4().simple());
        let end = Instant::now() + Duration::from_secs(seconds);
        let mut tokens = self.lock();
        tokens.retain(|_, end| *end > Instant::now());
        tokens.insert(token.clone(), end);
        token
    }

    pub(super) fn holds(&self, token: &str) -> bool {
        self.lock()
            .get(token)
            .is_some_and(|end| *end > Instant::now())
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Instant>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_holds_for_its_time() {
        let sessions = Sessions::default();
        let (long, short) = (sessions.open(60), sessions.open(0));
        assert!(sessions.holds(&long));
        assert!(!sessions.holds(&short) && !sessions.holds("AQ=="));
        assert!(!Sessions::default().holds(&long));
    }
}
