//! `detente keys sheet`.

use super::stolen::Stolen;
use crate::{
    command::home::{HomeArgs, RootArgs},
    command::now_seconds,
    local::Local,
    output::say::say,
};
use anyhow::{Context, bail};
use home::{Charters, Home, Keys, Passphrase, Replaced, Root, Sheets, make_folder, next_sheet, write_new};
use note::Note;
use statement::{KeySheet, Role, Stamp, Void};
use std::process::ExitCode;

/// Arguments of `detente keys sheet`.
#[derive(Debug, clap::Args)]
pub struct SheetArgs {
    #[command(flatten)]
    home: HomeArgs,
    #[command(flatten)]
    root: RootArgs,
    /// Replace this key: statement, log, witness, age or transport
    #[arg(long, value_name = "ROLE", num_args = 1..)]
    rotate: Vec<Replaced>,
    /// This key counts as stolen from that entry of your log on, and is replaced: statement@12
    #[arg(long, value_name = "ROLE@ENTRY", num_args = 1..)]
    void: Vec<Stolen>,
    /// Replace all keys, without needing the old ones: they are lost
    #[arg(long)]
    replace: bool,
    /// Keep new keys unencrypted
    #[arg(long)]
    no_passphrase: bool,
}

/// Runs the command.
pub fn run(args: &SheetArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    Local::refuse(
        &home,
        "it signs with the keys that it started with. Stop it, make the sheet, and start it again",
    )?;
    let charters = home.charters()?;
    let mut sheets = home.sheets(&charters)?;
    let mut passphrase = None;
    let before = sheets.newest(home.member()).cloned();
    let number = before.as_ref().map_or(1, |before| before.number + 1);
    let keys = next_keys(args, &home, before.as_ref(), &mut passphrase)?;
    let sheet = draft(args, &home, &charters, before.as_ref(), &keys)?;
    let root = Root::open(&home, args.root.file(), &mut passphrase)?;
    let note = root.sign(Note::unsigned(&sheet.to_string())?)?;
    sheets.add(note.clone(), &charters).context(
        "the sheet would not hold: does the charter that is in force list this root? (if your root was replaced, it must)",
    )?;
    sign_log_anew(&home, &sheets, &sheet, &keys)?;
    // The keys are on the disk since before; now the sheet that names them.
    make_folder(&home.shelf().sheets(home.member()))?;
    let path = home.shelf().sheet(home.member(), number);
    write_new(&path, note.to_string().as_bytes())?;
    let mut lines = vec![format!("Key sheet {number} of {} is in {}", home.member(), path.display())];
    lines.extend(
        sheet
            .voids
            .iter()
            .map(|void| format!("It voids {} from entry {} of your log on.", void.key, void.from)),
    );
    lines.push("Show it to everybody: detente say --kind key, or detente log export".to_owned());
    say(lines)?;
    Ok(ExitCode::SUCCESS)
}

/// The secret keys of the sheet to be made. Its key file is written first: a sheet whose keys were lost in a crash would be worth nothing.
fn next_keys(
    args: &SheetArgs,
    home: &Home,
    before: Option<&KeySheet>,
    passphrase: &mut Option<Passphrase>,
) -> anyhow::Result<Keys> {
    let Some(before) = before else {
        return Keys::read(home, 1, passphrase);
    };
    let number = before.number + 1;
    if home.key_file(number).exists() {
        // Left by a run that was interrupted before its sheet was written: nobody has seen these keys.
        return Keys::read(home, number, passphrase);
    }
    let voided = args.void.iter().map(|stolen| Replaced::Signing(stolen.role));
    let rotated: Vec<Replaced> = args.rotate.iter().copied().chain(voided).collect();
    if rotated.is_empty() && !args.replace {
        bail!("the sheet would say what sheet {} says: use --rotate, --void or --replace", before.number);
    }
    let keys = match args.replace {
        true => Keys::draw()?,
        false => Keys::read(home, before.number, passphrase)?.rotated(&rotated)?,
    };
    let chosen = match (args.no_passphrase, passphrase.take()) {
        (true, _) => None,
        (false, Some(known)) => Some(known),
        (false, None) => Some(Passphrase::choose("the new keys")?),
    };
    keys.write(home, number, chosen.as_ref())?;
    *passphrase = chosen;
    Ok(keys)
}

fn draft(
    args: &SheetArgs,
    home: &Home,
    charters: &Charters,
    before: Option<&KeySheet>,
    keys: &Keys,
) -> anyhow::Result<KeySheet> {
    let mut voids = before.map_or_else(Vec::new, |before| before.voids.clone());
    for stolen in &args.void {
        let key = before.context("there is no sheet yet whose key could be void")?.key(stolen.role).clone();
        voids.push(Void { key, from: stolen.from });
    }
    let made = Stamp::from_seconds(now_seconds()?)?;
    next_sheet(charters.unit()?, home.member(), before, keys, voids, made)
}

/// Where the log's key changes, the new key signs the head too, so that the log is opened by either. If we crash behind it, the
/// head has a signature more than anybody asks for.
fn sign_log_anew(home: &Home, sheets: &Sheets, sheet: &KeySheet, keys: &Keys) -> anyhow::Result<()> {
    let Some(mut log) = home.log(sheets, home.member())? else { return Ok(()) };
    let key = keys.signing(&sheet.unit, home.member(), Role::Log)?;
    let text = log.head().note().text().to_owned();
    let signature = key.line(key.raw(text.as_bytes()).to_vec());
    Ok(log.attach([signature])?)
}
