//! Everybody's key sheets: for each member a chain, each signed by a root that a charter lists.

use crate::{Charters, Shelf, files};
use anyhow::{Context, bail};
use note::{KeyId, MAX_NOTE, Note, VerifierKey};
use statement::{KeySheet, MemberName, Role, UnitId};
use std::collections::BTreeMap;

/// How many sheets a member is taken to have at most.
const MAX_SHEETS: usize = 1024;

/// Key sheets, checked.
#[derive(Clone, Debug, Default)]
pub struct Sheets {
    chains: BTreeMap<MemberName, Vec<Signed>>,
}

/// A sheet, the note that it was read from, and which of the member's seats has the root that signed it.
#[derive(Clone, Debug)]
struct Signed {
    sheet: KeySheet,
    note: Note,
    seat: usize,
}

impl Sheets {
    /// Those of a folder.
    pub fn load(shelf: &Shelf, charters: &Charters) -> anyhow::Result<Self> {
        let mut sheets = Sheets::default();
        for member in shelf.sheet_owners()? {
            for number in files::numbered(&shelf.sheets(&member), "keys")? {
                let path = shelf.sheet(&member, number);
                let note = Note::parse(&files::read(&path, MAX_NOTE)?);
                let added = note.map_err(anyhow::Error::from).and_then(|note| {
                    let sheet: KeySheet = note.text().parse()?;
                    match sheet.member == member && sheet.number == number {
                        true => sheets.add(note, charters),
                        false => bail!("it is called by another member or number"),
                    }
                });
                added.with_context(|| format!("{} does not hold", path.display()))?;
            }
        }
        Ok(sheets)
    }

    /// Adds a sheet. `true` if it is new here.
    ///
    /// It must be signed by a root that a charter lists for the member, never by an earlier one than the sheet before: a root that a
    /// charter has replaced, because it was lost or stolen, signs no more.
    pub fn add(&mut self, note: Note, charters: &Charters) -> anyhow::Result<bool> {
        let (seat, sheet) = open(&note, charters)?;
        let chain = self.chains.entry(sheet.member.clone()).or_default();
        if let Some(here) = chain.iter().find(|here| here.sheet.number == sheet.number) {
            if here.sheet.id == sheet.id {
                return Ok(false);
            }
            bail!(
                "ALARM: the root of {} has signed two key sheets {}: the one here stays. Ask {0} in person; its root may be stolen",
                sheet.member,
                sheet.number
            );
        }
        match chain.last() {
            None if sheet.number == 1 => {}
            None => bail!("sheet {} of {} is here without those before it", sheet.number, sheet.member),
            Some(before) if seat < before.seat => {
                bail!("it is signed by a root that was replaced before sheet {}", before.sheet.number)
            }
            Some(before) => sheet.follows(&before.sheet)?,
        }
        if chain.len() == MAX_SHEETS {
            bail!("a member has at most {MAX_SHEETS} key sheets");
        }
        chain.push(Signed { sheet, note, seat });
        Ok(true)
    }

    /// Adds a sheet that somebody offers. Where there are sheets of the member already, it must be signed by the root that the newest
    /// charter lists: whoever stole an earlier root would otherwise be as good as the member.
    pub fn add_offered(&mut self, note: Note, charters: &Charters) -> anyhow::Result<bool> {
        let (seat, sheet) = open(&note, charters)?;
        let last = charters.seats(&sheet.member).count();
        let is_known = |chain: &Vec<Signed>| chain.iter().any(|here| here.sheet.number == sheet.number);
        match self.chains.get(&sheet.member) {
            Some(chain) if !chain.is_empty() && !is_known(chain) && seat + 1 < last => {
                bail!("it is signed by a root that a charter has replaced")
            }
            _ => self.add(note, charters),
        }
    }

    /// Adds the sheets of one member that somebody offers together, from the first. If the newest is signed by the root that counts now, it
    /// vouches for those before it, which it names by their digests, whatever root signed them.
    pub fn add_together(&mut self, notes: Vec<Note>, charters: &Charters) -> anyhow::Result<()> {
        let newest = notes.last().map(|note| open(note, charters)).transpose()?;
        let is_current =
            newest.is_some_and(|(seat, sheet)| seat + 1 == charters.seats(&sheet.member).count());
        for note in notes {
            match is_current {
                true => self.add(note, charters)?,
                false => self.add_offered(note, charters)?,
            };
        }
        Ok(())
    }

    /// A member's sheets, from the first.
    pub fn chain(&self, member: &MemberName) -> impl DoubleEndedIterator<Item = &KeySheet> {
        self.chains.get(member).into_iter().flatten().map(|signed| &signed.sheet)
    }

    /// A member's newest sheet.
    pub fn newest(&self, member: &MemberName) -> Option<&KeySheet> {
        self.chain(member).next_back()
    }

    /// Everybody who has sheets.
    pub fn members(&self) -> impl Iterator<Item = &MemberName> {
        self.chains.keys()
    }

    /// The notes of a member's sheets, from the first.
    pub fn notes(&self, member: &MemberName) -> impl Iterator<Item = (u64, &Note)> {
        self.chains.get(member).into_iter().flatten().map(|signed| (signed.sheet.number, &signed.note))
    }

    /// The key that a member uses or used for `role` under this number.
    pub fn key(&self, member: &MemberName, role: Role, id: KeyId) -> Option<&VerifierKey> {
        self.keys(member, role).into_iter().find(|key| key.id() == id)
    }

    /// All keys that a member has had for `role`, newest first.
    pub fn keys(&self, member: &MemberName, role: Role) -> Vec<&VerifierKey> {
        let mut keys: Vec<&VerifierKey> = Vec::new();
        for key in self.chain(member).rev().map(|sheet| sheet.key(role)) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    /// The log keys that are good for a head of `size` entries, newest first: one that is void may still have signed smaller ones.
    pub fn log_keys(&self, member: &MemberName, size: u64) -> Vec<&VerifierKey> {
        let is_good = |key: &&VerifierKey| self.void(member, key).is_none_or(|(from, _)| size <= from);
        self.keys(member, Role::Log).into_iter().filter(is_good).collect()
    }

    /// From which entry of the member's log on a key is void, and the sheet that says so first.
    pub fn void(&self, member: &MemberName, key: &VerifierKey) -> Option<(u64, u64)> {
        let voids = self.chain(member).filter_map(|sheet| Some((sheet.void_from(key)?, sheet.number)));
        voids.min_by_key(|(from, _)| *from)
    }
}

/// Reads a sheet by the newest root that signed it; which of the member's seats that is.
fn open(note: &Note, charters: &Charters) -> anyhow::Result<(usize, KeySheet)> {
    let sheet: KeySheet = note.text().parse()?;
    let unit: UnitId = charters.unit()?;
    let seats: Vec<_> = charters.seats(&sheet.member).enumerate().collect();
    if note.signatures().len() != 1 {
        bail!("a key sheet has one signature, the root's");
    }
    let mut failed = anyhow::anyhow!("{} is no member by any charter that is here", sheet.member);
    for (number, seat) in seats.into_iter().rev() {
        match KeySheet::open(note, &unit, seat) {
            Ok(sheet) => return Ok((number, sheet)),
            Err(error) => failed = error.into(),
        }
    }
    Err(failed)
}
