//! What a member does in a round: signs the charter that waits for it, makes its first key sheet, says where its node listens.

use super::Round;
use crate::{Address, Home, Keys, Passphrase, Root, next_sheet};
use anyhow::{Context, bail};
use note::{Note, Unverified};
use statement::{Seat, SignedCharter, Stamp};

impl Round {
    /// Begins with a first charter that nobody has signed yet, and this signature.
    ///
    /// # Errors
    /// A root key that is not in it, or cannot sign.
    pub fn found(root: &Root, draft: &SignedCharter) -> anyhow::Result<Self> {
        let note = root.sign(draft.note().clone())?;
        Round::begin(SignedCharter::parse(note.to_string().as_bytes())?)
    }

    /// Proposes the next charter, which this member signs.
    ///
    /// # Errors
    /// Another charter waits for signatures; a charter that does not follow.
    pub fn propose(&mut self, home: &Home, root: &Root, charter: SignedCharter) -> anyhow::Result<()> {
        home.remember_signing(charter.charter())?;
        let note = root.sign(charter.note().clone())?;
        self.take(SignedCharter::parse(note.to_string().as_bytes())?)
    }

    /// The charter that waits for this member's signature, if one does. It lists this home's root key.
    ///
    /// # Errors
    /// A unit in which this home has no place: it was never a member, or another root key stands in its place.
    pub fn to_sign(&self, home: &Home) -> anyhow::Result<Option<&SignedCharter>> {
        let root = home.root_verifier()?;
        let newest = self.newest().context("there is no charter")?;
        match newest.seat(home.member()) {
            Some(seat) if seat.root == root => {}
            Some(Seat { root: other, .. }) => bail!(
                "charter {} lists another root key for {} than this home has, {other}: ask who put it there",
                newest.number,
                home.member()
            ),
            None if self.charters.seats(home.member()).any(|seat| seat.root == root) => return Ok(None),
            None => bail!("no charter in it lists {}, whose home this is", home.member()),
        }
        Ok(self
            .pending()
            .filter(|pending| matches!(pending.note().verify(&root), Err(Unverified::NotSigned(_)))))
    }

    /// Signs the charter that waits.
    ///
    /// # Errors
    /// None waits; the home has signed a rival; the root key cannot sign.
    pub fn sign(&mut self, home: &Home, root: &Root) -> anyhow::Result<()> {
        let pending = self.pending().context("no charter waits for a signature")?.clone();
        self.propose(home, root, pending)
    }

    /// Whether this member is in the newest charter and has no key sheet in the unit.
    pub fn lacks_own_sheet(&self, home: &Home) -> bool {
        let is_member = self.newest().is_some_and(|charter| charter.seat(home.member()).is_some());
        is_member && self.sheets.newest(home.member()).is_none()
    }

    /// Makes the member's first key sheet, with the keys that `init` drew.
    ///
    /// # Errors
    /// Keys that cannot be read; a root that may not sign it.
    pub fn make_sheet(
        &mut self,
        home: &Home,
        root: &Root,
        passphrase: &mut Option<Passphrase>,
        made: Stamp,
    ) -> anyhow::Result<()> {
        let keys = Keys::read(home, 1, passphrase)?;
        let sheet = next_sheet(self.unit()?, home.member(), None, &keys, Vec::new(), made)?;
        let note = root.sign(Note::unsigned(&sheet.to_string())?)?;
        self.sheets.add(note, &self.prospect()).context("the key sheet would not hold")?;
        Ok(())
    }

    /// This member's node listens there.
    pub fn set_address(&mut self, member: &statement::MemberName, address: Address) {
        self.addresses.insert(member.clone(), address);
    }
}
