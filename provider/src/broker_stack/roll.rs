//! In which order brokers are touched: a pure function of what is to be done with each.

use std::collections::BTreeMap;

/// What is to be done with a broker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// It exists and is as wanted.
    Nothing,
    /// It changes while it serves: tags, a larger volume.
    Online,
    /// It is well and goes down for a change.
    Restart,
    /// It is not well: it serves nobody until it is touched.
    Repair,
    /// It is wanted and does not exist.
    Make,
    /// It exists and is not wanted.
    Remove,
}

/// The parts of a roll, in the order in which they are done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Roll {
    /// Side by side: nobody goes down for it.
    pub(crate) online: Vec<i64>,
    /// One at a time, with the gate between them.
    pub(crate) one_by_one: Vec<Turn>,
    /// Side by side: nobody depends on them yet.
    pub(crate) make: Vec<i64>,
    /// One at a time, the highest first.
    pub(crate) remove: Vec<i64>,
}

/// A broker's turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) broker_id: i64,
    /// Whether it is down already.
    pub(crate) repairs: bool,
}

impl Roll {
    /// The broken first: every broker that is missing is one less that the others can lose. Then by id, so that a roll that was
    /// stopped goes on with the brokers that have not had their turn.
    pub(crate) fn of(work: &BTreeMap<i64, Work>) -> Self {
        let with = |kind: Work| -> Vec<i64> {
            let of_kind = work.iter().filter(|(_, work)| **work == kind);
            of_kind.map(|(id, _)| *id).collect()
        };
        let turn = |repairs| move |broker_id| Turn { broker_id, repairs };
        let repairs = with(Work::Repair).into_iter().map(turn(true));
        let restarts = with(Work::Restart).into_iter().map(turn(false));
        Self {
            online: with(Work::Online),
            one_by_one: repairs.chain(restarts).collect(),
            make: with(Work::Make),
            remove: with(Work::Remove).into_iter().rev().collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn works() -> impl Strategy<Value = Work> {
        prop_oneof![
            Just(Work::Nothing),
            Just(Work::Online),
            Just(Work::Restart),
            Just(Work::Repair),
            Just(Work::Make),
            Just(Work::Remove),
        ]
    }

    fn ids(turns: &[Turn]) -> Vec<i64> {
        turns.iter().map(|turn| turn.broker_id).collect()
    }

    #[test]
    fn the_broken_first_then_by_id_and_the_highest_go_first() {
        let work = BTreeMap::from([
            (1, Work::Restart),
            (2, Work::Restart),
            (3, Work::Repair),
            (4, Work::Nothing),
            (5, Work::Online),
            (6, Work::Remove),
            (7, Work::Remove),
            (8, Work::Make),
        ]);
        let roll = Roll::of(&work);
        assert_eq!(ids(&roll.one_by_one), [3, 1, 2]);
        assert_eq!(roll.online, [5]);
        assert_eq!(roll.make, [8]);
        assert_eq!(roll.remove, [7, 6]);
        assert_eq!(
            Roll::of(&BTreeMap::from([(1, Work::Nothing)])),
            Roll::default()
        );
    }

    proptest! {
        #[test]
        fn everybody_has_one_turn_at_most(work in proptest::collection::btree_map(0i64..2000, works(), 0..40)) {
            let roll = Roll::of(&work);
            let mut all = [roll.online.clone(), ids(&roll.one_by_one), roll.make.clone(), roll.remove.clone()].concat();
            all.sort_unstable();
            let expected: Vec<i64> = work.iter().filter(|(_, work)| **work != Work::Nothing).map(|(id, _)| *id).collect();
            prop_assert_eq!(all, expected);
        }

        #[test]
        fn a_roll_that_was_stopped_goes_on_in_the_same_order(work in proptest::collection::btree_map(0i64..2000, works(), 1..40), done in 0usize..40) {
            let whole = Roll::of(&work);
            let done = done.min(whole.one_by_one.len());
            let mut rest = work.clone();
            for turn in &whole.one_by_one[..done] {
                rest.insert(turn.broker_id, Work::Nothing);
            }
            prop_assert_eq!(&Roll::of(&rest).one_by_one, &whole.one_by_one[done..]);
        }

        #[test]
        fn nobody_restarts_before_all_repairs_are_done(work in proptest::collection::btree_map(0i64..2000, works(), 0..40)) {
            let turns = Roll::of(&work).one_by_one;
            let first = turns.iter().position(|turn| !turn.repairs).unwrap_or(turns.len());
            prop_assert!(turns[first..].iter().all(|turn| !turn.repairs));
        }
    }
}
