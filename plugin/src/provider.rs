//! What a provider is to the plugin.

use std::future::Future;

use kafkaws_schema::{Diagnostics, Model, Sketch, Value};

use crate::Registry;

/// A provider: a configuration, what is made of it, and the things it offers.
pub trait Provider: Sized + Send + Sync + 'static {
    /// The name in front of every type.
    const TYPE_NAME: &'static str = "kafkaws";
    /// The release, as `1.2.3`.
    const VERSION: &'static str;

    /// What resources work with once the provider is configured.
    type Cloud: Send + Sync + 'static;
    /// The provider block.
    type Config: Model;

    /// The address under which configurations require this provider.
    fn address() -> String {
        format!("registry.terraform.io/{0}/{0}", Self::TYPE_NAME)
    }

    /// Checks of the provider block beyond those of single attributes.
    fn validate(_config: &Sketch<'_>) -> Diagnostics {
        Diagnostics::default()
    }

    /// Takes the configuration, with defaults in place. During a plan it may hold unknown values.
    ///
    /// # Errors
    /// Why nothing can be done with this configuration. Diagnostics without an error among them
    /// mean: not yet. The plan then goes on unconfigured.
    fn configure(
        &self,
        config: &Value,
        terraform_version: &str,
    ) -> impl Future<Output = Result<(Self::Cloud, Diagnostics), Diagnostics>> + Send;

    /// Everything this provider offers.
    fn registry(&self) -> Registry<Self::Cloud>;
}
