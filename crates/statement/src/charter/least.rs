//! How few members suffice for something, whoever they are. Members of one bloc count alike, so it is enough to choose how many of each.

use super::{Charter, Power};

/// A unit has at most 64 members, so a set of their numbers fits.
type Numbers = u128;

impl Charter {
    /// The least number of members who can do it together, if they are the right ones. `None` where not even all can.
    pub fn least(&self, power: Power) -> Option<usize> {
        let (members, blocs) = (self.seats.len(), self.blocs().len());
        match power {
            Power::Amend => Some((members / 2 + 1).max(2)),
            Power::Block => Some((self.vouches() as usize).max(2)).filter(|least| *least <= members),
            Power::Override => Some((2 * members).div_ceil(3).max(blocs / 2 + 1)),
            Power::Halt => (1..members).find(|size| self.can_halt(*size)),
            Power::Equivocate => self.least_to_equivocate(),
        }
    }

    /// The owner of a log, and more of its witnesses than lies are survived.
    fn least_to_equivocate(&self) -> Option<usize> {
        let possible = self.logs().filter(|log| log.lies_survived() < log.witnesses);
        possible.map(|log| log.lies_survived() as usize + 2).min()
    }

    /// Whether some `size` members can keep every other's log off the record: each bloc that is not wholly among them must lack more of its
    /// witnesses than it can spare. Which numbers of members can be put together so, bloc after bloc?
    fn can_halt(&self, size: usize) -> bool {
        let mut sums: Numbers = 1;
        for bloc in self.blocs() {
            let mut logs = self.logs().filter(|log| log.owner.bloc == *bloc);
            let Some(log) = logs.next() else { continue };
            let (all, spare) = (1 + logs.count(), log.silences_survived() as usize);
            // All of them, or so few that those of other blocs are more than the log can spare.
            let few = (0..all).filter(|count| size > spare + count);
            sums = few.chain([all]).fold(0, |reached, count| reached | sums << count);
        }
        sums >> size & 1 == 1
    }
}
