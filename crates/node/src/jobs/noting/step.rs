//! One transaction of noting down: entries into rows, and what a quote puts on record judged by its record time.

use super::reading::{Candidate, Prepared};
use crate::Known;
use home::{over_quota, timely};
use log::Timestamp;
use statement::{Audience, MemberName};
use std::{collections::HashSet, sync::Arc};
use store::{Cache, Noted, Quote, Said, Spoken, Tx, WantedBody};

/// How long an epoch is: a UTC day of record time.
const EPOCH: u64 = 86_400;

/// What came of a step.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) said: Vec<(statement::StatementId, String)>,
    pub(super) quote: Option<Quote>,
    pub(super) voids: usize,
    pub(super) why: String,
    pub(super) wants_bodies: bool,
    /// Nothing was noted down.
    pub(super) is_stale: bool,
    pub(super) evidence: Vec<Vec<u8>>,
}

/// One transaction of noting down.
pub(super) struct Step {
    pub(super) known: Arc<Known>,
    pub(super) owner: MemberName,
    pub(super) me: MemberName,
    pub(super) now: Timestamp,
}

impl Step {
    pub(super) fn note(
        &self,
        tx: &Tx<'_, Cache>,
        from: u64,
        entries: Vec<Prepared>,
    ) -> Result<Outcome, store::Error> {
        let mut outcome = Outcome::default();
        if tx.judged_by()? != Some(self.known.judged_by()) {
            // There are other papers since these entries were read. Whoever took them has the logs judged by them, and then it goes on here.
            outcome.is_stale = true;
            return Ok(outcome);
        }
        let mut texts = HashSet::new();
        let mut waiting: Vec<Noted> = Vec::new();
        let mut at = from;
        for (index, Prepared { mut noted, quote, evidence }) in (from..).zip(entries) {
            outcome.evidence.extend(evidence.filter(|_| self.owner != self.me));
            self.refuse_twice(tx, &mut noted, index, &mut texts)?;
            self.count(&noted, &mut outcome);
            self.want(tx, &noted, index, &mut outcome)?;
            waiting.push(noted);
            let Some(candidate) = quote else { continue };
            // A quote speaks of what is noted down before it.
            tx.note_down(&self.owner, at, &waiting)?;
            (at, waiting) = (index + 1, Vec::new());
            self.quote(tx, index, candidate, &mut outcome)?;
        }
        tx.note_down(&self.owner, at, &waiting)?;
        Ok(outcome)
    }

    /// A second entry with the same text is void.
    fn refuse_twice(
        &self,
        tx: &Tx<'_, Cache>,
        noted: &mut Noted,
        index: u64,
        texts: &mut HashSet<statement::Digest>,
    ) -> Result<(), store::Error> {
        if let (Some(said), None) = (&noted.said, &noted.void) {
            let again =
                !texts.insert(said.text) || tx.said_before(&self.owner, said.made, &said.text, index)?;
            noted.void = again.then(|| home::SAID_TWICE.to_owned());
        }
        Ok(())
    }

    fn count(&self, noted: &Noted, outcome: &mut Outcome) {
        if let Some(said) = &noted.said {
            outcome.said.push((noted.id, said.kind.to_string()));
        }
        if let Some(why) = &noted.void {
            outcome.voids += 1;
            why.clone_into(&mut outcome.why);
        }
    }

    /// The bodies that this member may read, or mirrors for others.
    fn want(
        &self,
        tx: &Tx<'_, Cache>,
        noted: &Noted,
        index: u64,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let Some(said) = noted.said.as_ref().filter(|_| noted.void.is_none()) else { return Ok(()) };
        let (hash, bytes) = match (&said.sealed, &said.body) {
            (Some(sealed), _) => (sealed.hash, sealed.bytes),
            // What is stored has the salt in front.
            (None, Some(body)) if said.audience == Audience::Unit => {
                (body.hash, body.bytes.saturating_add(32))
            }
            _ => return Ok(()),
        };
        tx.want_body(&WantedBody { hash, bytes, member: self.owner.clone(), index }, self.now)?;
        match self.owner == self.me {
            // One's own lie here since before they were said.
            true => tx.hold_body(&hash, bytes).map(drop),
            false => {
                outcome.wants_bodies = true;
                Ok(())
            }
        }
    }

    /// Puts on record what a quote covers, and judges it by its record time.
    fn quote(
        &self,
        tx: &Tx<'_, Cache>,
        index: u64,
        candidate: Candidate,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let log = tx.log(&self.owner)?;
        let time = log.last.map_or(candidate.time, |last| last.time.max(candidate.time));
        let quote = Quote { index, covers: candidate.covers, root: candidate.root, time };
        tx.note_quote(&self.owner, &quote)?;
        if quote.covers > log.on_record {
            self.judge(tx, log.on_record, quote.covers, time, outcome)?;
            outcome.quote = Some(quote);
        }
        Ok(())
    }

    /// Judges the entries from one number up to, and without, another, which are on record since `time`, in their order.
    fn judge(
        &self,
        tx: &Tx<'_, Cache>,
        from: u64,
        to: u64,
        time: Timestamp,
        outcome: &mut Outcome,
    ) -> Result<(), store::Error> {
        let epoch = time / EPOCH;
        let mut spoken = tx.spoken(&self.owner, epoch)?;
        let mut at = from;
        while at < to {
            let found = tx.entries(&self.owner, at, usize::try_from(to - at).unwrap_or(usize::MAX))?;
            let Some(last) = found.last() else { break };
            at = last.index + 1;
            for entry in &found {
                let Some(said) = &entry.noted.said else { continue };
                if entry.noted.void.as_deref().is_some_and(|why| why != home::SAID_TWICE) {
                    continue;
                }
                let void = self.void(tx, entry.index, said, time, &mut spoken)?;
                if void != entry.noted.void {
                    tx.judge(&self.owner, entry.index, void.as_deref())?;
                    if let Some(why) = void {
                        outcome.voids += 1;
                        outcome.why = why;
                        tx.unwant_bodies(&self.owner, entry.index)?;
                    }
                }
            }
        }
        tx.set_spoken(&self.owner, epoch, &spoken)
    }

    /// Why a statement that is authentic does not count, once its record time is known: the rules of `home::Judge`, in their order.
    fn void(
        &self,
        tx: &Tx<'_, Cache>,
        index: u64,
        said: &Said,
        time: Timestamp,
        spoken: &mut Spoken,
    ) -> Result<Option<String>, store::Error> {
        if let Err(why) = timely(&self.known.charters, &said.charter, said.made, Some(time)) {
            return Ok(Some(why));
        }
        spoken.statements += 1;
        spoken.bytes = spoken.bytes.saturating_add(said.body.as_ref().map_or(0, |body| body.bytes));
        if let Some(charter) = self.known.charters.by_id(&said.charter)
            && let Some(why) = over_quota(charter, spoken.statements, spoken.bytes)
        {
            return Ok(Some(why));
        }
        let again = tx.said_before(&self.owner, said.made, &said.text, index)?;
        Ok(again.then(|| home::SAID_TWICE.to_owned()))
    }
}
