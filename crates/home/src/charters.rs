//! The charters of a unit: a chain from the first, each of which holds by its signatures.

use crate::{Shelf, files};
use anyhow::{Context, bail};
use note::MAX_NOTE;
use statement::{Charter, CharterId, MemberName, Seat, SignedCharter, UnitId};

/// How many charters a unit is taken to have at most; one a week for twenty years.
const MAX_CHARTERS: usize = 1024;

/// The charters that are here, checked.
#[derive(Clone, Debug, Default)]
pub struct Charters {
    chain: Vec<SignedCharter>,
}

/// What became of a charter that was offered.
#[derive(Debug)]
pub enum Taken {
    /// It follows on the newest.
    New,
    /// It is here already; with it came so many more signatures.
    Known,
    /// Another one with the same charter before it is here, and stays. These signed both.
    Rival(Vec<MemberName>),
}

impl Charters {
    /// Those of a folder.
    pub fn load(shelf: &Shelf) -> anyhow::Result<Self> {
        let mut charters = Charters::default();
        for number in files::numbered(&shelf.charters(), "charter")? {
            let path = shelf.charter(number);
            let charter = SignedCharter::parse(&files::read(&path, MAX_NOTE)?)
                .map_err(anyhow::Error::from)
                .and_then(|charter| charters.push(charter));
            charter.with_context(|| format!("{} does not hold", path.display()))?;
        }
        Ok(charters)
    }

    /// Adds the next one.
    pub fn push(&mut self, charter: SignedCharter) -> anyhow::Result<()> {
        match self.last() {
            None => charter.verify_first()?,
            Some(before) => charter.verify_after(before)?,
        }
        if self.chain.len() == MAX_CHARTERS {
            bail!("a unit has at most {MAX_CHARTERS} charters");
        }
        self.chain.push(charter);
        Ok(())
    }

    /// These and one more, which may lack signatures yet.
    pub(crate) fn with_next(&self, next: Option<SignedCharter>) -> Self {
        let mut all = self.clone();
        all.chain.extend(next);
        all
    }

    /// Says what a charter that was offered is, and takes it if it is the next.
    pub fn offer(&mut self, charter: &SignedCharter) -> anyhow::Result<Taken> {
        let number = charter.charter().number;
        let Some(here) = self.chain.iter().find(|here| here.charter().number == number) else {
            self.push(charter.clone())?;
            return Ok(Taken::New);
        };
        if here.charter().id == charter.charter().id {
            charter.signers()?;
            return Ok(Taken::Known);
        }
        let before = self.chain.iter().rev().find(|before| before.charter().number + 1 == number);
        let Some(before) = before.map(SignedCharter::charter) else {
            bail!("it is the first charter of another unit than the one that is here");
        };
        charter.verify_after(before)?;
        Ok(Taken::Rival(here.double_signers(charter, before)?))
    }

    /// All, from the first.
    pub fn all(&self) -> impl DoubleEndedIterator<Item = &Charter> {
        self.chain.iter().map(SignedCharter::charter)
    }

    /// All with their signatures.
    pub fn signed(&self) -> &[SignedCharter] {
        &self.chain
    }

    /// The newest, whether or not it has started.
    pub fn last(&self) -> Option<&Charter> {
        self.all().next_back()
    }

    /// The newest that has started by `now`, in seconds since 1970.
    pub fn in_force(&self, now: i64) -> Option<&Charter> {
        self.all().rev().find(|charter| charter.starts.seconds() <= now)
    }

    /// The charter of this digest.
    pub fn by_id(&self, id: &CharterId) -> Option<&Charter> {
        self.all().find(|charter| charter.id == *id)
    }

    /// The unit, which the first charter names.
    pub fn unit(&self) -> anyhow::Result<UnitId> {
        let none = "there is no charter here yet: `detente charter accept FILE` takes one that holds";
        self.last().map(Charter::unit).context(none)
    }

    /// The seats that a member has had, in the order of the charters.
    pub fn seats<'c>(&'c self, member: &'c MemberName) -> impl DoubleEndedIterator<Item = &'c Seat> {
        self.all().filter_map(|charter| charter.seat(member))
    }
}
