//! `detente log cosign`: a witness by hand, for units without nodes.

use super::{
    DOES_NOT_HOLD,
    import::{Imported, import},
};
use crate::{
    command::home::HomeArgs,
    command::now_seconds,
    output::say::{many, say},
};
use anyhow::{Context, bail};
use home::{Heads, Home, Keys, Sheets, Shelf, make_folder, replace_public};
use log::{AddCheckpoint, Cosigner, Head};
use logdir::LogDir;
use note::VerifierKey;
use statement::{Charter, MemberName, UnitId};
use std::{path::PathBuf, process::ExitCode};
use store::Store;

/// Arguments of `detente log cosign`.
#[derive(Debug, clap::Args)]
pub struct CosignArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
}

/// Runs the command.
pub fn run(args: &CosignArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    if let Imported::Alarm(lines) = import(&home, &args.folder)? {
        say(lines)?;
        return Ok(ExitCode::from(DOES_NOT_HOLD));
    }
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    let sheet = home.sheet(&sheets)?;
    let keys: Keys = home.keys(sheet, &mut None)?;
    let witness = Witness {
        home: &home,
        charter: home.acts_under(&charters, now_seconds()?)?,
        sheets: &sheets,
        cosigner: keys.cosigner(&sheet.unit, home.member())?,
        store: memory(&home, &sheet.unit)?,
        folder: Shelf::new(&args.folder),
    };
    let mut lines = Vec::new();
    for owner in witness.folder.logs()?.iter().filter(|owner| *owner != home.member()) {
        let line = witness.cosign(owner).with_context(|| format!("the log of {owner} is not cosigned"))?;
        lines.push(format!("the log of {owner} {line}"));
    }
    say(lines)?;
    Ok(ExitCode::SUCCESS)
}

/// A member as the witness of others.
struct Witness<'h> {
    home: &'h Home,
    charter: &'h Charter,
    sheets: &'h Sheets,
    cosigner: Cosigner,
    store: Store,
    folder: Shelf,
}

/// What the witness remembers: the same that a node of this home would, so that the two never sign two histories.
fn memory(home: &Home, unit: &UnitId) -> anyhow::Result<Store> {
    make_folder(&home.memory())?;
    let (store, unit) = (Store::open(&home.memory())?, *unit);
    store.keep().transact("belong to a unit", move |tx| tx.belong_to(&unit))?;
    if store.keep().read("was it restored", |view| view.restored_at())?.is_some() {
        bail!(
            "what this witness remembers is from a backup, and may be old: start the node, which asks the others before it signs"
        );
    }
    store.take_over_held(&home.witness_files())?;
    Ok(store)
}

impl Witness<'_> {
    /// Cosigns the newest head of a log that is held here, and says what came of it.
    fn cosign(&self, owner: &MemberName) -> anyhow::Result<String> {
        if self.charter.seat(owner).is_none() {
            return Ok(format!("is not cosigned: no member under charter {}", self.charter.number));
        }
        let mut log = self.home.log(self.sheets, owner)?.context("it is not here")?;
        let size = log.head().checkpoint().size;
        let keys = self.sheets.log_keys(owner, size);
        let heads = Heads::new(self.home.shelf(), owner);
        let before = heads.at(size, &keys)?.filter(|head| head.cosigned(self.cosigner.verifier()).is_ok());
        let (cosigned, already) = match before {
            Some(before) => (before, " already"),
            None => (heads.keep(&self.sign(owner, &mut log, &keys)?, &keys)?, ""),
        };
        give_back(&self.folder, owner, &cosigned)?;
        Ok(format!("is cosigned{already}: {}", many(size, "entry", "entries")))
    }

    /// The steps of a witness. If we crash behind the swap, the same head is signed again, at a later time, which harms nobody.
    fn sign(&self, owner: &MemberName, log: &mut LogDir, keys: &[&VerifierKey]) -> anyhow::Result<Head> {
        let head = log.head().clone();
        let signer = keys.iter().find(|key| head.note().by(key.name(), key.id()).next().is_some());
        let signer = signer.context("it is signed with a key that counts as stolen")?;
        let held = self.store.keep().read("state of the witness", |view| view.held(owner))?;
        let old = held.size;
        if old > head.checkpoint().size {
            bail!(
                "a longer one was cosigned here, of {}: is this home from a backup?",
                many(old, "entry", "entries")
            );
        }
        let proof = log.tiles().prove_consistency(old)?;
        let request = AddCheckpoint { old, proof, note: head.note().clone() };
        let holding = held.consider(request, signer)?.hold(log.edge())?;
        let stored = holding.store(|from, to| self.store.swap_held(owner, from, to))?;
        Ok(head.with(stored.cosign(&self.cosigner, now_seconds()?.unsigned_abs())))
    }
}

/// The head of the folder with what is new under it, if the folder has this head.
fn give_back(folder: &Shelf, owner: &MemberName, cosigned: &Head) -> anyhow::Result<()> {
    let path = folder.log(owner).join("checkpoint");
    let note = note::Note::parse(&home::read_file(&path, note::MAX_NOTE)?)?;
    if note.text() != cosigned.note().text() {
        return Ok(());
    }
    let joined = cosigned.note().signatures().iter().cloned().fold(note, note::Note::with);
    replace_public(&path, joined.to_string().as_bytes())
}
