//! A struct, checked and taken apart.

use proc_macro2::TokenStream;
use syn::ext::IdentExt;
use syn::spanned::Spanned;
use syn::{Data, DeriveInput, Error, Fields, Ident, Path, PathArguments, Result, Type};

use crate::words::Words;
use crate::{doc, emit};

/// A struct with attributes for fields.
pub(crate) struct Model {
    pub(crate) ident: Ident,
    pub(crate) doc: String,
    /// The inputs whose outputs these are.
    pub(crate) inputs: Option<Path>,
    pub(crate) fields: Vec<Field>,
}

/// A field that is an attribute.
pub(crate) struct Field {
    pub(crate) ident: Ident,
    pub(crate) name: String,
    pub(crate) doc: String,
    pub(crate) ty: Type,
    pub(crate) words: Words,
}

pub(crate) fn derive(input: &DeriveInput) -> Result<TokenStream> {
    Model::of(input).map(|model| emit::model(&model))
}

impl Model {
    fn of(input: &DeriveInput) -> Result<Self> {
        let refused = || {
            Error::new(
                input.ident.span(),
                "a model is a struct with named fields and no generics",
            )
        };
        let Data::Struct(data) = &input.data else {
            return Err(refused());
        };
        let Fields::Named(named) = &data.fields else {
            return Err(refused());
        };
        if !input.generics.params.is_empty() {
            return Err(refused());
        }
        let inputs = inputs_of(input)?;
        let doc = doc::of(&input.attrs, input.ident.span(), "this model");
        let fields = named
            .named
            .iter()
            .map(|field| Field::of(field, inputs.is_some()));
        let fields = all(fields, doc.as_ref().err())?;
        Ok(Self {
            ident: input.ident.clone(),
            doc: doc?,
            inputs,
            fields,
        })
    }
}

impl Field {
    fn of(field: &syn::Field, output: bool) -> Result<Self> {
        let words = Words::of(&field.attrs)?;
        let ident = field
            .ident
            .clone()
            .ok_or_else(|| Error::new(field.span(), "name it"))?;
        let doc = doc::of(&field.attrs, ident.span(), "this attribute")?;
        if output {
            words.check_output(ident.span())?
        } else {
            words.check_input()?
        }
        check_option(field, &words)?;
        Ok(Self {
            name: ident.unraw().to_string(),
            doc,
            ty: field.ty.clone(),
            words,
            ident,
        })
    }
}

/// A default is never absent; what AWS may choose is absent until it has.
fn check_option(field: &syn::Field, words: &Words) -> Result<()> {
    match (is_option(&field.ty), &words.default, words.computed) {
        (true, Some(_), _) => Err(Error::new(
            field.ty.span(),
            "with a default it is never absent: drop the Option",
        )),
        (false, _, Some(_)) => Err(Error::new(
            field.ty.span(),
            "it is absent until AWS has chosen: make it an Option",
        )),
        _ => Ok(()),
    }
}

fn is_option(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    path.path.segments.last().is_some_and(|last| {
        last.ident == "Option" && matches!(last.arguments, PathArguments::AngleBracketed(_))
    })
}

/// `#[outputs(of = Inputs)]`
fn inputs_of(input: &DeriveInput) -> Result<Option<Path>> {
    let mut inputs = None;
    for attribute in input
        .attrs
        .iter()
        .filter(|it| it.path().is_ident("outputs"))
    {
        attribute.parse_nested_meta(|meta| {
            if !meta.path.is_ident("of") {
                return Err(meta.error("name the inputs: #[outputs(of = Inputs)]"));
            }
            inputs = Some(meta.value()?.parse()?);
            Ok(())
        })?;
    }
    Ok(inputs)
}

/// Every result, or every error: the author sees all mistakes at once.
pub(crate) fn all<T>(
    results: impl IntoIterator<Item = Result<T>>,
    already: Option<&Error>,
) -> Result<Vec<T>> {
    let mut good = Vec::new();
    let mut errors = already.cloned();
    for result in results {
        match (result, &mut errors) {
            (Ok(it), _) => good.push(it),
            (Err(error), Some(errors)) => errors.combine(error),
            (Err(error), None) => errors = Some(error),
        }
    }
    errors.map_or(Ok(good), Err)
}
