//! A broker that was finished, and that Terraform may not know of yet: its interface says for some minutes whose it is.

use std::time::SystemTime;

use super::token;
use super::wanted::Wanted;
use crate::aws::fleet::Seen;
use crate::aws::maker::Maker;
use crate::aws::tags::Tags;

/// What the interface of a broker that is finished now is tagged with.
pub(super) fn tags(wanted: &Wanted, now: SystemTime) -> Tags {
    maker(wanted).tags(now)
}

/// Whether a create with the same arguments finished this broker a moment ago.
pub(crate) fn just_made(wanted: &Wanted, seen: &Seen, now: SystemTime) -> bool {
    let interface = seen.interface.as_ref();
    interface.is_some_and(|interface| maker(wanted).just_made(&interface.tags, now))
}

fn maker(wanted: &Wanted) -> Maker {
    Maker::here(&[&token::mark(wanted)])
}

#[cfg(test)]
mod tests {
    use super::super::testing::{complete, wanted};
    use super::*;

    #[test]
    fn only_the_same_create_finds_it() {
        let now = SystemTime::now();
        let ours = wanted();
        let mut other = wanted();
        other.subnet_id = "subnet-0other".to_owned();
        let mut seen = complete(&ours);
        assert!(!just_made(&ours, &seen, now), "it bears no mark");
        let interface = seen.interface.as_mut().unwrap();
        interface.tags.extend(tags(&ours, now));
        assert!(just_made(&ours, &seen, now));
        assert!(!just_made(&other, &seen, now));
    }
}
