//! Types that hide what they hold.

use std::fmt;

use crate::attr::Attr;
use crate::object::{Choice, Rule, Shape};
use crate::problem::Problem;
use crate::value::Value;

/// A value that Terraform hides and that never prints itself. It is still in the state, in clear.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Secret<T>(T);

/// A value that is only ever in the configuration: null in every plan and state.
///
/// So it is absent when a prior state is read. Whether it changed must be told by a companion, such as
/// a version attribute or a hash in the private bytes.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct WriteOnly<T>(Option<T>);

impl<T> Secret<T> {
    /// Hides `inner`.
    pub const fn new(inner: T) -> Self {
        Self(inner)
    }

    /// What it hides: for the call that needs it, never for a message or a log.
    pub const fn expose(&self) -> &T {
        &self.0
    }
}

impl<T> WriteOnly<T> {
    /// As the configuration gives it.
    pub const fn new(inner: T) -> Self {
        Self(Some(inner))
    }

    /// What the configuration gives; `None` when it was read from a plan or a state.
    pub const fn expose(&self) -> Option<&T> {
        self.0.as_ref()
    }
}

impl<T> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl<T> fmt::Display for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl<T> fmt::Debug for WriteOnly<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("****")
    }
}

impl<T: Attr> Attr for Secret<T> {
    const SHAPE: Shape = T::SHAPE;
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = true;
    const WRITE_ONLY: bool = T::WRITE_ONLY;

    fn read(value: &Value) -> Result<Self, Problem> {
        T::read(value).map(Self).map_err(|_| hidden::<T>())
    }

    fn write(&self) -> Value {
        self.0.write()
    }
}

impl<T: Attr> Attr for WriteOnly<T> {
    const SHAPE: Shape = T::SHAPE;
    const RULE: Rule = T::RULE;
    const CHOICES: &'static [Choice] = T::CHOICES;
    const SENSITIVE: bool = true;
    const WRITE_ONLY: bool = true;

    fn read(value: &Value) -> Result<Self, Problem> {
        if value.is_null() {
            return Ok(Self(None));
        }
        T::read(value).map(Self::new).map_err(|_| hidden::<T>())
    }

    fn write(&self) -> Value {
        Value::Null
    }
}

/// A problem that tells the rule and not the value.
fn hidden<T: Attr>() -> Problem {
    let rule = T::RULE.words(T::CHOICES);
    let rule = rule.unwrap_or_else(|| format!("a known {}", T::SHAPE.ty().json()));
    Problem::new(format!(
        "the value, which is sensitive, is not accepted: it must be {rule}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Bounded;

    #[test]
    fn never_prints_what_it_hides() {
        let secret = Secret::new("hunter2".to_owned());
        assert_eq!(format!("{secret} {secret:?}"), "**** ****");
        assert_eq!(format!("{:?}", WriteOnly::new(1)), "****");
        assert_eq!(secret.expose(), "hunter2");
    }

    #[test]
    fn a_problem_does_not_tell_either() {
        let problem = Secret::<Bounded<1, 9>>::read(&4711.into()).unwrap_err();
        assert!(problem.message.contains("between 1 and 9"));
        assert!(!problem.message.contains("4711"));
    }

    #[test]
    fn write_only_is_null_wherever_it_is_written() {
        assert!(WriteOnly::new(true).write().is_null());
        assert_eq!(
            WriteOnly::<bool>::read(&Value::Null).unwrap().expose(),
            None
        );
    }
}
