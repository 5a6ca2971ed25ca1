//! What an operation may use while it runs.

use std::fmt;
use std::sync::Arc;

use kafkaws_schema::Diagnostic;
use tokio_util::sync::CancellationToken;

/// One RPC's surroundings: the configured provider, and the sign to stop.
pub struct Cx<C> {
    cloud: Option<Arc<C>>,
    stop: CancellationToken,
}

impl<C> Cx<C> {
    /// A context of its own, for tests of a resource without the RPC layer.
    pub fn new(cloud: Option<Arc<C>>, stop: CancellationToken) -> Self {
        Self { cloud, stop }
    }

    /// What the provider made of its configuration.
    ///
    /// # Errors
    /// While the provider is not configured: during `terraform validate`, and in a plan whose
    /// provider block holds values that are known only after apply.
    pub fn cloud(&self) -> Result<&Arc<C>, Diagnostic> {
        self.cloud.as_ref().ok_or_else(|| {
            Diagnostic::error(
                "The provider is not configured",
                "The provider's configuration holds values that are not known yet. Apply what they \
                 come from first, for example with `terraform apply -target=...`, or write them as \
                 variables.",
            )
        })
    }

    /// What the provider made of its configuration, for rules that can also do without.
    pub fn try_cloud(&self) -> Option<&Arc<C>> {
        self.cloud.as_ref()
    }

    /// Fires when the user interrupts Terraform. Stop waiting, and return what there is with what
    /// is known about it.
    pub fn stop(&self) -> &CancellationToken {
        &self.stop
    }
}

impl<C> Clone for Cx<C> {
    fn clone(&self) -> Self {
        Self {
            cloud: self.cloud.clone(),
            stop: self.stop.clone(),
        }
    }
}

impl<C> fmt::Debug for Cx<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Cx")
            .field("configured", &self.cloud.is_some())
            .field("stopped", &self.stop.is_cancelled())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_configuration_the_advice_is_to_apply_first() {
        let cx = Cx::<()>::new(None, CancellationToken::new());
        assert!(cx.try_cloud().is_none());
        assert!(cx.cloud().unwrap_err().detail.contains("-target"));
    }
}
