//! Pages of MSK's list calls.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::desk::{Answer, Ask};
use crate::refusal::Refusal;

/// MaxResults is 1 to 100 (service model), and 100 when it is not given.
const LARGEST: usize = 100;

/// One page of `entries` under the name `list`. The token holds the key of the last entry rather than
/// a number: what is made or deleted between two pages must not shift the rest.
pub(super) fn page<T>(
    ask: &Ask<'_>,
    list: &str,
    entries: impl IntoIterator<Item = T>,
    key: impl Fn(&T) -> String,
    render: impl FnMut(T) -> Value,
) -> Answer {
    let size = size(ask)?;
    let start = ask.query("nextToken").map(decode).transpose()?;
    let after = |entry: &T| start.as_ref().is_none_or(|start| key(entry) > *start);
    let mut rest: Vec<T> = entries.into_iter().filter(after).collect();
    let more = rest.len() > size;
    rest.truncate(size);
    let token = rest
        .last()
        .filter(|_| more)
        .map(|last| URL_SAFE_NO_PAD.encode(key(last)));
    let page: Vec<Value> = rest.into_iter().map(render).collect();
    Ok(json!({ list: page, "nextToken": token }))
}

fn size(ask: &Ask<'_>) -> Result<usize, Refusal> {
    let Some(text) = ask.query("maxResults") else {
        return Ok(LARGEST);
    };
    text.parse()
        .ok()
        .filter(|size| (1..=LARGEST).contains(size))
        .ok_or_else(|| {
            let message = format!("maxResults must be between 1 and {LARGEST}: {text}");
            Refusal::bad_request(message).parameter("maxResults")
        })
}

fn decode(token: &str) -> Result<String, Refusal> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| {
            Refusal::bad_request("The pagination token is invalid.").parameter("nextToken")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(pairs: &[(&str, &str)]) -> Ask<'static> {
        let query = pairs
            .iter()
            .map(|(key, value)| (key.to_string(), value.to_string()));
        Ask {
            labels: Vec::new(),
            query: query.collect(),
            body: b"",
        }
    }

    fn letters(ask: &Ask<'_>) -> Answer {
        page(
            ask,
            "letters",
            ["a", "b", "c"],
            |letter| letter.to_string(),
            |letter| letter.into(),
        )
    }

    #[test]
    fn pages_follow_each_other() {
        let first = letters(&ask(&[("maxResults", "2")])).unwrap();
        assert_eq!(first["letters"], json!(["a", "b"]));
        let token = first["nextToken"].as_str().unwrap();
        let second = letters(&ask(&[("maxResults", "2"), ("nextToken", token)])).unwrap();
        assert_eq!(second, json!({ "letters": ["c"], "nextToken": null }));
    }

    #[test]
    fn sizes_and_tokens_are_checked() {
        for pair in [
            ("maxResults", "0"),
            ("maxResults", "101"),
            ("nextToken", "?"),
        ] {
            assert_eq!(
                letters(&ask(&[pair])).unwrap_err().parameter.as_deref(),
                Some(pair.0)
            );
        }
    }
}
