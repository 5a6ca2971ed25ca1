//! The book as version 0 stored it: it had a name, and no binding.

use kafkaws_schema::Model;

use super::{Binding, Inputs, Outputs};

/// A book.
#[derive(Clone, Debug, Model)]
pub(super) struct InputsV0 {
    /// What it is called.
    name: String,
    /// How thick it is.
    #[tf(default = 100)]
    pages: i64,
}

/// What the librarian adds.
#[derive(Clone, Debug, Model)]
#[outputs(of = InputsV0)]
pub(super) struct OutputsV0 {
    /// The name, as an id.
    #[tf(stable)]
    id: Option<String>,
}

pub(super) fn upgrade((inputs, outputs): (InputsV0, OutputsV0)) -> (Inputs, Outputs) {
    let inputs = Inputs {
        title: inputs.name,
        pages: inputs.pages,
        edition: None,
        blurb: None,
        binding: Binding {
            cover: "PAPER".to_owned(),
        },
        mark: None,
        labels: None,
        whisper: None,
        protected: false,
        mishap: None,
    };
    let outputs = Outputs {
        id: outputs.id,
        printing: None,
        blurb_length: None,
        whispered: None,
    };
    (inputs, outputs)
}
