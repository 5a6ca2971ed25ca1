//! `kafkaws_broker_stack`, from nothing to nothing.

mod crashes;
mod green;
mod growth;
mod lifecycle;
mod lost;
mod refusals;
mod repair;
mod roll;
mod stage;
mod walk;
