//! What an HTTP answer itself tells, beside what the SDK made of it.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use serde_json::Value;

/// The parts of an HTTP answer that decide what an error is.
#[derive(Debug)]
pub(super) struct Answer<'a> {
    /// HTTP status.
    pub(super) status: u16,
    content_type: &'a str,
    body: &'a [u8],
}

impl<'a> Answer<'a> {
    pub(super) fn of(response: &'a HttpResponse) -> Self {
        Self {
            status: response.status().as_u16(),
            content_type: response.headers().get("content-type").unwrap_or_default(),
            body: response.body().bytes().unwrap_or_default(),
        }
    }

    /// Whether this is a web page. Every AWS protocol answers in JSON, XML or CBOR, so a page comes
    /// from a proxy, a captive portal, or an endpoint URL that points at something else.
    pub(super) fn is_web_page(&self) -> bool {
        let head = self.body.trim_ascii_start();
        let starts = |text: &[u8]| {
            head.get(..text.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(text))
        };
        self.content_type.starts_with("text/html") || starts(b"<!doctype html") || starts(b"<html")
    }

    /// MSK names the argument it refuses in `invalidParameter` of every error's JSON.
    pub(super) fn invalid_parameter(&self) -> Option<String> {
        let body: Value = serde_json::from_slice(self.body).ok()?;
        let named = ["invalidParameter", "InvalidParameter"]
            .iter()
            .find_map(|name| body.get(name));
        let parameter = named?.as_str()?;
        (!parameter.is_empty()).then(|| parameter.to_string())
    }

    /// How the answer looks, for the message of an error about an answer that is not AWS's. Only
    /// the status and the type: a body may hold anything, a proxy's login form with a name in it.
    pub(super) fn looks(&self) -> String {
        let kind = match self.content_type {
            "" => "no content type",
            content_type => content_type,
        };
        format!(
            "HTTP status {}, {kind}, {} bytes",
            self.status,
            self.body.len()
        )
    }
}
