//! `kafkaws_broker_stack`, from nothing to nothing.

mod green;
mod growth;
mod lifecycle;
mod refusals;
mod repair;
mod roll;
mod stage;
mod walk;
