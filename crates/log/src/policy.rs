//! Trust policies (C2SP tlog-policy): which logs, and whose cosignatures make a checkpoint good enough.

mod parse;

use crate::{Head, NotAHead, Refused, Timestamp};
use note::{KeyName, Note, VerifierKey};
use std::collections::BTreeMap;

/// How many logs, witnesses and groups a policy may have, of each. A unit has at most 64 members.
pub const MAX_POLICY: usize = 128;

/// How long a policy file may be.
pub const MAX_POLICY_FILE: usize = 256 << 10;

/// A name in a policy: bytes, whatever they are.
type Name = Vec<u8>;

/// Which logs are believed, and how many of which witnesses it takes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<VerifierKey>,
    witnesses: Vec<VerifierKey>,
    groups: Vec<Group>,
    quorum: Quorum,
}

/// So many of its members.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Group {
    least: usize,
    members: Vec<Member>,
}

/// Whoever can be in a group: by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    Witness(usize),
    Group(usize),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Quorum {
    None,
    Of(Member),
}

/// A checkpoint that a policy found good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The head.
    pub head: Head,
    /// Who of the policy's witnesses cosigned, and when.
    pub cosigned: Vec<(KeyName, Timestamp)>,
}

impl Accepted {
    /// The times for [`record_time`](crate::record_time): one of each name, the latest. Whoever has several keys has one say in a median.
    pub fn times(&self) -> Vec<Timestamp> {
        let mut latest = BTreeMap::new();
        for (name, time) in &self.cosigned {
            let known = latest.entry(name).or_insert(*time);
            *known = (*known).max(*time);
        }
        latest.into_values().collect()
    }
}

/// Why a policy does not accept a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotAccepted {
    /// It is not the head of a log of the policy.
    #[error(transparent)]
    Head(#[from] NotAHead),
    /// A cosignature is wrong.
    #[error(transparent)]
    Refused(#[from] Refused),
    /// Too few have cosigned.
    #[error("{} of {known} known witnesses have cosigned, which is not the quorum: {}", .cosigned.len(), names(.cosigned))]
    NoQuorum {
        /// Those who have.
        cosigned: Vec<KeyName>,
        /// How many the policy knows.
        known: usize,
    },
}

fn names(names: &[KeyName]) -> String {
    let names: Vec<&str> = names.iter().map(KeyName::as_str).collect();
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

impl Policy {
    /// The policy for one log that asks for `least` of these witnesses. `least` 0 asks for none.
    ///
    /// # Errors
    /// `None` where there are fewer witnesses than that.
    pub fn k_of(log: VerifierKey, least: usize, witnesses: Vec<VerifierKey>) -> Option<Self> {
        let members = (0..witnesses.len()).map(Member::Witness).collect();
        let quorum = if least == 0 { Quorum::None } else { Quorum::Of(Member::Group(0)) };
        let groups = vec![Group { least, members }];
        (least <= witnesses.len()).then_some(Policy { logs: vec![log], witnesses, groups, quorum })
    }

    /// The logs that it knows.
    pub fn logs(&self) -> &[VerifierKey] {
        &self.logs
    }

    /// The witnesses that it knows.
    pub fn witnesses(&self) -> &[VerifierKey] {
        &self.witnesses
    }

    /// Checks a checkpoint: signed by a log of the policy, cosigned by its quorum.
    ///
    /// # Errors
    /// A wrong signature of anyone whom the policy knows, whatever others there are; too few cosignatures.
    pub fn verify(&self, note: Note) -> Result<Accepted, NotAccepted> {
        let head = self.head(note)?;
        let mut cosigned = Vec::new();
        let mut has = vec![false; self.witnesses.len()];
        for (witness, has) in self.witnesses.iter().zip(&mut has) {
            match head.cosigned(witness) {
                Ok(time) => {
                    *has = true;
                    cosigned.push((witness.name().clone(), time));
                }
                Err(Refused::NotSigned(_)) => {}
                Err(bad) => return Err(bad.into()),
            }
        }
        match self.reached(&has) {
            true => Ok(Accepted { head, cosigned }),
            false => {
                let cosigned = cosigned.into_iter().map(|(name, _)| name).collect();
                Err(NotAccepted::NoQuorum { cosigned, known: self.witnesses.len() })
            }
        }
    }

    /// The head, if any of the logs has signed it. All that have a line are asked: one wrong signature spoils the checkpoint.
    fn head(&self, note: Note) -> Result<Head, NotAHead> {
        let mut head = None;
        for key in self.logs.iter().filter(|key| note.by(key.name(), key.id()).next().is_some()) {
            head = Some(Head::open(note.clone(), key)?);
        }
        match head {
            Some(head) => Ok(head),
            None => Err(Refused::NotSigned(crate::Checkpoint::parse(note.text())?.origin).into()),
        }
    }

    fn reached(&self, has: &[bool]) -> bool {
        // A group names only groups before it, so one pass in their order suffices.
        let mut groups: Vec<bool> = Vec::with_capacity(self.groups.len());
        let is = |groups: &[bool], member: &Member| match *member {
            Member::Witness(number) => has.get(number).copied().unwrap_or(false),
            Member::Group(number) => groups.get(number).copied().unwrap_or(false),
        };
        for group in &self.groups {
            let count = group.members.iter().filter(|member| is(&groups, member)).count();
            groups.push(count >= group.least);
        }
        match &self.quorum {
            Quorum::None => true,
            Quorum::Of(member) => is(&groups, member),
        }
    }
}
