//! What a provider block must satisfy beyond its single attributes.
//!
//! Runs in ValidateProviderConfig, on values that may not be known yet: a check whose attributes
//! are unknown waits for the plan or apply that knows them.

use std::collections::BTreeMap;
use std::time::Duration;

use kafkaws_schema::{Diagnostic, Diagnostics, Path, Sketch};

use super::{GoDuration, RuleLevel};
use crate::aws::tags::problem_of_tag;

const SESSION: std::ops::RangeInclusive<Duration> =
    Duration::from_secs(15 * 60)..=Duration::from_secs(12 * 3600);
const POLL: std::ops::RangeInclusive<Duration> =
    Duration::from_millis(100)..=Duration::from_secs(600);
/// STS takes at most this many policies per session.
const MAX_POLICY_ARNS: usize = 10;

/// The diagnostics of a provider block that can be told from the block alone.
pub fn validate(config: &Sketch<'_>) -> Diagnostics {
    let checks: [fn(&Sketch<'_>, &mut Diagnostics); 8] = [
        static_credentials,
        accounts,
        roles,
        web_identity,
        tags,
        rules,
        poll_interval,
        proxies,
    ];
    let mut found = Diagnostics::new();
    checks.iter().for_each(|check| check(config, &mut found));
    found
}

/// Whether the attribute is known to be absent / known to be there. Neither holds while unknown.
fn absent(config: &Sketch<'_>, path: &Path) -> bool {
    config.known(path).is_some_and(|value| value.is_null())
}

fn present(config: &Sketch<'_>, path: &Path) -> bool {
    config.known(path).is_some_and(|value| !value.is_null())
}

fn needs(config: &Sketch<'_>, found: &mut Diagnostics, set: &str, missing: &str) {
    if present(config, &set.into()) && absent(config, &missing.into()) {
        let detail = format!("Set `{missing}` as well, or remove `{set}`.");
        let summary = format!("{set} does nothing without {missing}");
        found.push(Diagnostic::error(summary, detail).at(set.into()));
    }
}

fn static_credentials(config: &Sketch<'_>, found: &mut Diagnostics) {
    needs(config, found, "access_key", "secret_key");
    needs(config, found, "secret_key", "access_key");
    needs(config, found, "token", "access_key");
}

fn accounts(config: &Sketch<'_>, found: &mut Diagnostics) {
    let [allowed, forbidden] = ["allowed_account_ids", "forbidden_account_ids"].map(Path::from);
    if present(config, &allowed) && present(config, &forbidden) {
        let detail = "A list of what is allowed already forbids everything else. Keep one of \
                      `allowed_account_ids` and `forbidden_account_ids`.";
        let summary = "both allowed and forbidden accounts";
        found.push(Diagnostic::error(summary, detail).at(forbidden));
    }
}

fn roles(config: &Sketch<'_>, found: &mut Diagnostics) {
    let list = Path::from("assume_role");
    let count = config
        .known(&list)
        .and_then(|roles| roles.as_list())
        .map_or(0, |roles| roles.len());
    for position in 0..count {
        let role = list.index(position);
        session(config, found, &role);
        transitive_keys(config, found, &role);
    }
}

/// What both kinds of role have.
fn session(config: &Sketch<'_>, found: &mut Diagnostics, role: &Path) {
    let [duration, policy, arns] =
        ["duration", "policy", "policy_arns"].map(|name| role.attribute(name));
    if let Some(length) = config
        .at::<GoDuration>(&duration)
        .map(|duration| duration.0)
        && !SESSION.contains(&length)
    {
        let detail = "A role session lasts from `15m` to `12h`, and at most what the role allows.";
        found.push(Diagnostic::error("duration out of range", detail).at(duration));
    }
    if let Some(text) = config.at::<String>(&policy)
        && let Err(error) = serde_json::from_str::<serde_json::Value>(&text)
    {
        let detail = format!("{error}. Write it with `jsonencode({{ … }})`.");
        found.push(Diagnostic::error("the policy is not JSON", detail).at(policy));
    }
    if config
        .at::<Vec<String>>(&arns)
        .is_some_and(|arns| arns.len() > MAX_POLICY_ARNS)
    {
        let detail = format!("STS takes at most {MAX_POLICY_ARNS} policies per session.");
        found.push(Diagnostic::error("too many policies", detail).at(arns));
    }
}

fn transitive_keys(config: &Sketch<'_>, found: &mut Diagnostics, role: &Path) {
    let keys = config.at::<Vec<String>>(&role.attribute("transitive_tag_keys"));
    let tags = config.at::<BTreeMap<String, String>>(&role.attribute("tags"));
    if absent(config, &role.attribute("tags")) || tags.is_some() {
        let tags = tags.unwrap_or_default();
        for (position, key) in keys.unwrap_or_default().iter().enumerate() {
            if !tags.contains_key(key) {
                let detail = format!("`tags` has no key {key:?}. Add it, or remove it here.");
                let path = role.attribute("transitive_tag_keys").index(position);
                found.push(Diagnostic::error("transitive tag without a tag", detail).at(path));
            }
        }
    }
}

fn web_identity(config: &Sketch<'_>, found: &mut Diagnostics) {
    let role = Path::from("assume_role_with_web_identity");
    let [token, file] =
        ["web_identity_token", "web_identity_token_file"].map(|name| role.attribute(name));
    if present(config, &token) && present(config, &file) {
        let detail = "Keep `web_identity_token_file`, which is read again when it changes, or \
                      `web_identity_token`.";
        found.push(Diagnostic::error("two web identity tokens", detail).at(token));
    }
    session(config, found, &role);
}

fn tags(config: &Sketch<'_>, found: &mut Diagnostics) {
    let path = Path::of(&["default_tags", "tags"]);
    let ignored = Path::of(&["ignore_tags", "keys"]);
    let ignored = config.at::<Vec<String>>(&ignored).unwrap_or_default();
    for (key, value) in config
        .at::<BTreeMap<String, String>>(&path)
        .unwrap_or_default()
    {
        if let Some(problem) = problem_of_tag(&key, &value) {
            let error = Diagnostic::error("AWS does not take this tag", problem);
            found.push(error.at(path.key(&key)));
        }
        if ignored.contains(&key) {
            let detail = format!("{key:?} is in `ignore_tags` too. Keep it in one of the two.");
            let error = Diagnostic::error("a default tag that is ignored", detail);
            found.push(error.at(path.key(&key)));
        }
    }
}

fn rules(config: &Sketch<'_>, found: &mut Diagnostics) {
    let set = config
        .at::<BTreeMap<String, RuleLevel>>(&Path::from("rules"))
        .unwrap_or_default();
    found.extend(super::levels::problems(&set));
}

fn poll_interval(config: &Sketch<'_>, found: &mut Diagnostics) {
    let path = Path::from("poll_interval");
    let length = config.at::<GoDuration>(&path).map(|interval| interval.0);
    if length.is_some_and(|length| !POLL.contains(&length)) {
        let detail = "Looking more often than every `100ms` is throttled, and a pause over `10m` \
                      outlasts what it waits for.";
        found.push(Diagnostic::error("poll_interval out of range", detail).at(path));
    }
}

/// A company's proxy in `http_proxy` alone looks right and is used by no call to AWS.
fn proxies(config: &Sketch<'_>, found: &mut Diagnostics) {
    let [http, https] = ["http_proxy", "https_proxy"].map(Path::from);
    let endpoints = Path::from("endpoints");
    if present(config, &http) && absent(config, &https) && absent(config, &endpoints) {
        let detail = "AWS's endpoints are all `https`, and those go through `https_proxy`. Unless \
                      HTTPS_PROXY is set, no call uses this proxy.";
        found.push(Diagnostic::warning("http_proxy serves http endpoints only", detail).at(http));
    }
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
