//! What this project's crates think of headers, charters and key sheets.

use note::Note;
use statement::{Charter, Header, KeySheet, Seat, SignedCharter};

/// The first line of a key sheet, by which one is told from a charter.
const SHEET: &[u8] = b"detente/keys/v1\n";

/// `Some` if the files are good.
pub fn judge(kind: &str, files: &[Vec<u8>]) -> Option<()> {
    match (kind, files) {
        ("header", [file]) => Header::parse(text(file)?).ok().map(drop),
        ("charter", [file]) => Charter::parse(text(file)?).ok().map(drop),
        ("sheet", [file]) => text(file)?.parse::<KeySheet>().ok().map(drop),
        ("charters", files) => charters(files).map(drop),
        ("sheets", files) => sheets(files),
        ("rivals", [before, one, other]) => rivals(before, one, other),
        _ => None,
    }
}

fn text(file: &[u8]) -> Option<&str> {
    std::str::from_utf8(file).ok()
}

/// A first charter and those after it, each of which holds.
fn charters(files: &[Vec<u8>]) -> Option<Vec<Charter>> {
    let (first, later) = files.split_first()?;
    let first = SignedCharter::parse(first).ok()?;
    first.verify_first().ok()?;
    let mut held = vec![first.charter().clone()];
    for file in later {
        let next = SignedCharter::parse(file).ok()?;
        next.verify_after(held.last()?).ok()?;
        held.push(next.charter().clone());
    }
    Some(held)
}

/// Charters that hold, then the sheets of one of their members, from the first.
fn sheets(files: &[Vec<u8>]) -> Option<()> {
    let (charters, sheets) = files.split_at(files.iter().position(|file| file.starts_with(SHEET))?);
    let charters = self::charters(charters)?;
    let mut before: Option<(usize, KeySheet)> = None;
    for file in sheets {
        let next = sheet(&Note::parse(file).ok()?, &charters)?;
        match &before {
            None => (next.1.number == 1).then_some(())?,
            Some((root, sheet)) => (next.0 >= *root && next.1.follows(sheet).is_ok()).then_some(())?,
        }
        before = Some(next);
    }
    Some(())
}

/// A sheet, and the newest charter whose root has signed it.
fn sheet(note: &Note, charters: &[Charter]) -> Option<(usize, KeySheet)> {
    let unit = charters.first()?.unit();
    let member = note.text().parse::<KeySheet>().ok()?.member;
    let seats = charters.iter().enumerate().rev();
    let mut seats = seats.filter_map(|(at, charter)| Some((at, charter.seat(&member)?)));
    seats.find_map(|(at, seat): (usize, &Seat)| Some((at, KeySheet::open(note, &unit, seat).ok()?)))
}

/// Two charters after one, both signed by somebody.
fn rivals(before: &[u8], one: &[u8], other: &[u8]) -> Option<()> {
    let [before, one, other] = [before, one, other].map(|file| SignedCharter::parse(file).ok());
    let (before, one, other) = (before?, one?, other?);
    let named = Some((before.charter().unit(), before.charter().id));
    let double = one.double_signers(&other, before.charter()).ok()?;
    (one.charter().succeeds == named && !double.is_empty()).then_some(())
}
