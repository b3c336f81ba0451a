//! What a folder holds and what of it is new, all of it checked. Nothing is written here but evidence.

use super::compare::{Compared, compare};
use super::files::{bodies, check_orphans, check_policies};
use super::names::check_signatures;
use crate::command::{charter::rival_lines, log::evidence::words};
use anyhow::{Context, bail};
use home::{Carried, Charters, Heads, Home, Sheets, Taken, opened, read_file, root_at};
use log::Head;
use logdir::Tiles;
use note::Note;
use statement::{MemberName, Role, SignedCharter};
use std::collections::BTreeSet;

/// What is to be taken.
pub struct Plan {
    /// Charters that are new, in their order.
    pub charters: Vec<SignedCharter>,
    /// Key sheets that are new, each member's in their order.
    pub sheets: Vec<(MemberName, u64, Note)>,
    /// All sheets, the new ones among them.
    pub all_sheets: Sheets,
    /// Logs.
    pub logs: Vec<Update>,
    /// The hashes of bodies. They are read once more when they are taken: together they may be larger than the memory.
    pub bodies: Vec<[u8; 32]>,
    /// How many bodies the folder's statements commit to that it does not have.
    pub missing_bodies: usize,
}

/// What is new of a log.
pub struct Update {
    /// Whose.
    pub owner: MemberName,
    /// Its head in the folder.
    pub head: Head,
    /// How many of its entries are here. The others are read once more when they are taken, as the bodies are.
    pub here: u64,
    /// Other heads that its quorum has cosigned.
    pub heads: Vec<Head>,
}

/// What came of looking.
pub enum Verdict {
    /// It can be taken.
    Sound(Box<Plan>),
    /// Somebody showed two histories.
    Alarm(Vec<String>),
}

impl Plan {
    /// Looks at everything in a folder.
    ///
    /// # Errors
    /// Whatever is wrong with it.
    pub fn make(home: &Home, carried: &Carried) -> anyhow::Result<Verdict> {
        let mut charters = home.charters()?;
        charters.unit()?;
        let their_charters = Charters::load(carried.shelf())?;
        let new_charters = match new_charters(home, &mut charters, &their_charters)? {
            Ok(new) => new,
            Err(alarm) => return Ok(Verdict::Alarm(alarm)),
        };
        let their_sheets = Sheets::load(carried.shelf(), &charters)?;
        let mut sheets = home.sheets(&charters)?;
        let new_sheets = new_sheets(&mut sheets, &their_sheets, &charters)?;
        let mut wanted = BTreeSet::new();
        let mut logs = Vec::new();
        for owner in carried.shelf().logs()? {
            match update(home, carried, &sheets, &owner, &mut wanted)? {
                Compared::Update(update) => logs.push(*update),
                Compared::Evidence(evidence) => {
                    let path = home.keep_evidence(&evidence.to_string())?;
                    return Ok(Verdict::Alarm(alarm(home, &owner, &evidence, &path)));
                }
                Compared::TwoKeys => {
                    return Ok(Verdict::Alarm(vec![two_histories(&owner), two_keys(&owner)]));
                }
            }
        }
        check_policies(carried, &their_charters, &their_sheets, &logs)?;
        check_orphans(carried, &logs)?;
        let bodies = bodies(carried, &wanted)?;
        let missing_bodies = wanted.len() - bodies.len();
        Ok(Verdict::Sound(Box::new(Plan {
            charters: new_charters,
            sheets: new_sheets,
            all_sheets: sheets,
            logs,
            bodies,
            missing_bodies,
        })))
    }
}

fn alarm(
    home: &Home,
    owner: &MemberName,
    evidence: &log::Equivocation,
    path: &std::path::Path,
) -> Vec<String> {
    let mut lines = vec![two_histories(owner)];
    lines.extend(words(evidence));
    lines.push(format!(
        "The evidence is kept in {}; anybody can check it: detente log evidence FILE",
        path.display()
    ));
    lines.push(match owner == home.member() {
        true => "It is your own log: your log key may be stolen. docs/UNIT.md says what to do.".to_owned(),
        false => "Put it on record: detente say --kind evidence FILE".to_owned(),
    });
    lines
}

fn two_histories(owner: &MemberName) -> String {
    format!("ALARM: the log of {owner} in this folder and the one here are two histories. Nothing was taken.")
}

fn two_keys(owner: &MemberName) -> String {
    format!("They are signed with two keys of {owner}. Ask it in person which of them is stolen.")
}

/// The charters that follow on those here, or sentences about a rival.
fn new_charters(
    home: &Home,
    charters: &mut Charters,
    theirs: &Charters,
) -> anyhow::Result<Result<Vec<SignedCharter>, Vec<String>>> {
    let mut new = Vec::new();
    for charter in theirs.signed() {
        check_signatures(charter, theirs)?;
        let offered = charters.offer(charter);
        match offered.with_context(|| format!("charter {} of the folder", charter.charter().number))? {
            Taken::New => new.push(charter.clone()),
            Taken::Known => {}
            Taken::Rival(both) => {
                home.keep_rival(charter)?;
                return Ok(Err(rival_lines(charter, &both)));
            }
        }
    }
    if theirs.signed().is_empty() {
        bail!("the folder has no charter");
    }
    Ok(Ok(new))
}

fn new_sheets(
    sheets: &mut Sheets,
    theirs: &Sheets,
    charters: &Charters,
) -> anyhow::Result<Vec<(MemberName, u64, Note)>> {
    let mut new = Vec::new();
    for member in theirs.members() {
        for (number, note) in theirs.notes(member) {
            let added = sheets.add_offered(note.clone(), charters);
            if added.with_context(|| format!("key sheet {number} of {member}"))? {
                new.push((member.clone(), number, note.clone()));
            }
        }
    }
    Ok(new)
}

/// A log of the folder beside the one here. `wanted` gets the hashes of the bodies that its entries commit to.
fn update(
    home: &Home,
    carried: &Carried,
    sheets: &Sheets,
    owner: &MemberName,
    wanted: &mut BTreeSet<[u8; 32]>,
) -> anyhow::Result<Compared> {
    let keys = sheets.keys(owner, Role::Log);
    let folder = carried.shelf().log(owner);
    let what = || format!("the log of {owner} in the folder");
    let note = Note::parse(&read_file(&folder.join("checkpoint"), note::MAX_NOTE)?).with_context(what)?;
    super::names::check_cosignatures(&note, sheets, owner).with_context(what)?;
    let head = opened(note, &keys).with_context(what)?;
    let is_good = sheets
        .log_keys(owner, head.checkpoint().size)
        .iter()
        .any(|key| head.note().by(key.name(), key.id()).next().is_some());
    if !is_good {
        bail!("the log of {owner} in the folder is signed with a key that counts as stolen");
    }
    let compared = compare(home, sheets, owner, &folder, head, wanted).with_context(what)?;
    let Compared::Update(mut update) = compared else { return Ok(compared) };
    let heads = Heads::new(carried.shelf(), owner);
    let mut tiles = Tiles::new(&folder, update.head.checkpoint().size);
    for size in heads.sizes()? {
        let Some(head) = heads.at(size, &keys)? else { continue };
        super::names::check_cosignatures(head.note(), sheets, owner).with_context(what)?;
        let is_of_log = head.checkpoint().size == size
            && size <= update.head.checkpoint().size
            && root_at(&mut tiles, size)? == head.checkpoint().root;
        if !is_of_log {
            bail!("head {size} of the log of {owner} is not of the log in the folder");
        }
        update.heads.push(head);
    }
    Ok(Compared::Update(update))
}
