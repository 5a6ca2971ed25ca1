//! The data source `shelf_inventory`.

use kafkaws_plugin::{Cx, DataSource};
use kafkaws_schema::{Diagnostics, Model};

use super::shelf::Shelf;

/// What stands on the shelf.
#[derive(Clone, Debug, Model)]
pub(crate) struct Inputs {
    /// What the titles begin with.
    #[tf(default = String::new())]
    pub(crate) prefix: String,
}

/// What was found.
#[derive(Clone, Debug, Model)]
#[outputs(of = Inputs)]
pub(crate) struct Outputs {
    /// The titles, sorted.
    #[tf(volatile)]
    pub(crate) titles: Vec<String>,
}

pub(crate) struct Inventory;

impl DataSource for Inventory {
    const NAME: &'static str = "inventory";
    const SUBCATEGORY: &'static str = "Books";
    type Cloud = Shelf;
    type Inputs = Inputs;
    type Outputs = Outputs;

    async fn read(cx: &Cx<Shelf>, inputs: Inputs) -> Result<Outputs, Diagnostics> {
        let mut titles = cx.cloud()?.titles()?;
        titles.retain(|title| title.starts_with(&inputs.prefix));
        Ok(Outputs { titles })
    }
}
