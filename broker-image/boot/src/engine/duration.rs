//! Times in the engine file: `"90s"`, `"2m"`.

use std::time::Duration;

use serde::de::Error;
use serde::{Deserialize, Deserializer};

pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Duration, D::Error> {
    let text = String::deserialize(from)?;
    humantime::parse_duration(&text)
        .map_err(|cause| D::Error::custom(format!("{text:?} is no time such as \"90s\": {cause}")))
}
