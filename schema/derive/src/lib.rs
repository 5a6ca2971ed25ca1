//! `#[derive(Model)]` and `#[derive(Choice)]`. They emit a const table and calls; the behaviour is in
//! `kafkaws_schema`, where it is ordinary code.

mod choice;
mod doc;
mod emit;
mod model;
mod words;

use proc_macro::TokenStream;
use syn::{DeriveInput, parse_macro_input};

/// A struct whose fields are attributes.
///
/// Doc comments are the documentation users read, so they are mandatory. The type of a field says its
/// presence and its rule; `#[tf(..)]` says the rest:
/// - on an input: `default = expr`, `computed`, `replace`, `replace_when = path`
/// - on an output, in a struct with `#[outputs(of = Inputs)]`: `stable`, `volatile`, `changes_with = [..]`
/// - on both: `deprecated = "what to use instead"`
#[proc_macro_derive(Model, attributes(tf, outputs))]
pub fn derive_model(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    model::derive(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}

/// An enum whose variants are the texts an attribute may be: `PerBroker` is `"PER_BROKER"`, unless
/// `#[tf(name = "..")]` says otherwise. Doc comments are mandatory.
#[proc_macro_derive(Choice, attributes(tf))]
pub fn derive_choice(input: TokenStream) -> TokenStream {
    let input = parse_macro_input!(input as DeriveInput);
    choice::derive(&input)
        .unwrap_or_else(syn::Error::into_compile_error)
        .into()
}
