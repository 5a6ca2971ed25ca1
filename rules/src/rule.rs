//! What a rule is.

use kafkaws_catalog::Source;
use kafkaws_schema::Path;
use std::fmt;
use std::str::FromStr;

/// Names a rule in messages, in the docs and in the provider block: kebab-case, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub &'static str);

impl fmt::Display for RuleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// What happens when a rule is violated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Level {
    /// The plan fails. The default where AWS refuses.
    Error,
    /// The plan says so and goes on. The default for good practice.
    Warn,
    /// The rule is not judged.
    Off,
}

/// A text that is not a level.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a level: write \"error\", \"warn\" or \"off\"")]
pub struct UnknownLevel(pub String);

impl Level {
    /// Every level, as users write them.
    pub const ALL: [Level; 3] = [Level::Error, Level::Warn, Level::Off];

    /// The word for it in the provider block.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warn => "warn",
            Level::Off => "off",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = UnknownLevel;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let found = Level::ALL.into_iter().find(|level| level.as_str() == text);
        found.ok_or_else(|| UnknownLevel(text.to_owned()))
    }
}

/// One rule. `J` is its judge, a function of the case that its group of rules judges.
#[derive(Clone, Copy, Debug)]
pub struct Rule<J> {
    /// Its name.
    pub id: RuleId,
    /// What is refused or advised, in one line: the summary of its diagnostics.
    pub title: &'static str,
    /// Why, in a sentence or two.
    pub reason: &'static str,
    /// Where that is stated.
    pub source: Source,
    /// What happens unless the provider block says otherwise.
    pub default_level: Level,
    /// Dotted paths of the attributes that wake the rule: it is judged when the resource is created
    /// and when one of these changes.
    pub attributes: &'static [&'static str],
    /// Judges one case. It says nothing when nothing is wrong or something that it needs is unknown.
    pub judge: J,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// The attribute that should be written differently.
    pub path: Path,
    /// What is wrong, with the numbers of this case.
    pub detail: String,
    /// What to write instead.
    pub advice: String,
}

impl Violation {
    /// At an attribute, given by its dotted path.
    pub fn new(attribute: &str, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Self::at(crate::field::path(attribute), detail, advice)
    }

    /// At an element of a list or a map.
    pub fn at(path: Path, detail: impl Into<String>, advice: impl Into<String>) -> Self {
        Self {
            path,
            detail: detail.into(),
            advice: advice.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_read_as_they_are_written() {
        for level in Level::ALL {
            assert_eq!(level.to_string().parse(), Ok(level));
        }
        assert_eq!("Warn".parse::<Level>(), Err(UnknownLevel("Warn".into())));
    }
}
