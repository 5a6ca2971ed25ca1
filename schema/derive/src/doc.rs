//! Doc comments, which are the documentation that users read.

use proc_macro2::Span;
use syn::{Attribute, Error, Expr, ExprLit, Lit, Meta, Result};

/// The doc comment, without the space that follows each `///`. `what` is "this attribute", "this choice".
pub(crate) fn of(attributes: &[Attribute], span: Span, what: &str) -> Result<String> {
    let lines: Vec<_> = attributes.iter().filter_map(line).collect();
    let text = lines.join("\n").trim().to_owned();
    if text.is_empty() {
        return Err(Error::new(span, format!("document {what}: users read it")));
    }
    Ok(text)
}

fn line(attribute: &Attribute) -> Option<String> {
    let Meta::NameValue(pair) = &attribute.meta else {
        return None;
    };
    let Expr::Lit(ExprLit {
        lit: Lit::Str(text),
        ..
    }) = &pair.value
    else {
        return None;
    };
    let text = text.value();
    let line = text
        .strip_prefix(' ')
        .unwrap_or(&text)
        .trim_end()
        .to_owned();
    pair.path.is_ident("doc").then_some(line)
}
