//! The environment variables the provider block falls back to.

use std::collections::BTreeMap;

/// A snapshot of environment variables.
///
/// Taken once per ConfigureProvider rather than read where needed: tests run in parallel and a
/// process has only one environment, which `unsafe_code = "forbid"` keeps them from writing.
#[derive(Clone, Debug, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// The variables of this process. Variables that are not Unicode are left out: no AWS setting
    /// can hold such a value.
    pub fn of_process() -> Self {
        let variables = std::env::vars_os();
        let text = variables.filter_map(|(name, value)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        });
        Self(text.collect())
    }

    /// The value of the first of `names` that is set and not empty.
    ///
    /// Empty counts as unset, as in every AWS SDK: CI systems pass variables on as empty text.
    pub fn first(&self, names: &[&str]) -> Option<&str> {
        let values = names.iter().filter_map(|name| self.0.get(*name));
        values.map(String::as_str).find(|value| !value.is_empty())
    }

    /// Whether the variable says `true`, in any case, as the AWS SDKs read booleans.
    pub fn flag(&self, name: &str) -> bool {
        self.first(&[name])
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    fn from(variables: [(&str, &str); N]) -> Self {
        Self(
            variables
                .iter()
                .map(|(name, value)| (name.to_string(), value.to_string()))
                .collect(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_variable_that_is_not_empty_wins() {
        let environment = Environment::from([
            ("AWS_REGION", ""),
            ("AWS_DEFAULT_REGION", "eu-west-1"),
            ("AWS_EC2_METADATA_DISABLED", "TRUE"),
        ]);
        assert_eq!(
            environment.first(&["AWS_REGION", "AWS_DEFAULT_REGION"]),
            Some("eu-west-1")
        );
        assert_eq!(environment.first(&["AWS_PROFILE"]), None);
        assert!(environment.flag("AWS_EC2_METADATA_DISABLED"));
        assert!(!environment.flag("AWS_REGION"));
    }
}
