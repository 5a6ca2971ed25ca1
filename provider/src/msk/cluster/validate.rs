//! What is wrong with a configuration whatever the provider block says.

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch};

use crate::aws::tags::wrong_tags;

/// AWS states no limit. All broker properties there are, with long values, stay far below this: more is a wrong file, which
/// would go through every plan, state and log before AWS refused it.
const MOST_PROPERTIES: usize = 256 * 1024;

pub(super) fn validate(config: &Sketch<'_>) -> Diagnostics {
    let mut diagnostics = Diagnostics::default();
    diagnostics.extend(too_many_properties(config));
    diagnostics.extend(wrong_tags(config));
    diagnostics
}

fn too_many_properties(config: &Sketch<'_>) -> Option<Diagnostic> {
    let path = Path::root().attribute("server_properties");
    let length = config.known(&path)?.as_str()?.len();
    (length > MOST_PROPERTIES).then(|| {
        Diagnostic::error(
            "server_properties is too long",
            format!(
                "It has {length} bytes, and at most {MOST_PROPERTIES} are taken: broker properties are a few dozen lines. \
                 Check that the right file is read."
            ),
        )
        .at(path)
    })
}
