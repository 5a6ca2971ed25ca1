//! What users of Kafka on AWS struggle with today: each pain is brought about on the sandbox, and cannot happen here.

mod bootstrap;
mod configuration;
mod connectivity;
mod express;
mod imports;
mod quiet;
mod replacement;
mod states;
mod storage;
mod updates;
