//! This node as a witness: C2SP tlog-witness `add-checkpoint`, where a cosignature means *I hold it*.

use crate::{Node, Refusal, blocking, crash::point, mirrors::Mirror};
use log::{AddCheckpoint, Advance, Declined, Head, NotAHead, NotStored, Refused};
use note::{Note, Signature, VerifierKey};
use statement::MemberName;
use std::sync::Arc;

impl Node {
    /// Cosigns a head of another's log, which `from` submits, in the steps of [`log::Held`]: it must extend what was signed last, its entries
    /// must be on this disk, and the new state too, before anything is signed.
    ///
    /// # Errors
    /// As the specification has them, and: too few peers have said how long the log is, the entries are not to be had, the disk does not write.
    pub async fn witness(
        self: &Arc<Self>,
        from: &MemberName,
        owner: &MemberName,
        request: AddCheckpoint,
    ) -> Result<Vec<Signature>, Refusal> {
        let known = self.papers.known();
        let charter = known.in_force(self.clock.now());
        if owner == self.member() || charter.is_none_or(|charter| charter.seat(owner).is_none()) {
            return Err(Refusal::Declined(Declined::UnknownLog));
        }
        self.may_sign(owner)?;
        let key = signer(&known.sheets.keys(owner, statement::Role::Log), &request.note)
            .ok_or_else(|| unsigned(&self.log_name(owner)))?;
        let slot = self.mirrors.slot(owner);
        let mut mirror = match from == owner {
            true => slot.for_owner().await,
            false => slot.if_free().await?,
        };
        blocking(|| mirror.open(&self.home, &known.sheets, owner))?;
        let note = request.note.clone();
        let advance = match self.held(owner)?.consider(request, &key) {
            Err(Declined::Inconsistent(why)) => {
                self.inconsistent(&mut mirror, owner, note, &key, from).await?;
                return Err(Refusal::Declined(Declined::Inconsistent(why)));
            }
            considered => considered.map_err(Refusal::Declined)?,
        };
        let head = advance.head().clone();
        let voided = known.sheets.log_keys(owner, head.checkpoint().size).iter().all(|good| **good != key);
        if voided {
            return Err(unsigned(&self.log_name(owner)));
        }
        // The mirror may hold more than was signed. What contradicts it is evidence, whatever was signed.
        self.see_head(&mut mirror, owner, &head, from).await?;
        point("cosign.mirrored");
        let signature = blocking(|| self.cosign(&mut mirror, owner, advance))?;
        point("cosign.signed");
        self.put_under(owner, &self.genuine(owner, &head.with(signature.clone())));
        Ok(vec![signature])
    }

    /// The steps of the witness behind the mirror.
    fn cosign(
        &self,
        mirror: &mut Mirror,
        owner: &MemberName,
        advance: Advance,
    ) -> Result<Signature, Refusal> {
        let size = advance.head().checkpoint().size;
        let holding = advance.hold(&mirror.edge_at(size)?);
        let holding = holding.map_err(|why| Refusal::Declined(Declined::Inconsistent(why)))?;
        let stored =
            holding.store(|from, to| self.store.swap_held(owner, from, to)).map_err(|error| match error {
                NotStored::Overtaken => Refusal::Busy,
                NotStored::Storage(error) => Refusal::Disk(error.to_string()),
            })?;
        point("cosign.held");
        Ok(stored.cosign(&self.cosigner, self.clock.now().unsigned_abs()))
    }

    /// What this witness signed last of a log.
    pub(crate) fn held(&self, owner: &MemberName) -> Result<log::Held, Refusal> {
        let held = blocking(|| self.store.keep().read("state of the witness", |view| view.held(owner)));
        held.map_err(|error| Refusal::Disk(error.to_string()))
    }

    /// A head that does not extend what was signed last: perhaps the mirror shows what it forked from.
    async fn inconsistent(
        self: &Arc<Self>,
        mirror: &mut Mirror,
        owner: &MemberName,
        note: Note,
        key: &VerifierKey,
        from: &MemberName,
    ) -> Result<(), Refusal> {
        let head = Head::open(note, key).map_err(|error| Refusal::Declined(Declined::NotSigned(error)))?;
        self.see_head(mirror, owner, &head, from).await
    }
}

/// The key of the log that signed a note.
pub(crate) fn signer(keys: &[&VerifierKey], note: &Note) -> Option<VerifierKey> {
    keys.iter().find(|key| note.by(key.name(), key.id()).next().is_some()).map(|key| (*key).clone())
}

fn unsigned(log: &note::KeyName) -> Refusal {
    Refusal::Declined(Declined::NotSigned(NotAHead::Refused(Refused::NotSigned(log.clone()))))
}
