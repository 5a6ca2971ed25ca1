//! The vocabulary of `#[tf(..)]`.

use proc_macro2::Span;
use syn::meta::ParseNestedMeta;
use syn::punctuated::Punctuated;
use syn::{Attribute, Error, Expr, Ident, LitStr, Path, Result, Token, bracketed};

const VOCABULARY: &str = "the words are default, computed, replace, replace_when on an input; stable, \
     volatile, changes_with on an output; deprecated on both";

/// What `#[tf(..)]` says about a field.
#[derive(Default)]
pub(crate) struct Words {
    pub(crate) default: Option<Expr>,
    pub(crate) computed: Option<Span>,
    pub(crate) replace: Option<Span>,
    pub(crate) replace_when: Option<Path>,
    pub(crate) stable: Option<Span>,
    pub(crate) volatile: Option<Span>,
    pub(crate) changes_with: Option<(Span, Vec<Ident>)>,
    pub(crate) deprecated: Option<LitStr>,
}

impl Words {
    pub(crate) fn of(attributes: &[Attribute]) -> Result<Self> {
        let mut words = Self::default();
        for attribute in attributes.iter().filter(|it| it.path().is_ident("tf")) {
            attribute.parse_nested_meta(|meta| words.hear(&meta))?;
        }
        Ok(words)
    }

    fn hear(&mut self, meta: &ParseNestedMeta<'_>) -> Result<()> {
        let word = meta
            .path
            .get_ident()
            .map(Ident::to_string)
            .unwrap_or_default();
        let span = meta.input.span();
        match word.as_str() {
            "default" => once(meta, &mut self.default, meta.value()?.parse()?),
            "computed" => once(meta, &mut self.computed, word_span(meta, span)),
            "replace" => once(meta, &mut self.replace, word_span(meta, span)),
            "replace_when" => once(meta, &mut self.replace_when, meta.value()?.parse()?),
            "stable" => once(meta, &mut self.stable, word_span(meta, span)),
            "volatile" => once(meta, &mut self.volatile, word_span(meta, span)),
            "changes_with" => {
                let names = (word_span(meta, span), names(meta)?);
                once(meta, &mut self.changes_with, names)
            }
            "deprecated" => once(meta, &mut self.deprecated, meta.value()?.parse()?),
            _ => Err(meta.error(VOCABULARY)),
        }
    }

    /// The first word that only an output can have.
    pub(crate) fn output_word(&self) -> Option<Span> {
        self.stable
            .or(self.volatile)
            .or(self.changes_with.as_ref().map(|(span, _)| *span))
    }

    /// The first word that only an input can have.
    pub(crate) fn input_word(&self) -> Option<Span> {
        use syn::spanned::Spanned;
        let default = self.default.as_ref().map(Spanned::span);
        let when = self.replace_when.as_ref().map(Spanned::span);
        default.or(self.computed).or(self.replace).or(when)
    }

    /// An input's words may not contradict each other.
    pub(crate) fn check_input(&self) -> Result<()> {
        if let Some(span) = self.output_word() {
            return Err(Error::new(span, VOCABULARY));
        }
        if let (Some(_), Some(span)) = (&self.default, self.computed) {
            return Err(Error::new(
                span,
                "with a default AWS has nothing to choose: drop one",
            ));
        }
        if let (Some(span), Some(_)) = (self.replace, &self.replace_when) {
            return Err(Error::new(span, "replace covers every change: drop one"));
        }
        Ok(())
    }

    /// An output says exactly when it changes.
    pub(crate) fn check_output(&self, field: Span) -> Result<()> {
        if let Some(span) = self.input_word() {
            return Err(Error::new(span, VOCABULARY));
        }
        let said = [
            self.stable.is_some(),
            self.volatile.is_some(),
            self.changes_with.is_some(),
        ];
        match said.iter().filter(|said| **said).count() {
            0 => Err(Error::new(
                field,
                "say when it changes: #[tf(stable)], #[tf(volatile)] or #[tf(changes_with = [..])]",
            )),
            1 => Ok(()),
            _ => Err(Error::new(
                field,
                "it is stable, volatile or changes with something: say one",
            )),
        }
    }
}

fn once<T>(meta: &ParseNestedMeta<'_>, place: &mut Option<T>, word: T) -> Result<()> {
    match place.replace(word) {
        None => Ok(()),
        Some(_) => Err(meta.error("once is enough")),
    }
}

fn word_span(meta: &ParseNestedMeta<'_>, otherwise: Span) -> Span {
    meta.path.get_ident().map_or(otherwise, Ident::span)
}

fn names(meta: &ParseNestedMeta<'_>) -> Result<Vec<Ident>> {
    let list;
    let input = meta.value()?;
    bracketed!(list in input);
    let names = Punctuated::<Ident, Token![,]>::parse_terminated_with(
        &list,
        syn::ext::IdentExt::parse_any,
    )?;
    Ok(names.into_iter().collect())
}
