//! Where in a value: `brokers.subnets[2]`.

use std::fmt;

/// One step into a value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// An attribute of an object.
    Attribute(String),
    /// An element of a list or tuple, from 0.
    Index(i64),
    /// An element of a map.
    Key(String),
}

/// Steps from the resource's own object inwards. The root path has none.
///
/// A path never enters a set: Terraform cannot address what a set holds, so problems inside one
/// point at the set.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(pub Vec<Step>);

impl Path {
    /// The whole value.
    pub const fn root() -> Self {
        Self(Vec::new())
    }

    /// Attributes within attributes: `Path::of(&["storage_info", "volume_size"])`.
    pub fn of(attributes: &[&str]) -> Self {
        Self(
            attributes
                .iter()
                .map(|name| Step::Attribute((*name).to_owned()))
                .collect(),
        )
    }

    /// This path and one more step.
    pub fn step(&self, step: Step) -> Self {
        let mut steps = self.0.clone();
        steps.push(step);
        Self(steps)
    }

    /// The attribute `name` of what this path points at.
    pub fn attribute(&self, name: impl Into<String>) -> Self {
        self.step(Step::Attribute(name.into()))
    }

    /// The element `index` of the list this path points at.
    pub fn index(&self, index: impl TryInto<i64>) -> Self {
        self.step(Step::Index(index.try_into().unwrap_or(i64::MAX)))
    }

    /// The element `key` of the map this path points at.
    pub fn key(&self, key: impl Into<String>) -> Self {
        self.step(Step::Key(key.into()))
    }

    /// This path, then `tail`.
    pub fn join(&self, tail: &Path) -> Self {
        Self(self.0.iter().chain(&tail.0).cloned().collect())
    }

    /// The steps, outermost first.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether this is the whole value.
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether this path is `other` or lies within it.
    pub fn starts_with(&self, other: &Path) -> bool {
        self.0.starts_with(&other.0)
    }

    /// The innermost attribute on the way: what a message calls the thing.
    pub fn name(&self) -> Option<&str> {
        self.0.iter().rev().find_map(|step| match step {
            Step::Attribute(name) => Some(name.as_str()),
            Step::Index(_) | Step::Key(_) => None,
        })
    }
}

impl From<&str> for Path {
    /// One top-level attribute, not a dotted path.
    fn from(attribute: &str) -> Self {
        Self::of(&[attribute])
    }
}

impl fmt::Display for Path {
    /// As HCL would write it: `a.b[0]`, `tags["team"]`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (position, step) in self.0.iter().enumerate() {
            match step {
                Step::Attribute(name) if position == 0 => f.write_str(name)?,
                Step::Attribute(name) => write!(f, ".{name}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::Key(key) => write!(f, "[{key:?}]")?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_like_the_hcl_it_names() {
        let path = Path::of(&["brokers", "subnets"]).index(2);
        assert_eq!(path.to_string(), "brokers.subnets[2]");
        assert_eq!(
            Path::from("tags").key("team").to_string(),
            r#"tags["team"]"#
        );
        assert_eq!(Path::root().to_string(), "");
    }

    #[test]
    fn within_itself_and_its_parents() {
        let inner = Path::of(&["a", "b"]).index(0);
        assert!(inner.starts_with(&Path::of(&["a", "b"])));
        assert!(inner.starts_with(&inner));
        assert!(!Path::from("a").starts_with(&inner));
    }

    #[test]
    fn named_after_the_innermost_attribute() {
        assert_eq!(Path::of(&["a", "b"]).index(0).name(), Some("b"));
        assert_eq!(Path::root().name(), None);
    }
}
