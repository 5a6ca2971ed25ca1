use super::*;
use crate::config::testing::block;
use kafkaws_schema::Value;

/// Paths of what is wrong with a block.
fn wrong<const N: usize>(written: [(&'static str, Value); N]) -> Vec<String> {
    let block = block(written);
    let found = validate(&Sketch::new(&block));
    found
        .into_iter()
        .map(|error| error.path.map_or("-".to_string(), |path| path.to_string()))
        .collect()
}

fn strings(items: &[&str]) -> Value {
    Value::list(items.iter().map(|item| Value::from(*item)))
}

#[test]
fn an_empty_block_is_right() {
    assert!(wrong([]).is_empty());
}

#[test]
fn half_of_static_credentials() {
    assert_eq!(wrong([("access_key", "a".into())]), ["access_key"]);
    assert_eq!(wrong([("secret_key", "s".into())]), ["secret_key"]);
    assert_eq!(wrong([("token", "t".into())]), ["token"]);
    let unknown = Value::unknown();
    assert!(wrong([("access_key", "a".into()), ("secret_key", unknown)]).is_empty());
}

#[test]
fn allowed_and_forbidden() {
    let ids = || strings(&["123456789012"]);
    let found = wrong([
        ("allowed_account_ids", ids()),
        ("forbidden_account_ids", ids()),
    ]);
    assert_eq!(found, ["forbidden_account_ids"]);
    let unknown = Value::unknown();
    assert!(
        wrong([
            ("allowed_account_ids", ids()),
            ("forbidden_account_ids", unknown)
        ])
        .is_empty()
    );
}

fn role<const N: usize>(written: [(&str, Value); N]) -> Value {
    Value::object(written)
}

#[test]
fn sessions_of_roles() {
    for (duration, right) in [
        ("15m", true),
        ("12h", true),
        ("14m59s", false),
        ("12h1s", false),
    ] {
        let roles = Value::list([role([("duration", duration.into())])]);
        let expected: &[&str] = if right {
            &[]
        } else {
            &["assume_role[0].duration"]
        };
        assert_eq!(wrong([("assume_role", roles)]), expected, "{duration}");
    }
    let roles = Value::list([role([]), role([("policy", "{".into())])]);
    assert_eq!(wrong([("assume_role", roles)]), ["assume_role[1].policy"]);
    let web = role([("policy_arns", strings(&["arn"; 11]))]);
    let path = "assume_role_with_web_identity.policy_arns";
    assert_eq!(wrong([("assume_role_with_web_identity", web)]), [path]);
}

#[test]
fn transitive_tags_are_tags() {
    let tags = Value::map([("team", Value::from("a"))]);
    let keys = strings(&["team", "env"]);
    let roles = Value::list([role([
        ("tags", tags),
        ("transitive_tag_keys", keys.clone()),
    ])]);
    let path = "assume_role[0].transitive_tag_keys[1]";
    assert_eq!(wrong([("assume_role", roles)]), [path]);
    let unknown = role([("tags", Value::unknown()), ("transitive_tag_keys", keys)]);
    assert!(wrong([("assume_role", Value::list([unknown]))]).is_empty());
}

#[test]
fn one_token_of_web_identity() {
    let both = role([
        ("web_identity_token", "t".into()),
        ("web_identity_token_file", "/f".into()),
    ]);
    let path = "assume_role_with_web_identity.web_identity_token";
    assert_eq!(wrong([("assume_role_with_web_identity", both)]), [path]);
}

#[test]
fn default_tags_that_cannot_work() {
    let tags = Value::map([("aws:x", Value::from("1")), ("owner", "me".into())]);
    let found = wrong([
        ("default_tags", role([("tags", tags)])),
        ("ignore_tags", role([("keys", strings(&["owner"]))])),
    ]);
    assert_eq!(
        found,
        [
            r#"default_tags.tags["aws:x"]"#,
            r#"default_tags.tags["owner"]"#
        ]
    );
}

#[test]
fn rules_that_do_not_exist() {
    let levels = Value::map([
        ("no-such-rule", Value::from("off")),
        ("nor-this", "warn".into()),
    ]);
    let found = wrong([("rules", levels)]);
    assert_eq!(found, [r#"rules["no-such-rule"]"#, r#"rules["nor-this"]"#]);
}

#[test]
fn poll_intervals() {
    for (interval, right) in [
        ("100ms", true),
        ("10m", true),
        ("99ms", false),
        ("11m", false),
    ] {
        let expected: &[&str] = if right { &[] } else { &["poll_interval"] };
        assert_eq!(
            wrong([("poll_interval", interval.into())]),
            expected,
            "{interval}"
        );
    }
}

#[test]
fn a_proxy_that_no_call_to_aws_would_use() {
    let proxy = || Value::from("http://proxy:3128");
    assert_eq!(wrong([("http_proxy", proxy())]), ["http_proxy"]);
    assert!(wrong([("http_proxy", proxy()), ("https_proxy", proxy())]).is_empty());
    assert!(wrong([("http_proxy", proxy()), ("https_proxy", Value::unknown())]).is_empty());
}
