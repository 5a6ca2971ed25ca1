//! What every rule of every group keeps to.

use crate::rule::{Level, Rule};
use crate::{broker, cluster};
use kafkaws_catalog::source;

#[test]
fn every_rule_says_what_why_and_where() {
    keep(cluster::RULES, cluster::attributes::ALL);
    keep(broker::RULES, broker::attributes::ALL);
}

fn keep<J>(rules: &[Rule<J>], attributes: &[&str]) {
    for rule in rules {
        let id = rule.id;
        assert!(is_kebab_case(id.0), "{id}");
        assert!(source::ALL.contains(&rule.source), "{id}");
        assert!(
            !rule.title.ends_with('.') && rule.title.len() <= 100,
            "{id}"
        );
        assert!(rule.reason.ends_with('.'), "{id}");
        assert!(!rule.attributes.is_empty(), "{id}");
        let known = rule.attributes.iter().all(|path| attributes.contains(path));
        assert!(known, "{id}: {:?}", rule.attributes);
        assert_ne!(rule.default_level, Level::Off, "{id}");
    }
}

/// At least two words.
fn is_kebab_case(id: &str) -> bool {
    let words: Vec<&str> = id.split('-').collect();
    let is_letter = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    let is_word = |word: &&str| !word.is_empty() && word.chars().all(is_letter);
    words.len() > 1 && words.iter().all(is_word)
}
