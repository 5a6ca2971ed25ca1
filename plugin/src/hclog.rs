//! `tracing` events as the JSON lines that Terraform reads from a plugin's stderr.

mod fields;
mod level;

use std::io::Write;

use serde_json::{Map, Value as Json};
use time::OffsetDateTime;
use time::format_description::BorrowedFormatItem;
use time::macros::format_description;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

use fields::Fields;
#[allow(
    unused_imports,
    reason = "the transport waits for the services it carries"
)]
pub(crate) use level::wanted;

/// Terraform takes a line whose timestamp has any other number of digits for plain text, and loses
/// its level.
const TIMESTAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year]-[month]-[day]T[hour]:[minute]:[second].[subsecond digits:6]Z");

/// Sends events up to `level` to stderr from now on. With logging off nothing is installed and
/// nothing is formatted.
pub(crate) fn install(level: Option<Level>) {
    if let Some(level) = level {
        let layer = Hclog {
            level,
            write: Box::new(|| Box::new(std::io::stderr())),
        };
        // A second subscriber in one process happens only in tests.
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(layer));
    }
}

type Sink = Box<dyn Fn() -> Box<dyn Write> + Send + Sync>;

/// One line of JSON per event.
struct Hclog {
    level: Level,
    write: Sink,
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Hclog {
    fn enabled(&self, metadata: &Metadata<'_>, _: Context<'_, S>) -> bool {
        *metadata.level() <= level::limit(metadata.target(), self.level)
    }

    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, cx: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if let Some(span) = cx.span(id) {
            span.extensions_mut().insert(fields);
        }
    }

    fn on_record(&self, id: &Id, values: &Record<'_>, cx: Context<'_, S>) {
        if let Some(span) = cx.span(id)
            && let Some(fields) = span.extensions_mut().get_mut::<Fields>()
        {
            values.record(fields);
        }
    }

    fn on_event(&self, event: &Event<'_>, cx: Context<'_, S>) {
        let mut line = Map::new();
        for span in cx.event_scope(event).into_iter().flatten() {
            if let Some(fields) = span.extensions().get::<Fields>() {
                fields.clone().add_to(&mut line);
            }
        }
        let mut fields = Fields::default();
        event.record(&mut fields);
        let message = fields.take_message();
        fields.add_to(&mut line);
        head(&mut line, event.metadata(), message);
        let mut bytes = Json::Object(line).to_string().into_bytes();
        bytes.push(b'\n');
        // Nobody may be reading any more, and a log line is no reason to fail an operation.
        let _ = (self.write)().write_all(&bytes);
    }
}

/// The keys with a meaning. Terraform crashes when one of them is not a string, so they overwrite
/// any field.
fn head(line: &mut Map<String, Json>, metadata: &Metadata<'_>, message: String) {
    let now = OffsetDateTime::now_utc()
        .format(TIMESTAMP)
        .unwrap_or_default();
    let level = metadata.level().as_str().to_ascii_lowercase();
    let head = [
        ("@level", level),
        ("@message", message),
        ("@timestamp", now),
        ("@module", metadata.target().replace("::", ".")),
    ];
    for (key, value) in head {
        line.insert(key.to_owned(), Json::String(value));
    }
}

#[cfg(test)]
mod tests {
    use std::io;
    use std::sync::{Arc, Mutex};

    use super::*;

    #[derive(Clone, Default)]
    struct Memory(Arc<Mutex<Vec<u8>>>);

    impl Write for Memory {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn lines(level: Level, log: impl FnOnce()) -> Vec<Map<String, Json>> {
        let memory = Memory::default();
        let sink = memory.clone();
        let layer = Hclog {
            level,
            write: Box::new(move || Box::new(sink.clone())),
        };
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), log);
        let text = String::from_utf8(memory.0.lock().unwrap().clone()).unwrap();
        text.lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn an_event_is_one_line_with_the_keys_that_terraform_reads() {
        let lines = lines(Level::INFO, || {
            tracing::info_span!("rpc", tf_rpc = "ReadResource").in_scope(|| {
                tracing::info!(attempt = 3, "two\nlines");
                tracing::debug!("not wanted");
            });
        });
        let [line] = lines.as_slice() else {
            panic!("{lines:?}")
        };
        assert_eq!(line["@level"], "info");
        assert_eq!(line["@message"], "two\nlines");
        assert_eq!(line["@module"], "kafkaws_plugin.hclog.tests");
        assert_eq!(line["tf_rpc"], "ReadResource");
        assert_eq!(line["attempt"], 3);
        let timestamp = line["@timestamp"].as_str().unwrap();
        assert_eq!(
            timestamp.len(),
            "2026-01-01T00:00:00.000000Z".len(),
            "{timestamp}"
        );
    }

    #[test]
    fn a_field_cannot_take_the_place_of_a_key_that_must_be_a_string() {
        let lines = lines(Level::INFO, || {
            tracing::info!("@level" = 5, "@timestamp" = 7, "hello")
        });
        assert_eq!(lines[0]["@level"], "info");
        assert!(lines[0]["@timestamp"].is_string());
    }

    #[test]
    fn a_line_is_never_so_long_that_terraform_splits_it() {
        let long = "\u{e9}".repeat(100_000);
        let lines = lines(Level::INFO, || tracing::info!(long, "{long}"));
        let line = serde_json::to_string(&lines[0]).unwrap();
        assert!(line.len() < 64 << 10, "{}", line.len());
        assert!(lines[0]["long"].as_str().unwrap().ends_with("..."));
    }
}
