//! The code that a model becomes: a const table, and reading and writing field by field.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Ident, Path};

use crate::model::{Field, Model};

pub(crate) fn model(model: &Model) -> TokenStream {
    let Model {
        ident,
        doc,
        fields,
        inputs,
    } = model;
    let attributes = fields.iter().map(attribute);
    let reads = fields.iter().map(|field| read(field, inputs.is_some()));
    let names: Vec<_> = fields.iter().map(|field| &field.name).collect();
    let idents: Vec<_> = fields.iter().map(|field| &field.ident).collect();
    let names_exist = inputs.as_ref().map(|inputs| names_exist(inputs, fields));
    quote! {
        #[automatically_derived]
        impl ::kafkaws_schema::Model for #ident {
            const OBJECT: &'static ::kafkaws_schema::Object = &::kafkaws_schema::Object {
                doc: #doc,
                attributes: &[#(#attributes),*],
            };

            fn read(value: &::kafkaws_schema::Value) -> ::core::result::Result<Self, ::kafkaws_schema::Problem> {
                ::kafkaws_schema::support::expect_object(value)?;
                ::core::result::Result::Ok(Self { #(#reads),* })
            }

            fn write(&self) -> ::kafkaws_schema::Value {
                let Self { #(#idents),* } = self;
                ::kafkaws_schema::Value::object::<&str>([
                    #((#names, ::kafkaws_schema::Attr::write(#idents))),*
                ])
            }
        }
        #names_exist
    }
}

fn attribute(field: &Field) -> TokenStream {
    let Field {
        name,
        doc,
        ty,
        words,
        ..
    } = field;
    let presence = presence(field);
    let replacing = replacing(field).map(|replace| quote!(.replacing(#replace)));
    let deprecating = words
        .deprecated
        .as_ref()
        .map(|instead| quote!(.deprecating(#instead)));
    quote_spanned! {ty.span()=>
        ::kafkaws_schema::Attribute::of::<#ty>(#name, #doc, #presence) #replacing #deprecating
    }
}

fn presence(field: &Field) -> TokenStream {
    let Field { ty, words, .. } = field;
    if let Some(default) = &words.default {
        return quote!(::kafkaws_schema::Presence::Default(|| {
            let value: #ty = #default;
            ::kafkaws_schema::Attr::write(&value)
        }));
    }
    if words.computed.is_some() {
        return quote!(::kafkaws_schema::Presence::OptionalComputed);
    }
    match changes(field) {
        Some(changes) => quote!(::kafkaws_schema::Presence::Computed(#changes)),
        None => quote!(::kafkaws_schema::Presence::of::<#ty>()),
    }
}

fn changes(field: &Field) -> Option<TokenStream> {
    let words = &field.words;
    if let Some((_, names)) = &words.changes_with {
        let names = names.iter().map(|name| name.unraw().to_string());
        return Some(quote!(::kafkaws_schema::Changes::With(&[#(#names),*])));
    }
    match (words.stable, words.volatile) {
        (Some(_), _) => Some(quote!(::kafkaws_schema::Changes::Stable)),
        (_, Some(_)) => Some(quote!(::kafkaws_schema::Changes::Volatile)),
        _ => None,
    }
}

fn replacing(field: &Field) -> Option<TokenStream> {
    let Field { ty, words, .. } = field;
    if let Some(when) = &words.replace_when {
        return Some(
            quote_spanned!(when.span()=> ::kafkaws_schema::Replace::When(|prior, planned| {
                let when: fn(&#ty, &#ty) -> bool = #when;
                match (
                    <#ty as ::kafkaws_schema::Attr>::read(prior),
                    <#ty as ::kafkaws_schema::Attr>::read(planned),
                ) {
                    (::core::result::Result::Ok(prior), ::core::result::Result::Ok(planned)) => when(&prior, &planned),
                    _ => false,
                }
            })),
        );
    }
    words
        .replace
        .map(|_| quote!(::kafkaws_schema::Replace::OnChange))
}

fn read(field: &Field, output: bool) -> TokenStream {
    let Field { ident, name, .. } = field;
    if output || field.words.computed.is_some() {
        quote!(#ident: ::kafkaws_schema::support::computed(value, #name)?)
    } else {
        quote!(#ident: ::kafkaws_schema::support::field(value, #name)?)
    }
}

/// Lets the compiler check the names in `changes_with` against the inputs, with its own help.
fn names_exist(inputs: &Path, fields: &[Field]) -> TokenStream {
    let names: Vec<&Ident> = fields
        .iter()
        .filter_map(|field| field.words.changes_with.as_ref())
        .flat_map(|(_, names)| names)
        .collect();
    quote! {
        const _: fn(&#inputs) = |inputs| {
            let _ = inputs;
            #(let _ = &inputs.#names;)*
        };
    }
}
