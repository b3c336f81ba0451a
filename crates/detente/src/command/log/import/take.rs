//! Taking what was checked. In an order in which a crash leaves less than all, and nothing wrong: what is missing comes with the next import.

use super::plan::{Plan, Update};
use crate::output::say::many;
use home::{Heads, Home, Sheets, Shelf, entry_parts, make_folder};
use log::Head;
use logdir::{LogDir, Tiles};
use note::VerifierKey;
use statement::{MAX_BODY, Role};

/// Takes it, and says what was new.
pub fn take(home: &Home, from: &Shelf, plan: Plan) -> anyhow::Result<Vec<String>> {
    let mut lines = Vec::new();
    for charter in &plan.charters {
        home.keep_charter(charter)?;
        lines.push(format!(
            "charter {}, in force from {} on",
            charter.charter().number,
            charter.charter().starts
        ));
    }
    for (member, number, note) in &plan.sheets {
        home.keep_sheet(member, *number, note)?;
        lines.push(format!("key sheet {number} of {member}"));
    }
    // Bodies before the entries that commit to them.
    for hash in &plan.bodies {
        make_folder(&home.path().join("bodies"))?;
        if let Some(body) = from.bodies().get(hash, 2 * MAX_BODY as usize)? {
            home.shelf().bodies().put(&body)?;
        }
    }
    for update in plan.logs {
        lines.push(log(home, from, &plan.all_sheets, update)?);
    }
    if plan.missing_bodies > 0 {
        lines.push(format!("not in it: {} of its statements", many(plan.missing_bodies, "body", "bodies")));
    }
    lines.insert(0, "All of it is in order. Taken:".to_owned());
    Ok(lines)
}

fn log(home: &Home, from: &Shelf, sheets: &Sheets, update: Update) -> anyhow::Result<String> {
    let Update { owner, head, here, heads } = update;
    let size = head.checkpoint().size;
    let keys = sheets.keys(&owner, Role::Log);
    let cosigned = head.note().signatures().len().saturating_sub(1);
    let line = format!(
        "the log of {owner}: {}, {} new; {}",
        many(size, "entry", "entries"),
        size.saturating_sub(here),
        many(cosigned, "cosignature", "cosignatures")
    );
    // Heads first: if we crash behind them and before the entries, they say that the log here is too short.
    let seen = Heads::new(home.shelf(), &owner);
    for head in heads.iter().chain(std::iter::once(&head)) {
        if head.note().signatures().len() > 1 {
            seen.keep(head, &keys)?;
        }
    }
    // What stands there now may be something else than what was checked. Then it is not the tree of the head, and nothing is taken.
    let tiles = Tiles::new(&from.log(&owner), size);
    match home.log(sheets, &owner)? {
        None => create(home, &owner, &keys, &tiles, head)?,
        Some(mut log) if size > here => log.mirror_parts(entry_parts(&tiles, here), head)?,
        Some(mut log) if size == here => log.attach(head.note().signatures().iter().cloned())?,
        Some(_) => {}
    }
    Ok(line)
}

fn create(
    home: &Home,
    owner: &statement::MemberName,
    keys: &[&VerifierKey],
    tiles: &Tiles,
    head: Head,
) -> anyhow::Result<()> {
    let keys: Vec<VerifierKey> = keys.iter().map(|key| (*key).clone()).collect();
    let folder = home.shelf().log(owner);
    make_folder(&folder)?;
    LogDir::create_mirror(&folder, &keys, entry_parts(tiles, 0), head)?;
    Ok(())
}
