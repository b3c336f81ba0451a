//! Before a node signs anything for a log, enough others must have told it how long that log is: it cannot know by itself whether it was restored
//! from a backup (THREATS 8).

use crate::{Known, Refusal};
use statement::MemberName;
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Mutex, PoisonError},
};

/// A gate for each log. All are closed at every start.
#[derive(Debug, Default)]
pub struct Gates(Mutex<BTreeMap<MemberName, Gate>>);

#[derive(Debug, Default)]
struct Gate {
    /// Who has told us the newest head of the log since the start.
    answered: BTreeSet<MemberName>,
    /// Why nothing is signed for this log until a person has looked.
    barred: Option<String>,
}

impl Gates {
    /// A member has told us the newest head of `log`, and what followed from it is done.
    pub fn answered(&self, log: &MemberName, by: &MemberName) {
        self.with(log, |gate| gate.answered.insert(by.clone()));
    }

    /// Closes the gate until the node is started again by a person who knows why: this log has two histories, or this node signed two.
    pub fn bar(&self, log: &MemberName, why: &str) {
        self.with(log, |gate| gate.barred.get_or_insert_with(|| why.to_owned()).len());
    }

    /// Why nothing is signed for a log until a person has looked.
    pub fn barred(&self, log: &MemberName) -> Option<String> {
        self.with(log, |gate| gate.barred.clone())
    }

    /// Whether something may be signed for `log` under the charter in force at `now`: when as many members as its quorum asks for have answered.
    ///
    /// # Errors
    /// [`Refusal::Waiting`] for others, or for a person.
    pub fn check(&self, known: &Known, log: &MemberName, now: i64) -> Result<(), Refusal> {
        let charter = known.in_force(now);
        let quorum = charter.and_then(|charter| charter.logs().find(|quorum| quorum.owner.name == *log));
        let (Some(charter), Some(quorum)) = (charter, quorum) else {
            return Err(Refusal::NoStanding(format!("{log} is no member under the charter in force")));
        };
        let needed = quorum.cosignatures as usize;
        self.with(log, |gate| {
            if let Some(why) = &gate.barred {
                return Err(Refusal::Barred(why.clone()));
            }
            let counts = |name: &&MemberName| {
                let seat = charter.seat(name);
                // Those who side with the owner may say what it wants; the owner itself speaks for its log.
                seat.is_some_and(|seat| seat.bloc != quorum.owner.bloc || seat.name == quorum.owner.name)
            };
            let answered = gate.answered.iter().filter(counts).count();
            if answered >= needed { Ok(()) } else { Err(Refusal::Waiting { answered, needed }) }
        })
    }

    /// Whether it is others that a log waits for.
    pub fn is_waiting(&self, known: &Known, log: &MemberName, now: i64) -> bool {
        matches!(self.check(known, log, now), Err(Refusal::Waiting { .. }))
    }

    fn with<T>(&self, log: &MemberName, act: impl FnOnce(&mut Gate) -> T) -> T {
        let mut gates = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        act(gates.entry(log.clone()).or_default())
    }
}
