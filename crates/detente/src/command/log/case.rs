//! A statement before a judge who has nothing but charters, key sheets and a proof.

use super::list::time;
use home::{Charters, Extra, Sheets, authentic, policy, quorum, timely};
use log::{Accepted, Hash, Policy, Proof, record_time};
use note::Note;
use statement::{Charter, Content, Entry};

/// What came of it: sentences where it holds, and why where it does not.
pub type Judgement = Result<Vec<String>, String>;

/// All that is needed to judge.
pub struct Case<'c> {
    /// The charters, from the first.
    pub charters: &'c Charters,
    /// The key sheets.
    pub sheets: &'c Sheets,
    /// The proof.
    pub proof: &'c Proof,
    /// What it carries.
    pub extra: &'c Extra,
    /// The statement that it carries.
    pub entry: &'c Entry,
}

impl Case<'_> {
    /// Judges, in the order of docs/spec/log-proof.md section 2.
    pub fn judge(&self) -> Judgement {
        let common = &self.entry.header().common;
        authentic(self.charters, self.sheets, &common.member, self.proof.index, self.entry, false)?;
        let (accepted, recorded) = match &self.extra.quote {
            Some((index, bytes)) => self.quoted(*index, bytes)?,
            None => (self.accepted(self.charters.by_id(&common.charter))?, None),
        };
        timely(self.charters, &common.charter, common.made, recorded)?;
        let mut lines = vec![
            format!(
                "Statement {} is entry {} of the log of {}.",
                self.entry.id(),
                self.proof.index,
                common.member
            ),
            format!(
                "It is of kind {}, made {} by its author's clock.",
                self.entry.header().content.kind(),
                common.made
            ),
            self.as_of(),
        ];
        lines.extend(cosigners(&accepted));
        lines.push(match recorded {
            Some(recorded) => format!("It is on record since {}.", time(recorded)),
            None => {
                let at = record_time(accepted.times(), None).map_or("-".to_owned(), time);
                format!("No quote gives its record time yet; by these cosignatures it would be {at}.")
            }
        });
        Ok(lines)
    }

    /// The sheets by which it was judged: there may be newer ones that void a key.
    fn as_of(&self) -> String {
        let member = &self.entry.header().common.member;
        match self.sheets.newest(member) {
            Some(sheet) => {
                format!("Judged as of key sheet {} of {member}, made {}.", sheet.number, sheet.made)
            }
            None => format!("There is no key sheet of {member}."),
        }
    }

    fn accepted(&self, charter: Option<&Charter>) -> Result<Accepted, String> {
        let charter = charter.ok_or("its charter is not among those given")?;
        let size =
            log::Checkpoint::parse(self.proof.checkpoint.text()).map_err(|error| error.to_string())?.size;
        let owner = &self.entry.header().common.member;
        let (_, policy) = policy(charter, self.sheets, owner, size).map_err(|error| error.to_string())?;
        included(&policy, self.proof, &self.extra.entry)
    }

    /// With the quote that shows the proof's own checkpoint.
    fn quoted(&self, index: u64, bytes: &[u8]) -> Result<(Accepted, Option<u64>), String> {
        let owner = &self.entry.header().common.member;
        let before = match &self.extra.before {
            Some((index, bytes)) => Some(self.quote(*index, bytes, None)?.1),
            None => None,
        };
        let (quote, recorded) = self.quote(index, bytes, before)?;
        let checkpoint = match &quote.header().content {
            Content::Quote { checkpoint } => checkpoint.clone(),
            _ => return Err("the quote that it carries is none".to_owned()),
        };
        let same = Note::parse(&checkpoint).is_ok_and(|note| note.text() == self.proof.checkpoint.text());
        if !same || quote.header().common.member != *owner {
            return Err("the quote that it carries shows another checkpoint".to_owned());
        }
        Ok((self.accepted(self.charters.by_id(&quote.header().common.charter))?, Some(recorded)))
    }

    fn quote(&self, index: u64, bytes: &[u8], before: Option<u64>) -> Result<(Entry, u64), String> {
        let owner = &self.entry.header().common.member;
        let quote = Entry::parse(bytes).map_err(|error| error.to_string())?;
        let Content::Quote { checkpoint } = &quote.header().content else {
            return Err("a quote that it carries is none".to_owned());
        };
        let found = quorum(self.charters, self.sheets, owner, (index, &quote), checkpoint, before);
        let (_, time) = found.ok_or("a quote that it carries does not count")?;
        Ok((quote, time))
    }
}

/// Checks that the entry is in a log that the policy's quorum has cosigned.
pub fn included(policy: &Policy, proof: &Proof, entry: &[u8]) -> Result<Accepted, String> {
    let accepted = policy.verify(proof.checkpoint.clone()).map_err(|error| error.to_string())?;
    let (size, root) = accepted.head.tree();
    proof.leads_to(&Hash::leaf(entry), size, &root).map_err(|error| error.to_string())?;
    Ok(accepted)
}

/// Who cosigned, and when.
pub fn cosigners(accepted: &Accepted) -> impl Iterator<Item = String> {
    accepted.cosigned.iter().map(|(name, at)| format!("  cosigned by {name} at {}", time(*at)))
}
