//! An enum, as the texts an attribute may be.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, Error, Fields, Ident, LitStr, Result, Variant};

use crate::{doc, model};

struct Text {
    ident: Ident,
    name: String,
    doc: String,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    let Data::Enum(data) = &input.data else {
        return Err(Error::new(input.ident.span(), "a choice is an enum"));
    };
    let texts = model::all(data.variants.iter().map(Text::of), None)?;
    Ok(emit(&input.ident, &texts))
}

impl Text {
    fn of(variant: &Variant) -> Result<Self> {
        let span = variant.ident.span();
        if !matches!(variant.fields, Fields::Unit) {
            return Err(Error::new(
                span,
                "a choice is a text: it cannot hold fields",
            ));
        }
        let doc = doc::of(&variant.attrs, span, "this choice")?;
        let name = named(variant)?.unwrap_or_else(|| screaming(&variant.ident.to_string()));
        Ok(Self {
            ident: variant.ident.clone(),
            name,
            doc,
        })
    }
}

/// `#[tf(name = "IPV4")]`
fn named(variant: &Variant) -> Result<Option<String>> {
    let mut name = None;
    for attribute in variant.attrs.iter().filter(|it| it.path().is_ident("tf")) {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("name") {
                return Err(meta.error("the only word on a choice is name = \"..\""));
            }
            name = Some(meta.value()?.parse::<LitStr>()?.value());
            Ok(())
        })?;
    }
    Ok(name)
}

/// `PerTopicPerPartition` → `PER_TOPIC_PER_PARTITION`
fn screaming(ident: &str) -> String {
    let mut name = String::new();
    for letter in ident.chars() {
        if letter.is_uppercase() && !name.is_empty() {
            name.push('_');
        }
        name.extend(letter.to_uppercase());
    }
    name
}

fn emit(ident: &Ident, texts: &[Text]) -> TokenStream {
    let idents: Vec<_> = texts.iter().map(|text| &text.ident).collect();
    let names: Vec<_> = texts.iter().map(|text| &text.name).collect();
    let docs: Vec<_> = texts.iter().map(|text| &text.doc).collect();
    quote! {
        #[automatically_derived]
        impl #ident {
            /// Every choice, in declaration order.
            pub const ALL: &'static [Self] = &[#(Self::#idents),*];

            /// The text, as AWS and Terraform spell it.
            pub const fn as_str(&self) -> &'static str {
                match self { #(Self::#idents => #names),* }
            }

            fn of_text(text: &str) -> ::core::option::Option<Self> {
                match text {
                    #(#names => ::core::option::Option::Some(Self::#idents),)*
                    _ => ::core::option::Option::None,
                }
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #ident {
            type Err = ::kafkaws_schema::Problem;

            fn from_str(text: &str) -> ::core::result::Result<Self, ::kafkaws_schema::Problem> {
                Self::of_text(text).ok_or_else(|| {
                    ::kafkaws_schema::support::not_among(text, <Self as ::kafkaws_schema::Attr>::CHOICES)
                })
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #ident {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        #[automatically_derived]
        impl ::kafkaws_schema::Attr for #ident {
            const SHAPE: ::kafkaws_schema::Shape = ::kafkaws_schema::Shape::String;
            const RULE: ::kafkaws_schema::Rule = ::kafkaws_schema::Rule::OneOf;
            const CHOICES: &'static [::kafkaws_schema::Choice] = &[
                #(::kafkaws_schema::Choice { name: #names, doc: #docs }),*
            ];

            fn read(value: &::kafkaws_schema::Value) -> ::core::result::Result<Self, ::kafkaws_schema::Problem> {
                ::kafkaws_schema::support::choice(value, Self::CHOICES, Self::of_text)
            }

            fn write(&self) -> ::kafkaws_schema::Value {
                ::kafkaws_schema::Value::from(self.as_str())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::screaming;

    #[test]
    fn as_aws_spells_it() {
        assert_eq!(screaming("PerTopicPerPartition"), "PER_TOPIC_PER_PARTITION");
        assert_eq!(screaming("Default"), "DEFAULT");
    }
}
