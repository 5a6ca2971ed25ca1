//! The node engine: makes one broker what it is to be, whatever it is now.
//!
//! It is driven by what EC2 shows and not by what was done last: look, find out what is missing ([`steps()`], a pure
//! function), do the first of it, and look again. A crash, a lost answer or an interruption at any point leaves
//! something that the next look finds.

pub(crate) mod boot;
mod change;
mod check;
mod fresh;
mod halt;
mod make;
mod outcome;
mod perform;
mod proof;
mod release;
mod rest;
mod restart;
mod run;
mod standing;
mod step;
mod steps;
mod token;
mod wanted;

pub(crate) use crate::aws::fleet::{Identity, Seen};
pub(crate) use fresh::just_made;
pub(crate) use halt::{Halt, Why, unwritable};
pub(crate) use proof::{doubt, trust};
pub(crate) use release::release;
pub(crate) use run::{converge, create, look};
pub(crate) use standing::{Health, Standing};
#[cfg(test)]
pub(crate) use step::Reason;
pub(crate) use step::{Step, disrupts};
pub(crate) use steps::{image_of, same_profile, steps};
pub(crate) use wanted::{Placement, Wanted};

#[cfg(test)]
pub(crate) mod testing;
