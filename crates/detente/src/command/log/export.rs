//! `detente log export`.

use crate::{
    command::home::HomeArgs,
    local::Local,
    output::say::{many, say, warn},
};
use anyhow::{Context, bail};
use home::{Carried, Charters, Heads, Home, Sheets, Shelf, policy, tile_ids, write_public};
use log::{Bundle, Head};
use logdir::Tiles;
use statement::{Digest, Entry, MAX_BODY, MemberName, Role};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

/// Arguments of `detente log export`.
#[derive(Debug, clap::Args)]
pub struct ExportArgs {
    /// The folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    #[command(flatten)]
    home: HomeArgs,
    /// Only the logs of these members
    #[arg(long = "only", value_name = "MEMBER", num_args = 1..)]
    only: Vec<MemberName>,
}

/// Runs the command.
pub fn run(args: &ExportArgs) -> anyhow::Result<ExitCode> {
    let home = args.home.open()?;
    Local::refuse(&home, "stop it to write a folder that travels; members with nodes need none")?;
    let charters = home.charters()?;
    let sheets = home.sheets(&charters)?;
    charters.unit()?;
    let to = Carried::create(&args.folder)?;
    for charter in charters.signed() {
        write(&to.charter(charter.charter().number), charter.note().to_string().as_bytes())?;
    }
    for member in sheets.members() {
        for (number, note) in sheets.notes(member) {
            write(&to.sheet(member, number), note.to_string().as_bytes())?;
        }
    }
    let mut bodies = BTreeSet::new();
    let mut lines = Vec::new();
    for owner in home.shelf().logs()?.iter().filter(|owner| args.only.is_empty() || args.only.contains(owner))
    {
        let Some(head) = log(&home, &sheets, owner, &to, &mut bodies)? else { continue };
        heads(&home, &charters, &sheets, owner, &head, &to)?;
        lines.push(format!("the log of {owner}: {}", many(head.checkpoint().size, "entry", "entries")));
    }
    let missing = copy_bodies(&home, &bodies, &to)?;
    lines.push(format!("{}; {missing} not here", many(bodies.len() - missing, "body", "bodies")));
    lines.insert(0, format!("Written into {}:", args.folder.display()));
    say(lines)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes a log as tiles, and notes the bodies that its entries commit to.
fn log(
    home: &Home,
    sheets: &Sheets,
    owner: &MemberName,
    to: &Shelf,
    bodies: &mut BTreeSet<[u8; 32]>,
) -> anyhow::Result<Option<Head>> {
    let Some(log) = home.log(sheets, owner)? else { return Ok(None) };
    let (tiles, head) = (log.tiles(), log.head().clone());
    let folder = to.log(owner);
    for id in tile_ids(tiles.size()) {
        write(&folder.join(id.path()), &tiles.tile(id)?.to_bytes())?;
        if id.level == 0 {
            let bundle = narrowed(&tiles, id)?;
            bodies.extend(bundle.entries().filter_map(body_of));
            write(&folder.join(id.bundle_path()), bundle.as_bytes())?;
        }
    }
    // Behind the tiles, as in a log's own folder.
    let keys = sheets.keys(owner, Role::Log);
    let head = match Heads::new(home.shelf(), owner).at(head.checkpoint().size, &keys)? {
        Some(cosigned) if cosigned.tree() == head.tree() => {
            cosigned.note().signatures().iter().cloned().fold(head, Head::with)
        }
        _ => head,
    };
    write(&folder.join("checkpoint"), head.note().to_string().as_bytes())?;
    Ok(Some(head))
}

/// A bundle as wide as its tile, though its file may have more by now.
fn narrowed(tiles: &Tiles, id: log::TileId) -> anyhow::Result<Bundle> {
    let mut narrow = Bundle::default();
    let bundle = tiles.bundle(id)?;
    bundle.entries().take(usize::from(id.width)).try_for_each(|entry| narrow.push(entry))?;
    Ok(narrow)
}

/// The hash by which the body of an entry is stored, if it has one.
pub fn body_of(entry: &[u8]) -> Option<[u8; 32]> {
    let entry = Entry::parse(entry).ok()?;
    let common = &entry.header().common;
    let stored: Option<Digest> =
        common.sealed.map(|sealed| sealed.hash).or(common.body.as_ref().map(|body| body.hash));
    stored.map(|hash| hash.0)
}

/// Writes the newest head that its quorum has cosigned, if that is not the newest of all, and the log's policy.
fn heads(
    home: &Home,
    charters: &Charters,
    sheets: &Sheets,
    owner: &MemberName,
    newest: &Head,
    to: &Shelf,
) -> anyhow::Result<()> {
    let Some(charter) = charters.last().filter(|charter| charter.seat(owner).is_some()) else {
        return Ok(());
    };
    let policy = match policy(charter, sheets, owner, newest.checkpoint().size) {
        Ok((text, policy)) => {
            write(&to.policy(owner), text.as_bytes())?;
            policy
        }
        Err(error) => {
            warn(&format!("no policy file for the log of {owner}: {error}"));
            return Ok(());
        }
    };
    let heads = Heads::new(home.shelf(), owner);
    let keys = sheets.keys(owner, Role::Log);
    for size in heads.sizes()?.into_iter().rev().filter(|size| *size < newest.checkpoint().size) {
        let head = heads.at(size, &keys)?;
        if let Some(head) = head.filter(|head| policy.verify(head.note().clone()).is_ok()) {
            return write(&to.heads(owner).join(format!("{size}.head")), head.note().to_string().as_bytes());
        }
    }
    Ok(())
}

/// How many were not here.
fn copy_bodies(home: &Home, bodies: &BTreeSet<[u8; 32]>, to: &Shelf) -> anyhow::Result<usize> {
    let mut missing = 0;
    for hash in bodies {
        match home.shelf().bodies().get(hash, 2 * MAX_BODY as usize)? {
            Some(bytes) => drop(to.bodies().put(&bytes)?),
            None => missing += 1,
        }
    }
    Ok(missing)
}

/// Writes a file and the folders above it.
fn write(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let Some(folder) = path.parent() else { bail!("{} has no folder", path.display()) };
    fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    write_public(path, bytes)
}
