//! What is refused before anything happens.

use std::time::Duration;

use kafkaws_plugin::testing::{Action, Harness};
use kafkaws_schema::{Path, Value};

use crate::library::Library;

fn book() -> Value {
    Value::object([("title", Value::from("dune"))])
}

#[tokio::test]
async fn a_provider_block_that_is_wrong_is_refused_at_its_attribute() {
    let harness = Harness::new(Library);
    let said = harness
        .configure(&Value::object([("directory", "/no/such/place".into())]))
        .await;
    let error = said.iter().next().unwrap();
    assert_eq!(error.path, Some(Path::of(&["directory"])));
    assert!(error.detail.contains("Create it first"), "{error:?}");
}

#[tokio::test]
async fn an_unknown_provider_block_plans_and_does_not_read() {
    let harness = Harness::new(Library);
    let said = harness
        .configure(&Value::object([("directory", Value::unknown())]))
        .await;
    assert!(said.is_empty(), "{said:#?}");
    let planned = harness.plan("book", None, &book()).await;
    assert_eq!(planned.action, Action::Create);
    assert!(!planned.diagnostics.has_errors());
    let refused = harness.apply(&planned).await.diagnostics;
    assert!(
        refused
            .iter()
            .next()
            .unwrap()
            .summary
            .contains("not configured"),
        "{refused:#?}"
    );
}

#[tokio::test]
async fn stopping_reaches_what_runs_and_not_what_comes_next() {
    let shelf = tempfile::tempdir().unwrap();
    let harness = Harness::new(Library);
    let directory = shelf.path().to_string_lossy().into_owned();
    harness
        .configure(&Value::object([("directory", directory.into())]))
        .await;
    let waiting = Value::object([("title", "dune".into()), ("mishap", "wait".into())]);
    let stop_when_it_waits = async {
        while !shelf.path().join("waiting").exists() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        harness.stop().await;
    };
    let (applied, ()) = tokio::join!(harness.run("book", None, &waiting), stop_when_it_waits);
    let stored = applied.unwrap();
    assert!(shelf.path().join("stopped").exists());
    let renamed = Value::object([("title", "dune".into()), ("pages", 3.into())]);
    harness.run("book", Some(&stored), &renamed).await.unwrap();
}
