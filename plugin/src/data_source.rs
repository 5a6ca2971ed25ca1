//! What a data source is to the plugin.

use std::future::Future;

use kafkaws_schema::{Diagnostics, Model, Sketch};

use crate::Cx;

/// Something that is only looked at.
pub trait DataSource: Sized + Send + Sync + 'static {
    /// The type without the provider's prefix.
    const NAME: &'static str;
    /// The heading of the registry's navigation that the docs page goes under.
    const SUBCATEGORY: &'static str;

    /// What the provider makes of its configuration.
    type Cloud: Send + Sync + 'static;
    /// What the user writes.
    type Inputs: Model + Clone + Send + 'static;
    /// What is found.
    type Outputs: Model + Send + 'static;

    /// Checks beyond those of single attributes. Runs on an unconfigured provider too.
    fn validate(_config: &Sketch<'_>) -> Diagnostics {
        Diagnostics::default()
    }

    /// Looks.
    ///
    /// # Errors
    /// Also when nothing is found: a data source cannot be absent.
    fn read(
        cx: &Cx<Self::Cloud>,
        inputs: Self::Inputs,
    ) -> impl Future<Output = Result<Self::Outputs, Diagnostics>> + Send;
}
