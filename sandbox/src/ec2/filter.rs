//! What all EC2 Describe calls share: ids, filters, pages.

use std::ops::RangeInclusive;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::network::Tags;
use crate::query::{Filter, Form, Xml};
use crate::refusal::Refusal;

/// A kind of thing that a Describe call lists.
pub(crate) trait Listed {
    /// The member that holds ids in the request, such as `VpcId`.
    const ID_PARAMETER: &'static str;
    /// The code for an id that does not exist, such as `InvalidVpcID.NotFound`.
    const NOT_FOUND: &'static str;
    /// The word in that error's message, such as `vpc ID`.
    const NOUN: &'static str;
    /// How ids begin, and the code for one that is no id at all, where EC2 tells the difference.
    const MALFORMED: Option<(&'static str, &'static str)> = None;
    /// How many entries a page has.
    const PAGE: RangeInclusive<usize> = 5..=1000;

    fn id(&self) -> &str;
    fn tags(&self) -> &Tags;
    /// The values that a filter compares; `None` for a filter that EC2 does not know.
    fn values(&self, filter: &str) -> Option<Vec<String>>;
}

/// The entries that the request asks for, and the token of the next page.
pub(super) fn select<'a, T: Listed>(
    all: impl Iterator<Item = &'a T>,
    form: &Form,
) -> Result<(Vec<&'a T>, Option<String>), Refusal> {
    let all: Vec<&T> = all.collect();
    let ids = form.list(T::ID_PARAMETER);
    missing::<T>(&all, &ids)?;
    let filters = form.filters();
    let mut chosen = Vec::new();
    for entry in all {
        let named = ids.is_empty() || ids.iter().any(|id| id == entry.id());
        if passes(entry, &filters)? && named {
            chosen.push(entry);
        }
    }
    page(chosen, form, !ids.is_empty())
}

/// The ids of those that the request is about, whatever state they are in: a Describe call looks at
/// them before it answers. `passing` are the filters that a look may change.
pub(super) fn looked_at<'a, T: Listed + 'a>(
    all: impl Iterator<Item = &'a T>,
    form: &Form,
    passing: &[&str],
) -> Vec<String> {
    let ids = form.list(T::ID_PARAMETER);
    let mut filters = form.filters();
    filters.retain(|filter| !passing.contains(&filter.name.as_str()));
    // A filter that EC2 does not know fails the call afterwards.
    let meant = |entry: &&T| {
        (ids.is_empty() || ids.iter().any(|id| id == entry.id()))
            && passes(*entry, &filters).unwrap_or(false)
    };
    all.filter(meant)
        .map(|entry| entry.id().to_owned())
        .collect()
}

/// One unknown id fails the whole call, unlike a filter.
fn missing<T: Listed>(all: &[&T], ids: &[String]) -> Result<(), Refusal> {
    let unknown = ids
        .iter()
        .find(|id| !all.iter().any(|entry| entry.id() == id.as_str()));
    match unknown {
        None => Ok(()),
        Some(id) => Err(not_found::<T>(id)),
    }
}

/// A prefix and 8 or 17 hexadecimal digits.
fn is_id(id: &str, prefix: &str) -> bool {
    let digits = id.strip_prefix(prefix).unwrap_or_default();
    matches!(digits.len(), 8 | 17) && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// The error for an id that does not exist.
pub(super) fn not_found<T: Listed>(id: &str) -> Refusal {
    if let Some((_, code)) = T::MALFORMED.filter(|(prefix, _)| !is_id(id, prefix)) {
        return Refusal::new(400, code, format!("Invalid id: \"{id}\""));
    }
    Refusal::new(
        400,
        T::NOT_FOUND,
        format!("The {} '{id}' does not exist", T::NOUN),
    )
}

fn passes<T: Listed>(entry: &T, filters: &[Filter]) -> Result<bool, Refusal> {
    for filter in filters {
        let values = values(entry, &filter.name)?;
        if !filter
            .values
            .iter()
            .any(|pattern| values.iter().any(|text| wild(pattern, text)))
        {
            return Ok(false);
        }
    }
    Ok(true)
}

fn values<T: Listed>(entry: &T, filter: &str) -> Result<Vec<String>, Refusal> {
    if let Some(key) = filter.strip_prefix("tag:") {
        return Ok(entry.tags().get(key).cloned().into_iter().collect());
    }
    if filter == "tag-key" {
        return Ok(entry.tags().keys().cloned().collect());
    }
    entry.values(filter).ok_or_else(|| {
        let message = format!("The filter '{filter}' is invalid");
        Refusal::new(400, "InvalidParameterValue", message)
    })
}

/// EC2's filters know `*` and `?`.
fn wild(pattern: &str, text: &str) -> bool {
    let mut pattern_rest = pattern.chars();
    match pattern_rest.next() {
        None => text.is_empty(),
        Some('*') => {
            let starts = text.char_indices().map(|(at, _)| at).chain([text.len()]);
            starts
                .into_iter()
                .any(|at| wild(pattern_rest.as_str(), &text[at..]))
        }
        Some(wanted) => {
            let mut text_rest = text.chars();
            let first = text_rest.next();
            first.is_some_and(|c| wanted == '?' || wanted == c)
                && wild(pattern_rest.as_str(), text_rest.as_str())
        }
    }
}

type Page<'a, T> = (Vec<&'a T>, Option<String>);

fn page<'a, T: Listed>(
    chosen: Vec<&'a T>,
    form: &Form,
    by_id: bool,
) -> Result<Page<'a, T>, Refusal> {
    let Some(size) = form.get("MaxResults") else {
        return Ok((chosen, None));
    };
    if by_id {
        let message = "The parameter MaxResults cannot be used with IDs";
        return Err(Refusal::new(400, "InvalidParameterCombination", message));
    }
    let size: usize = size
        .parse()
        .ok()
        .filter(|size| T::PAGE.contains(size))
        .ok_or_else(|| {
            let message = format!("Value ( {size} ) for parameter maxResults is invalid");
            Refusal::new(400, "InvalidParameterValue", message)
        })?;
    let start = form.get("NextToken").map_or(Ok(0), start_of)?;
    let end = (start + size).min(chosen.len());
    let token = (end < chosen.len()).then(|| STANDARD.encode(end.to_string()));
    Ok((chosen.into_iter().skip(start).take(size).collect(), token))
}

fn start_of(token: &str) -> Result<usize, Refusal> {
    let bytes = STANDARD.decode(token).unwrap_or_default();
    let text = String::from_utf8(bytes).unwrap_or_default();
    text.parse().map_err(|_| {
        let message = "The specified pagination token is not valid";
        Refusal::new(400, "InvalidNextToken", message)
    })
}

/// Writes a list and its token.
pub(super) fn write<T>(
    set: &str,
    (entries, token): Page<'_, T>,
    f: impl FnMut(&mut Xml, &T),
) -> Xml {
    let mut xml = Xml::default();
    xml.items(set, entries, f);
    xml.maybe("nextToken", token.as_deref());
    xml
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards() {
        assert!(wild("a*c", "abbc") && wild("*", "") && wild("a?c", "abc"));
        assert!(!wild("a?c", "ac") && !wild("a*", "ba"));
    }

    #[test]
    fn a_foreign_token_is_refused() {
        assert_eq!(
            start_of("bm9uc2Vuc2U=").unwrap_err().code,
            "InvalidNextToken"
        );
    }
}
