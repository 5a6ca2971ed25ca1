//! `kafkaws_broker` against the sandbox's EC2.

mod adoption;
mod changes;
mod crashes;
mod lifecycle;
mod mishaps;
mod plans;
mod rules;
mod scene;
mod volumes;
