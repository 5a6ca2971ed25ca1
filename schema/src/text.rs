//! Text that is valid by its type: `text!` for checked text, `parsed!` for text with a meaning.

/// A string newtype that only valid text can become. The rule is printed in docs and errors, and reads
/// on from "must be".
///
/// ```
/// kafkaws_schema::text!(
///     /// Name of a cluster.
///     pub ClusterName, "1 to 64 letters, digits and hyphens", |text| {
///         (1..=64).contains(&text.len())
///             && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
///     }
/// );
/// let name: ClusterName = "orders".parse()?;
/// assert!("or ders".parse::<ClusterName>().is_err());
/// # Ok::<(), kafkaws_schema::Problem>(())
/// ```
#[macro_export]
macro_rules! text {
    ($(#[$meta:meta])* $vis:vis $name:ident, $rule:expr, $valid:expr $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        $vis struct $name(String);

        impl $name {
            /// What the text must be.
            pub const RULE: &'static str = $rule;

            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Problem;

            fn from_str(text: &str) -> Result<Self, $crate::Problem> {
                let valid: fn(&str) -> bool = $valid;
                if valid(text) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err($crate::support::broken_text(text, Self::RULE))
                }
            }
        }

        impl ::core::convert::TryFrom<String> for $name {
            type Error = $crate::Problem;

            fn try_from(text: String) -> Result<Self, $crate::Problem> {
                text.parse()
            }
        }

        impl ::core::convert::TryFrom<&str> for $name {
            type Error = $crate::Problem;

            fn try_from(text: &str) -> Result<Self, $crate::Problem> {
                text.parse()
            }
        }

        impl ::core::convert::From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }

        impl ::core::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = str;

            fn deref(&self) -> &str {
                &self.0
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl $crate::Attr for $name {
            const SHAPE: $crate::Shape = $crate::Shape::String;
            const RULE: $crate::Rule = $crate::Rule::Text($rule);

            fn read(value: &$crate::Value) -> Result<Self, $crate::Problem> {
                <String as $crate::Attr>::read(value)?.parse()
            }

            fn write(&self) -> $crate::Value {
                $crate::Value::text(&self.0)
            }
        }
    };
}

/// A newtype over a type that text is parsed into. It keeps the text: what the user wrote goes back to
/// Terraform as it came, even where `Display` of the inner type would spell it otherwise. Equality and
/// order are the inner type's.
///
/// ```
/// kafkaws_schema::parsed!(
///     /// Port of a listener.
///     pub Port(u16), "a port number"
/// );
/// let port: Port = "9094".parse()?;
/// assert_eq!(*port, 9094);
/// assert_eq!("09094".parse::<Port>()?, port);
/// # Ok::<(), kafkaws_schema::Problem>(())
/// ```
#[macro_export]
macro_rules! parsed {
    ($(#[$meta:meta])* $vis:vis $name:ident($inner:ty), $rule:expr $(,)?) => {
        $(#[$meta])*
        #[derive(Clone, Debug)]
        $vis struct $name {
            inner: $inner,
            text: String,
        }

        impl $name {
            /// What the text must be.
            pub const RULE: &'static str = $rule;

            /// The text, as it was written.
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// What the text means.
            pub fn into_inner(self) -> $inner {
                self.inner
            }
        }

        impl ::core::convert::From<$inner> for $name {
            fn from(inner: $inner) -> Self {
                let text = inner.to_string();
                Self { inner, text }
            }
        }

        impl ::core::str::FromStr for $name {
            type Err = $crate::Problem;

            fn from_str(text: &str) -> Result<Self, $crate::Problem> {
                match text.parse::<$inner>() {
                    Ok(inner) => Ok(Self { inner, text: text.to_owned() }),
                    Err(_) => Err($crate::support::broken_text(text, Self::RULE)),
                }
            }
        }

        impl ::core::convert::TryFrom<String> for $name {
            type Error = $crate::Problem;

            fn try_from(text: String) -> Result<Self, $crate::Problem> {
                text.parse()
            }
        }

        impl ::core::ops::Deref for $name {
            type Target = $inner;

            fn deref(&self) -> &$inner {
                &self.inner
            }
        }

        impl ::core::fmt::Display for $name {
            fn fmt(&self, f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl ::core::cmp::PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.inner == other.inner
            }
        }

        impl ::core::cmp::Eq for $name {}

        impl ::core::cmp::PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<::core::cmp::Ordering> {
                Some(::core::cmp::Ord::cmp(self, other))
            }
        }

        impl ::core::cmp::Ord for $name {
            fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                ::core::cmp::Ord::cmp(&self.inner, &other.inner)
            }
        }

        impl ::core::hash::Hash for $name {
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                ::core::hash::Hash::hash(&self.inner, state);
            }
        }

        impl $crate::Attr for $name {
            const SHAPE: $crate::Shape = $crate::Shape::String;
            const RULE: $crate::Rule = $crate::Rule::Text($rule);

            fn read(value: &$crate::Value) -> Result<Self, $crate::Problem> {
                <String as $crate::Attr>::read(value)?.parse()
            }

            fn write(&self) -> $crate::Value {
                $crate::Value::text(&self.text)
            }
        }
    };
}
