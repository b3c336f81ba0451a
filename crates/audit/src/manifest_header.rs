//! Which column of a manifest is which.
//!
//! One state's 63 counties used some two dozen headers in one year (`# of Ballots`, `. of Ballots`, `# in Batch`,
//! `Tabulator`, `Device ID`, `Batch #`, `Location/Box #`, `Locator`). Columns are told by the words in their names; a
//! single column that its name does not tell is told by its place in the layout that Colorado's Rule 25 asks for:
//! county, device, batch, number of cards, place. Where that leaves a doubt, the manifest is refused.

use crate::error::AuditError;
use crate::table::{Row, words};

/// The columns of a manifest, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) county: usize,
    pub(crate) tabulator: usize,
    pub(crate) batch: usize,
    pub(crate) cards: usize,
    pub(crate) location: Option<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    County,
    Tabulator,
    Batch,
    Cards,
    Location,
}

const LOCATION: [&str; 12] = [
    "location",
    "locations",
    "locator",
    "storage",
    "box",
    "bin",
    "bag",
    "container",
    "vault",
    "cabinet",
    "stored",
    "boxes",
];
const TABULATOR: [&str; 8] =
    ["tabulator", "device", "scanner", "machine", "icc", "tabulators", "imagecast", "equipment"];
const CARDS: [&str; 15] = [
    "ballot", "ballots", "card", "cards", "sheet", "sheets", "count", "counts", "counted", "quantity", "qty",
    "total", "size", "scanned", "in",
];

impl Columns {
    /// Tells the columns by the header row; the notes name what was told by its place.
    pub(crate) fn of(file: &str, header: &Row) -> Result<(Self, Vec<String>), AuditError> {
        let names = header.all_shown();
        let mut roles: Vec<Option<Role>> = names.iter().map(|name| role(name)).collect();
        let refuse = |reason: String| AuditError::BadHeader {
            file: file.to_owned(),
            line: header.line,
            header: names.join(", "),
            reason,
        };
        let note = fill_by_place(&mut roles, &names);
        let find = |wanted: Role| only(&roles, wanted).map_err(&refuse);
        let columns = Self {
            county: find(Role::County)?,
            tabulator: find(Role::Tabulator)?,
            batch: find(Role::Batch)?,
            cards: find(Role::Cards)?,
            location: roles.iter().position(|role| *role == Some(Role::Location)),
        };
        Ok((columns, note.map(|note| format!("{file}: {note}")).into_iter().collect()))
    }
}

/// What the words of a column's name say that it holds.
fn role(name: &str) -> Option<Role> {
    let words = words(name);
    let any = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    let is_id = any(&["id", "name"]);
    if any(&LOCATION) {
        Some(Role::Location)
    } else if any(&["county", "jurisdiction"]) {
        Some(Role::County)
    } else if any(&TABULATOR) && !any(&["batch", "batches"]) {
        Some(Role::Tabulator)
    } else if any(&CARDS) && !is_id {
        Some(Role::Cards)
    } else if any(&["batch", "batches"]) {
        Some(Role::Batch)
    } else {
        None
    }
}

/// Gives the one role that no name claims to the column in its usual place, if no name claims that column and all
/// other roles stand in theirs.
fn fill_by_place(roles: &mut [Option<Role>], names: &[String]) -> Option<String> {
    const LAYOUT: [(Role, &str); 4] = [
        (Role::County, "county"),
        (Role::Tabulator, "tabulator"),
        (Role::Batch, "batch"),
        (Role::Cards, "number of cards"),
    ];
    let mut missing = LAYOUT.iter().enumerate().filter(|(_, (role, _))| !roles.contains(&Some(*role)));
    let (place, (role, meaning)) = missing.next()?;
    let others_in_place =
        LAYOUT.iter().enumerate().all(|(at, (other, _))| at == place || roles.get(at) == Some(&Some(*other)));
    if missing.next().is_some() || !others_in_place {
        return None;
    }
    let column = roles.get_mut(place).filter(|role| role.is_none())?;
    *column = Some(*role);
    let name = names.get(place).map_or("", String::as_str);
    Some(format!("column {} `{name}` was read as the {meaning}, by its place", place + 1))
}

fn only(roles: &[Option<Role>], wanted: Role) -> Result<usize, String> {
    let meaning = match wanted {
        Role::County => "the county",
        Role::Tabulator => "the tabulator (scanner, device)",
        Role::Batch => "the batch",
        Role::Cards => "the number of cards in the batch",
        Role::Location => "the location",
    };
    let mut found =
        roles.iter().enumerate().filter(|(_, role)| **role == Some(wanted)).map(|(column, _)| column);
    match (found.next(), found.next()) {
        (Some(column), None) => Ok(column),
        (Some(one), Some(two)) => {
            Err(format!("columns {} and {} both read as {meaning}; rename one", one + 1, two + 1))
        }
        _ => Err(format!(
            "no column can be told to be {meaning}; name it, for example, County, Tabulator, Batch, # of Cards, Location"
        )),
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, reason = "a test may fail so")]
mod tests {
    use super::*;
    use crate::table::Table;

    fn columns(header: &str) -> Result<(Columns, Vec<String>), AuditError> {
        let mut table = Table::open("m.csv", header.as_bytes()).expect("a table");
        let row = table.next_row().expect("a row").expect("a good row");
        Columns::of("m.csv", &row)
    }

    #[test]
    fn headers_that_counties_wrote() {
        let told = Columns { county: 0, tabulator: 1, batch: 2, cards: 3, location: Some(4) };
        for header in [
            "County,Tabulator,Batch,# of Ballots,Location",
            "County,Device ID,Batch,# of Ballots,Locations",
            "County,Tabulator ID,Batch #,# of Ballots Cards,Location",
            "County,Tabulator,Batch #,# in Batch,Location",
            "County,Tabulator,Batch ,# of Ballot,Box # Location",
            "County,Tabulator ID,Batch ID,#of Ballot Cards,Location/Box #",
            "County,Tabulator ID,Batch,. of Ballots,Location (Bag)",
            "County,Tabulator,Batch,# Cards,Locator",
            "COUNTY NAME,Scanner,Batch Number,Ballot Count,Storage Box",
            "county_name,scanner_id,batch_id,number_of_ballots_in_batch,storage_location",
            "Jurisdiction;Device;Batch Name;Qty;Bin",
        ] {
            assert_eq!(columns(header).map(|read| read.0), Ok(told), "{header}");
        }
    }

    #[test]
    fn one_unknown_name_is_told_by_its_place_and_noted() {
        let (told, notes) = columns("County,Tabulator,Batch,Volume,Location").expect("told");
        assert_eq!(told.cards, 3);
        assert!(notes.first().is_some_and(|note| note.contains("`Volume`")), "{notes:?}");
    }

    #[test]
    fn doubt_is_refused_with_the_header() {
        for (header, word) in [
            ("Adams,101,1,100,Box 1", "can be told"),
            ("County,Tabulator,Batch,Ballots,Cards", "both read as the number"),
            ("contest_name,choice,votes", "can be told"),
            ("county_name,contest_name,choice,votes", "can be told"),
            ("Location,Batch,County,Volume,Tabulator", "can be told"),
        ] {
            let error = columns(header).expect_err("refused").to_string();
            assert!(error.contains(word) && error.contains("The header reads"), "{error}");
        }
    }
}
