//! The key/value pairs of an event or a span.

use std::fmt;

use serde_json::{Map, Value as Json};
use tracing::field::{Field, Visit};

/// Bytes of a text. Terraform splits lines of 64 KiB, and then takes the parts for plain text.
const LONGEST_TEXT: usize = 8 << 10;

/// What `tracing` recorded, as JSON.
#[derive(Clone, Debug, Default)]
pub(super) struct Fields(Map<String, Json>);

impl Fields {
    /// The event's own text, which `tracing` keeps as a field.
    pub(super) fn take_message(&mut self) -> String {
        match self.0.remove("message") {
            Some(Json::String(text)) => text,
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }

    /// Adds the pairs. Those that are there already stay: an inner span says more than an outer
    /// one.
    pub(super) fn add_to(self, line: &mut Map<String, Json>) {
        for (key, value) in self.0 {
            line.entry(key).or_insert(value);
        }
    }

    fn put(&mut self, field: &Field, value: impl Into<Json>) {
        self.0.insert(field.name().to_owned(), value.into());
    }

    fn put_text(&mut self, field: &Field, text: &str) {
        let cut = text.floor_char_boundary(LONGEST_TEXT);
        let rest = if cut < text.len() { "..." } else { "" };
        self.put(field, format!("{}{rest}", &text[..cut]));
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.put_text(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.put_text(field, value);
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.put(field, value);
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.put(field, value);
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.put(field, value);
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.put(field, value);
    }

    fn record_error(&mut self, field: &Field, value: &(dyn std::error::Error + 'static)) {
        self.put_text(field, &value.to_string());
    }
}
