//! The registry's guide page about rules, `docs/guides/rules.md`, from the rules themselves.

use crate::cluster::replacement::{IRREVERSIBLE, Irreversible};
use crate::rule::{Level, Rule};
use crate::{broker, cluster};
use kafkaws_catalog::Source;
use std::fmt::Write;

const HEAD: &str = "---
page_title: \"Rules\"
subcategory: \"\"
description: |-
  What the provider refuses or advises against while it plans clusters and brokers.
---

# Rules

AWS refuses some clusters and brokers at once, some after half an hour, and lets others run into
trouble later. The provider knows these cases and says so in `terraform plan`, at the attribute that
should be written differently.

- A rule is judged when a cluster or broker is created and when one of its attributes changes. What
  nobody changes is never judged, so a scheduled plan stays quiet after an upgrade of the provider.
- A rule says nothing when something that it needs is not known, for example a version that another
  resource computes, or a metric that your credentials may not read.
- An `error` fails the plan; a `warn` is shown and the plan goes on; `off` silences the rule. Set
  levels in the provider block:

```terraform
provider \"kafkaws\" {
  rules = {
    \"min-isr-headroom\"   = \"error\"
    \"auto-create-topics\" = \"off\"
  }
}
```

To destroy something whose configuration a rule refuses, run `terraform destroy -refresh=false`.
";

const CLUSTER_HEAD: &str = "
## MSK clusters

Rules of `kafkaws_msk_cluster`.
";

const BROKER_HEAD: &str = "
## Self-managed brokers

Rules of `kafkaws_broker` and `kafkaws_broker_stack`. Where EC2 is needed to judge and may not be
asked, figures of instance types come from the provider's catalogue.
";

const IRREVERSIBLE_HEAD: &str = "
### Changes that only a new cluster could satisfy

AWS has no call for these changes. The plan fails, whatever the levels, unless the cluster says
`allow_replacement = true`; then Terraform destroys the cluster with its data and creates an empty
one.
";

/// The whole page, in Markdown. The same rules give the same bytes.
pub fn render() -> String {
    let mut page = String::from(HEAD);
    group(&mut page, CLUSTER_HEAD, cluster::RULES);
    page.push_str(IRREVERSIBLE_HEAD);
    IRREVERSIBLE
        .iter()
        .for_each(|change| irreversible(&mut page, change));
    group(&mut page, BROKER_HEAD, broker::RULES);
    page
}

fn group<J>(page: &mut String, head: &str, rules: &[Rule<J>]) {
    page.push_str(head);
    contents(page, rules);
    rules.iter().for_each(|rule| section(page, rule));
}

/// Writing to a `String` cannot fail, so the results are dropped.
fn contents<J>(page: &mut String, rules: &[Rule<J>]) {
    page.push_str("\n| Rule | Level | What it says |\n| --- | --- | --- |\n");
    for Rule {
        id,
        title,
        default_level,
        ..
    } in rules
    {
        let _ = writeln!(page, "| [`{id}`](#{id}) | {default_level} | {title} |");
    }
}

fn section<J>(page: &mut String, rule: &Rule<J>) {
    let _ = writeln!(
        page,
        "\n### {}\n\n{}. {}\n",
        rule.id, rule.title, rule.reason
    );
    let _ = writeln!(
        page,
        "- Level: `{}` ({})",
        rule.default_level,
        meaning(rule.default_level)
    );
    let _ = writeln!(
        page,
        "- Judged on create and when one of these changes: {}",
        code(rule.attributes)
    );
    let _ = writeln!(page, "- Source: {}", link(rule.source));
}

fn irreversible(page: &mut String, change: &Irreversible) {
    let Irreversible {
        attribute,
        title,
        reason,
        source,
        ..
    } = change;
    let _ = writeln!(
        page,
        "\n- `{attribute}`: {title}. {reason} ({})",
        link(*source)
    );
}

fn meaning(level: Level) -> &'static str {
    match level {
        Level::Error => "AWS refuses, or it could not work",
        Level::Warn => "good practice",
        Level::Off => "only where you turn it on",
    }
}

fn code(attributes: &[&str]) -> String {
    attributes
        .iter()
        .map(|path| format!("`{path}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

fn link(Source { title, url }: Source) -> String {
    format!("[{title}]({url})")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_every_rule_and_every_irreversible_change_once() {
        let page = render();
        assert!(page.starts_with("---\npage_title: \"Rules\"\n"));
        cluster::RULES
            .iter()
            .for_each(|rule| stands_once(&page, rule));
        broker::RULES
            .iter()
            .for_each(|rule| stands_once(&page, rule));
        for change in IRREVERSIBLE {
            assert_eq!(page.matches(change.title).count(), 1, "{}", change.title);
        }
    }

    fn stands_once<J>(page: &str, rule: &Rule<J>) {
        let id = rule.id;
        assert_eq!(page.matches(&format!("\n### {id}\n")).count(), 1, "{id}");
        assert!(page.contains(&format!("](#{id})")), "{id}");
        assert!(
            page.contains(rule.reason) && page.contains(rule.source.url),
            "{id}"
        );
    }

    #[test]
    fn the_page_fits_the_registry() {
        assert!(
            render().len() < 500_000,
            "the registry shows pages of up to 500 KB"
        );
        assert!(!render().contains("\n\n\n"), "one blank line at most");
    }

    #[test]
    fn the_example_can_be_copied() {
        for id in ["min-isr-headroom", "auto-create-topics"] {
            assert!(crate::Levels::parse([(id, "off")]).is_ok());
            assert!(HEAD.contains(id));
        }
    }
}
