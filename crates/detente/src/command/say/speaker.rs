//! Who says things in a home: the node that runs there, or this process, which then has the log to itself. Keys are read once, however
//! much is said.

use super::beside;
use crate::{command::now_seconds, local::Local, output::say::warn};
use anyhow::bail;
use home::{Charters, Composed, Draft, Heads, Home, Keys, Sheets, make_folder};
use logdir::LogDir;
use note::Note;
use statement::{Entry, KeySheet, Role, Stamp, StatementId};

/// How many entries at the end of the log are looked at for the same text. Texts have their second in them.
const MAX_LOOKED_BACK: u64 = 10_000;

/// Says things for a member.
pub struct Speaker<'h> {
    home: &'h Home,
    charters: Charters,
    sheets: Sheets,
    way: Way,
}

enum Way {
    Node(Local),
    Alone(Box<Alone>),
}

/// What it takes to say something without a node.
struct Alone {
    sheet: KeySheet,
    keys: Keys,
    log: LogDir,
}

impl<'h> Speaker<'h> {
    /// Whoever says things in this home.
    pub fn open(home: &'h Home) -> anyhow::Result<Self> {
        let charters = home.charters()?;
        let sheets = home.sheets(&charters)?;
        let way = match Local::of(home)? {
            Some(node) => Way::Node(node),
            None => {
                // Who may not speak is told so before anybody asks for a passphrase.
                home.acts_under(&charters, now_seconds()?)?;
                Way::Alone(Box::new(Alone::open(home, &sheets)?))
            }
        };
        Ok(Speaker { home, charters, sheets, way })
    }

    /// The key sheets that are here.
    pub fn sheets(&self) -> &Sheets {
        &self.sheets
    }

    /// The own log, where this process has it.
    pub fn log(&self) -> Option<&LogDir> {
        match &self.way {
            Way::Node(_) => None,
            Way::Alone(alone) => Some(&alone.log),
        }
    }

    /// Says it, and gives the id when the statement is on the disk.
    pub fn say(&mut self, draft: Draft) -> anyhow::Result<StatementId> {
        match &mut self.way {
            Way::Node(node) => beside::say(&draft, node),
            Way::Alone(alone) => alone.say(draft, self.home, &self.charters, &self.sheets),
        }
    }
}

impl Alone {
    fn open(home: &Home, sheets: &Sheets) -> anyhow::Result<Self> {
        let sheet = home.sheet(sheets)?.clone();
        let keys = home.keys(&sheet, &mut None)?;
        let log = home.own_log(sheets, &sheet, &keys)?;
        home.refuse_backup(&log)?;
        Ok(Alone { sheet, keys, log })
    }

    fn say(
        &mut self,
        draft: Draft,
        home: &Home,
        charters: &Charters,
        sheets: &Sheets,
    ) -> anyhow::Result<StatementId> {
        let made = now_seconds()?;
        let charter = home.acts_under(charters, made)?;
        let composed = draft.compose(home.member(), charter, sheets, Stamp::from_seconds(made)?)?;
        let statement = self.keys.signing(&self.sheet.unit, home.member(), Role::Statement)?;
        let entry = Entry::sign(&composed.header, &statement)?;
        refuse_twice(&self.log, &entry)?;
        put_body(home, &composed)?;
        keep_cosigned(home, sheets, &self.log)?;
        self.append(&entry)?;
        Ok(entry.id())
    }

    /// Appends the entry. What is behind it is only tidying up: if that fails, the entry is there, and the next command tidies.
    fn append(&mut self, entry: &Entry) -> anyhow::Result<()> {
        let signer = self.keys.signing(&self.sheet.unit, &self.sheet.member, Role::Log)?;
        let bytes = entry.note().to_string().into_bytes();
        self.log.append(vec![bytes], |checkpoint| {
            Ok::<_, logdir::Error>(signer.sign(Note::unsigned(&checkpoint.to_string())?))
        })?;
        if let Err(error) = self.log.settle() {
            warn(&format!("the statement is in the log; its tiles are not written yet: {error}"));
        }
        Ok(())
    }
}

/// Puts the body on the disk before the statement that commits to it: a statement whose body is lost would be an empty promise.
fn put_body(home: &Home, composed: &Composed) -> anyhow::Result<()> {
    let Some(stored) = &composed.stored else { return Ok(()) };
    make_folder(&home.path().join("bodies"))?;
    home.shelf().bodies().put(stored)?;
    Ok(())
}

/// The head that the log is about to leave behind may be the newest that a quorum has cosigned.
fn keep_cosigned(home: &Home, sheets: &Sheets, log: &LogDir) -> anyhow::Result<()> {
    if log.head().note().signatures().len() > 1 {
        let keys = sheets.keys(home.member(), Role::Log);
        Heads::new(home.shelf(), home.member()).keep(log.head(), &keys)?;
    }
    Ok(())
}

/// A second entry with the same text would be void.
fn refuse_twice(log: &LogDir, entry: &Entry) -> anyhow::Result<()> {
    let made = entry.header().common.made;
    let tiles = log.tiles();
    for index in (0..tiles.size()).rev().take(MAX_LOOKED_BACK as usize) {
        let Ok(before) = Entry::parse(&tiles.entry(index)?) else { continue };
        if before.text_digest() == entry.text_digest() {
            bail!("you have just said that, in {}", before.id());
        }
        if before.header().common.made < made {
            break;
        }
    }
    Ok(())
}
