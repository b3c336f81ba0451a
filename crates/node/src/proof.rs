//! Proofs that a statement is on record, for whoever has nothing but charters (docs/spec/log-proof.md).

use crate::{Known, Node, Refusal, blocking};
use anyhow::Context;
use home::Extra;
use log::{Checkpoint, MAX_PROOF_FILE, Proof, inclusion_proof};
use note::Note;
use statement::{Content, Entry, MemberName, StatementId};
use store::{Cache, Found, Quote, View};

impl Node {
    /// The proof of a statement that is on record, as a C2SP tlog-proof with all that our own verifier needs.
    ///
    /// # Errors
    /// A statement that is not here, or not on record yet; the disk.
    pub async fn proof(&self, id: StatementId) -> Result<String, Refusal> {
        blocking(|| self.prove(&id))
    }

    fn prove(&self, id: &StatementId) -> Result<String, Refusal> {
        let memory = |error: store::Error| Refusal::Disk(error.to_string());
        let found = self.store.cache().read("a statement", |view| view.statement(id)).map_err(memory)?;
        let found =
            found.ok_or_else(|| Refusal::Missing(format!("no log that is here has the statement {id}")))?;
        let around = self
            .store
            .cache()
            .read("the quotes around a statement", |view| around(view, &found))
            .map_err(memory)?;
        let Some((before, quote)) = around else {
            return Err(Refusal::Missing(format!(
                "the statement {id} is not on record yet: no quote covers it"
            )));
        };
        let proof =
            self.assemble(&found, before, quote).map_err(|error| Refusal::Disk(format!("{error:#}")))?;
        let text = proof.to_string();
        match text.len() <= MAX_PROOF_FILE {
            true => Ok(text),
            false => Err(Refusal::OverQuota(
                "the proof would be larger than a mebibyte, because of all the key sheets".to_owned(),
            )),
        }
    }

    fn assemble(&self, found: &Found, before: Option<Quote>, quote: Quote) -> anyhow::Result<Proof> {
        let mut tiles = self.tiles(&found.member).context("the log is not here")?;
        let bytes = tiles.entry(quote.index)?;
        let checkpoint = shown(&bytes)?;
        let covers = Checkpoint::parse(checkpoint.text())?.size;
        let carried = |index: u64, bytes: Vec<u8>| (index, bytes);
        let extra = Extra {
            entry: tiles.entry(found.index)?,
            before: before
                .map(|before| Ok::<_, logdir::Error>(carried(before.index, tiles.entry(before.index)?)))
                .transpose()?,
            quote: Some(carried(quote.index, bytes)),
            sheets: all_sheets(&self.papers.known(), &found.member),
        };
        let path = inclusion_proof(found.index, covers, &mut |node| tiles.node(node))?;
        Ok(Proof { extra: Some(extra.to_text().into_bytes()), index: found.index, path, checkpoint })
    }
}

/// The checkpoint that a quote shows.
fn shown(bytes: &[u8]) -> anyhow::Result<Note> {
    match &Entry::parse(bytes)?.header().content {
        Content::Quote { checkpoint } => Ok(Note::parse(checkpoint)?),
        _ => anyhow::bail!("what was noted as a quote is none"),
    }
}

/// The first quote that covers an entry, and the one before it. `None` while none covers it.
fn around(view: &View<'_, Cache>, found: &Found) -> Result<Option<(Option<Quote>, Quote)>, store::Error> {
    let behind = view.quotes(&found.member, found.index)?;
    let Some(quote) = behind.iter().find(|quote| quote.covers > found.index).copied() else {
        return Ok(None);
    };
    let nearer = behind.iter().take_while(|other| other.index < quote.index).last().copied();
    let before = match nearer {
        Some(before) => Some(before),
        None => last_before(view, &found.member, quote.index)?,
    };
    Ok(Some((before, quote)))
}

/// The last quote before an entry, looked for further and further back.
fn last_before(
    view: &View<'_, Cache>,
    member: &MemberName,
    index: u64,
) -> Result<Option<Quote>, store::Error> {
    let mut span = 512;
    loop {
        let from = index.saturating_sub(span);
        let last = view.quotes(member, from)?.into_iter().take_while(|quote| quote.index < index).last();
        if last.is_some() || from == 0 {
            return Ok(last);
        }
        span = span.saturating_mul(2);
    }
}

/// The key sheets of the owner and of all members.
fn all_sheets(known: &Known, owner: &MemberName) -> Vec<Note> {
    let seats = known.charters.last().into_iter().flat_map(|charter| &charter.seats);
    let others = seats.map(|seat| &seat.name).filter(|name| *name != owner);
    let members = std::iter::once(owner).chain(others);
    members.flat_map(|member| known.sheets.notes(member).map(|(_, note)| note.clone())).collect()
}
