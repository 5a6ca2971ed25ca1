//! A well-behaved resource through its life.

use kafkaws_plugin::Moved;
use kafkaws_plugin::testing::{Action, Harness, Stored};
use kafkaws_schema::{Path, Type, Value};
use tempfile::TempDir;

use crate::library::Library;

struct Shop {
    harness: Harness<Library>,
    shelf: TempDir,
}

impl Shop {
    async fn open() -> Self {
        let shelf = tempfile::tempdir().unwrap();
        let harness = Harness::new(Library);
        let directory = shelf.path().to_string_lossy().into_owned();
        let said = harness
            .configure(&Value::object([("directory", directory.into())]))
            .await;
        assert!(said.is_empty(), "{said:#?}");
        Self { harness, shelf }
    }

    async fn stocked(config: &Value) -> (Self, Stored) {
        let shop = Self::open().await;
        let stored = shop.harness.run("book", None, config).await.unwrap();
        (shop, stored)
    }
}

fn book(extra: &[(&str, Value)]) -> Value {
    let mut attributes = vec![("title", Value::from("dune"))];
    attributes.extend(extra.iter().cloned());
    Value::object(attributes)
}

fn summaries(diagnostics: &kafkaws_schema::Diagnostics) -> Vec<&str> {
    diagnostics
        .iter()
        .map(|said| said.summary.as_str())
        .collect()
}

#[tokio::test]
async fn a_create_leaves_nothing_to_do() {
    let config = book(&[("blurb", "sand".into())]);
    let (shop, stored) = Shop::stocked(&config).await;
    assert_eq!(stored.value.attribute("pages").as_i64(), Some(100));
    assert_eq!(
        stored
            .value
            .attribute("binding")
            .attribute("cover")
            .as_str(),
        Some("PAPER")
    );
    assert_eq!(stored.value.attribute("blurb_length").as_i64(), Some(4));
    shop.harness.assert_quiet("book", &stored, &config).await;
}

#[tokio::test]
async fn only_outputs_that_can_change_become_unknown() {
    let (shop, stored) = Shop::stocked(&book(&[])).await;
    let planned = shop
        .harness
        .plan("book", Some(&stored), &book(&[("pages", 7.into())]))
        .await;
    assert_eq!(planned.action, Action::Update);
    assert!(planned.value.attribute("printing").is_unknown());
    assert!(planned.value.attribute("blurb_length").is_null());
    assert_eq!(planned.value.attribute("id").as_str(), Some("dune"));
    let stored = shop.harness.apply(&planned).await.unwrap();
    assert_eq!(stored.value.attribute("pages").as_i64(), Some(7));
    // The hook counts updates in private bytes.
    assert_eq!(stored.private, br#"{"lent":1}"#);
}

#[tokio::test]
async fn what_settle_keeps_is_no_change() {
    let (shop, stored) = Shop::stocked(&book(&[("blurb", "sand".into())])).await;
    let spaced = book(&[("blurb", "sand \n".into())]);
    let planned = shop.harness.plan("book", Some(&stored), &spaced).await;
    assert_eq!(planned.action, Action::NoOp, "{planned:#?}");
}

#[tokio::test]
async fn a_replacement_removes_and_makes() {
    let (shop, stored) = Shop::stocked(&book(&[])).await;
    let other = Value::object([("title", "emma".into())]);
    let planned = shop.harness.plan("book", Some(&stored), &other).await;
    assert_eq!(planned.action, Action::Replace);
    assert_eq!(planned.replace, [Path::of(&["title"])]);
    shop.harness.apply(&planned).await.unwrap();
    assert!(!shop.shelf.path().join("dune.book").exists());
    assert!(shop.shelf.path().join("emma.book").exists());
}

#[tokio::test]
async fn a_review_may_refuse_a_destroy_and_a_replacement() {
    let (shop, stored) = Shop::stocked(&book(&[("protected", true.into())])).await;
    let refused = shop.harness.destroy("book", &stored).await;
    assert_eq!(summaries(&refused.diagnostics), ["The book must stay"]);
    assert_eq!(refused.stored.as_ref(), Some(&stored));
    let other = Value::object([("title", "emma".into())]);
    let planned = shop.harness.plan("book", Some(&stored), &other).await;
    assert_eq!(summaries(&planned.diagnostics), ["The book must stay"]);
    let released = shop
        .harness
        .run("book", Some(&stored), &book(&[]))
        .await
        .unwrap();
    let destroyed = shop.harness.destroy("book", &released).await;
    assert!(destroyed.stored.is_none() && destroyed.diagnostics.is_empty());
}

#[tokio::test]
async fn what_is_gone_is_planned_anew() {
    let (shop, stored) = Shop::stocked(&book(&[])).await;
    std::fs::remove_file(shop.shelf.path().join("dune.book")).unwrap();
    assert!(shop.harness.refresh("book", &stored).await.stored.is_none());
}

#[tokio::test]
async fn a_failed_create_is_tainted_and_replaced() {
    let shop = Shop::open().await;
    let failed = shop
        .harness
        .run("book", None, &book(&[("mishap", "break".into())]))
        .await;
    assert_eq!(summaries(&failed.diagnostics), ["The spine broke"]);
    let stored = failed.stored.unwrap();
    assert!(stored.tainted);
    let planned = shop.harness.plan("book", Some(&stored), &book(&[])).await;
    assert_eq!(planned.action, Action::Replace);
    assert!(!shop.harness.apply(&planned).await.unwrap().tainted);
}

#[tokio::test]
async fn a_failed_update_stores_what_a_read_finds() {
    let (shop, stored) = Shop::stocked(&book(&[])).await;
    let broken = book(&[("mishap", "break".into()), ("pages", 5.into())]);
    let failed = shop.harness.run("book", Some(&stored), &broken).await;
    assert!(failed.diagnostics.has_errors());
    assert_eq!(
        failed.stored.unwrap().value.attribute("pages").as_i64(),
        Some(5)
    );
}

#[tokio::test]
async fn an_import_is_quiet() {
    let (shop, _) = Shop::stocked(&book(&[])).await;
    let imported = shop.harness.import("book", "dune").await.unwrap();
    shop.harness
        .assert_quiet("book", &imported, &book(&[]))
        .await;
    let nothing = shop.harness.import("book", "emma").await;
    assert_eq!(summaries(&nothing.diagnostics), ["There is no such book"]);
}

#[tokio::test]
async fn a_state_of_another_type_is_taken_over_or_refused() {
    let shop = Shop::open().await;
    let mut source = Moved {
        provider: "registry.terraform.io/hashicorp/local".to_owned(),
        type_name: "local_file".to_owned(),
        version: 0,
        state: serde_json::json!({ "filename": "dune" }),
    };
    let stored = shop.harness.take_over("book", &source).await.unwrap();
    assert_eq!(stored.value.attribute("title").as_str(), Some("dune"));
    assert_eq!(stored.private, br#"{"lent":1}"#);
    source.type_name = "null_resource".to_owned();
    let refused = shop.harness.take_over("book", &source).await.diagnostics;
    let detail = &refused.iter().next().unwrap().detail;
    assert!(
        detail.contains("It takes over: hashicorp/local local_file."),
        "{detail}"
    );
}

#[tokio::test]
async fn old_states_are_upgraded() {
    let shop = Shop::open().await;
    let old = "{\n  \"id\": \"dune\",\n  \"name\": \"dune\",\n  \"pages\": 3\n}";
    let state = shop.harness.upgrade("book", 0, old).await.unwrap();
    assert_eq!(state.attribute("title").as_str(), Some("dune"));
    assert_eq!(
        state.attribute("binding").attribute("cover").as_str(),
        Some("PAPER")
    );
}

#[tokio::test]
async fn a_state_that_lacks_attributes_of_this_release_is_whole_after_the_upgrade() {
    let (shop, stored) = Shop::stocked(&book(&[])).await;
    let value = shop
        .harness
        .upgrade("book", 1, "{\"title\": \"dune\"}")
        .await
        .unwrap();
    assert!(value.attribute("blurb").is_null());
    assert_eq!(value.attribute("protected").as_bool(), Some(false));
    let older = Stored {
        value,
        ..stored.clone()
    };
    let refreshed = shop.harness.refresh("book", &older).await.unwrap();
    assert_eq!(refreshed.value, stored.value);
}

#[tokio::test]
async fn states_of_the_future_are_refused_with_advice() {
    let shop = Shop::open().await;
    for (version, json, says) in [
        (2, "{}", "versions up to 1"),
        (
            1,
            "{\"title\": \"x\", \"smell\": \"old\"}",
            "\"smell\" in the schema. A newer version",
        ),
        (1, "{\"title\": []}", "terraform state rm"),
        (1, "not json", "terraform state rm"),
    ] {
        let refused = shop
            .harness
            .upgrade("book", version, json)
            .await
            .unwrap_err();
        let detail = &refused.iter().next().unwrap().detail;
        assert!(detail.contains(says), "{detail}");
    }
}

#[tokio::test]
async fn data_and_functions() {
    let (shop, _) = Shop::stocked(&book(&[])).await;
    let all = shop
        .harness
        .read_data("inventory", &Value::object::<&str>([]))
        .await
        .unwrap();
    assert_eq!(all.attribute("titles"), &Value::list(["dune".into()]));
    let none = Value::object([("prefix", "x".into())]);
    let none = shop.harness.read_data("inventory", &none).await.unwrap();
    assert_eq!(none.attribute("titles"), &Value::list([]));
    let word = |text: &str| (Value::from(text), Type::String);
    let said = shop.harness.call("shout", &[word("it"), word("is")]).await;
    assert_eq!(said, Ok("IT IS".into()));
    let (text, place) = shop
        .harness
        .call("shout", &[word("it"), word("")])
        .await
        .unwrap_err();
    assert_eq!(
        (text.as_str(), place),
        ("Silence cannot be shouted.", Some(1))
    );
    assert!(
        shop.harness
            .call("whisper", &[])
            .await
            .unwrap_err()
            .0
            .contains("no function whisper")
    );
}
