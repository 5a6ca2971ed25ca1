//! Requests and replies as plain data, so that every service can be tested without a socket.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// One HTTP request, with its whole body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Request {
    pub(crate) method: String,
    /// Still percent-encoded: MSK puts a whole ARN, slashes and all, into one segment.
    pub(crate) path: String,
    pub(crate) query: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// The first header of that name, which is written in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The query string's pairs, decoded, in order.
    pub(crate) fn query_pairs(&self) -> Vec<(String, String)> {
        form_pairs(&self.query)
    }
}

/// One HTTP reply.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(Cow<'static, str>, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn new(status: u16, content_type: &str, body: impl Into<Vec<u8>>) -> Self {
        let headers = vec![("content-type".into(), content_type.to_owned())];
        Self {
            status,
            headers,
            body: body.into(),
        }
    }

    pub(crate) fn json(status: u16, body: &serde_json::Value) -> Self {
        Self::new(status, "application/json", body.to_string())
    }

    pub(crate) fn header(
        mut self,
        name: impl Into<Cow<'static, str>>,
        value: impl Into<String>,
    ) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }
}

/// What becomes of a request: a fault may close the connection without a byte.
#[derive(Debug)]
pub(crate) enum Outcome {
    Reply(Reply),
    HangUp,
}

/// Decodes `a=1&b=2`, in query strings and in form bodies alike.
pub(crate) fn form_pairs(text: &str) -> Vec<(String, String)> {
    text.split('&')
        .filter(|pair| !pair.is_empty())
        .map(form_pair)
        .collect()
}

fn form_pair(pair: &str) -> (String, String) {
    let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
    (form_text(key), form_text(value))
}

fn form_text(text: &str) -> String {
    percent_decode_str(&text.replace('+', " "))
        .decode_utf8_lossy()
        .into_owned()
}

/// Decodes one path segment.
pub(crate) fn path_segment(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_pairs_decode_plus_and_percent() {
        let pairs = form_pairs("Name=a+b&Value=c%2Fd&Flag");
        assert_eq!(pairs[0], ("Name".into(), "a b".into()));
        assert_eq!(pairs[1], ("Value".into(), "c/d".into()));
        assert_eq!(pairs[2], ("Flag".into(), String::new()));
    }

    #[test]
    fn a_path_segment_keeps_its_plus() {
        assert_eq!(path_segment("arn%3Aaws%3Akafka%2Fa+b"), "arn:aws:kafka/a+b");
    }
}
