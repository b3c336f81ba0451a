//! Signatures in a folder that travels: each must be by somebody known, and right. Elsewhere unknown signatures are passed over, as the
//! formats ask; here one that nobody can check is one that somebody may have changed.

use anyhow::{Context, bail};
use home::{Charters, Sheets, opened};
use note::Note;
use statement::{MemberName, Role, Seat, SignedCharter};

/// Checks all signatures of a charter: its own members' and those of the members before.
pub fn check_signatures(charter: &SignedCharter, chain: &Charters) -> anyhow::Result<()> {
    let before = charter.charter().succeeds.and_then(|(_, previous)| chain.by_id(&previous));
    let seats: Vec<&Seat> =
        charter.charter().seats.iter().chain(before.into_iter().flat_map(|before| &before.seats)).collect();
    for signature in charter.note().signatures() {
        let seat =
            seats.iter().find(|seat| *seat.root.name() == signature.name && seat.root.id() == signature.id);
        let seat =
            seat.with_context(|| format!("charter {} is signed by a stranger", charter.charter().number))?;
        seat.root.verify(charter.note().text().as_bytes(), &signature.bytes)?;
    }
    Ok(())
}

/// Checks all signatures of a head: the log's own, and cosignatures of members.
pub fn check_cosignatures(note: &Note, sheets: &Sheets, owner: &MemberName) -> anyhow::Result<()> {
    let own = sheets.keys(owner, Role::Log);
    let head = opened(note.clone(), &own)?;
    for signature in note.signatures() {
        if let Some(key) = own.iter().find(|key| *key.name() == signature.name && key.id() == signature.id) {
            key.verify(note.text().as_bytes(), &signature.bytes)?;
            continue;
        }
        let mut witnesses = sheets.members().flat_map(|member| sheets.keys(member, Role::Witness));
        match witnesses.find(|key| *key.name() == signature.name && key.id() == signature.id) {
            Some(key) => drop(head.cosigned(key)?),
            None => bail!("a checkpoint is signed by somebody who is not known here: {}", signature.name),
        }
    }
    Ok(())
}
