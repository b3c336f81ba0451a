//! A round at home.

use super::Round;
use crate::{Home, Packet, files, packet::MAX_PACKET};
use anyhow::Context;
use std::{fs, path::PathBuf};

impl Round {
    /// What the home knows: its papers, and the round that is not over.
    ///
    /// # Errors
    /// Papers that do not hold.
    pub fn of_home(home: &Home) -> anyhow::Result<Option<Self>> {
        let charters = home.charters()?;
        let addresses = home.addresses()?;
        let here = match charters.last() {
            Some(_) => Some(Round { sheets: home.sheets(&charters)?, charters, pending: None, addresses }),
            None => None,
        };
        let path = file(home);
        if !path.exists() {
            return Ok(here);
        }
        let read = || -> anyhow::Result<Round> {
            let open = Round::of(Packet::read(&files::read(&path, MAX_PACKET)?)?)?;
            match here {
                Some(here) => here.meet(open),
                None => Ok(open),
            }
        };
        let given_up = || format!("{} (if that round was given up, move the file away)", path.display());
        read().map(Some).with_context(given_up)
    }

    /// Keeps it. If we crash on the way, the round is still there, and the next command takes up what is missing.
    ///
    /// # Errors
    /// The disk.
    pub fn keep(&self, home: &Home) -> anyhow::Result<()> {
        let path = file(home);
        files::write_replacing(&path, self.packet()?.to_string().as_bytes())?;
        let here = home.charters()?.signed().len();
        for charter in self.charters.signed().iter().skip(here) {
            home.keep_charter(charter)?;
        }
        self.keep_sheets(home)?;
        home.keep_addresses(&self.addresses)?;
        if self.pending.is_none() {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
        Ok(())
    }

    /// The sheets of those who are members by charters that hold; others stay in the round.
    fn keep_sheets(&self, home: &Home) -> anyhow::Result<()> {
        let charters = home.charters()?;
        let here = home.sheets(&charters)?;
        for member in self.sheets.members().filter(|member| charters.seats(member).next().is_some()) {
            let many = here.chain(member).count();
            let mut together = here.clone();
            let notes: Vec<_> = self.sheets.notes(member).collect();
            let taken =
                together.add_together(notes.iter().map(|(_, note)| (*note).clone()).collect(), &charters);
            // By a root that is new with the pending charter.
            if taken.is_err() && self.pending.is_some() {
                continue;
            }
            taken?;
            for (number, note) in notes.into_iter().skip(many) {
                home.keep_sheet(member, number, note)?;
            }
        }
        Ok(())
    }
}

fn file(home: &Home) -> PathBuf {
    home.path().join("round")
}
