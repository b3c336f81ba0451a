//! Which column of a manifest or a list of counts is which.

/// The columns of one file by their meaning.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Columns {
    pub(crate) county: Option<usize>,
    pub(crate) tabulator: Option<usize>,
    pub(crate) batch: usize,
    /// A count that names the manifest.
    pub(crate) manifest: Option<usize>,
    /// A count that names the CVR file.
    pub(crate) cvr: Option<usize>,
    /// Any other count.
    pub(crate) count: Option<usize>,
    pub(crate) difference: Option<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    County,
    Tabulator,
    Batch,
    Manifest,
    Cvr,
    Count,
    Difference,
    Other,
}

/// A name with one of these counts something ...
const COUNTED: [&str; 10] =
    ["ballot", "ballots", "card", "cards", "count", "counts", "counted", "sheets", "size", "total"];
/// ... if these are its only other words: `BallotType` counts nothing.
const FILLING: [&str; 15] = [
    "batch", "cast", "cvr", "cvrs", "file", "from", "in", "manifest", "no", "num", "number", "of", "per",
    "the", "by",
];

impl Columns {
    /// Reads a header. `None`: it names no batch, or nothing beside it that could be compared.
    pub(crate) fn of(names: &[String]) -> Option<Self> {
        let roles: Vec<Role> = names.iter().map(|name| role(name)).collect();
        let find = |role| roles.iter().position(|found| *found == role);
        let columns = Columns {
            county: find(Role::County),
            tabulator: find(Role::Tabulator),
            batch: find(Role::Batch)?,
            manifest: find(Role::Manifest),
            cvr: find(Role::Cvr),
            count: find(Role::Count),
            difference: find(Role::Difference),
        };
        let counts = columns.manifest.is_some() || columns.cvr.is_some() || columns.count.is_some();
        (counts || columns.tabulator.is_some()).then_some(columns)
    }

    /// The order that manifests without telling names have: county, tabulator, batch, cards.
    pub(crate) fn by_position() -> Self {
        Columns { county: Some(0), tabulator: Some(1), batch: 2, count: Some(3), ..Columns::default() }
    }
}

fn role(name: &str) -> Role {
    let words = words(name);
    let has = |word: &str| words.iter().any(|found| found == word);
    let any = |list: &[&str]| list.iter().any(|word| has(word));
    let counts = (any(&COUNTED) || has("in") && has("batch"))
        && words.iter().all(|word| COUNTED.contains(&word.as_str()) || FILLING.contains(&word.as_str()));
    match () {
        () if any(&["difference", "diff", "delta"]) => Role::Difference,
        () if counts && has("manifest") => Role::Manifest,
        () if counts && any(&["cvr", "cvrs"]) => Role::Cvr,
        () if counts => Role::Count,
        () if any(&["county", "jurisdiction"]) => Role::County,
        () if any(&["tabulator", "scanner", "device", "machine"]) => Role::Tabulator,
        () if has("batch") => Role::Batch,
        () => Role::Other,
    }
}

/// The words of a name: split at anything but letters and digits, and where a capital follows a small letter.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut last_small = false;
    for c in name.chars() {
        let boundary = !c.is_alphanumeric() || (c.is_uppercase() && last_small);
        if boundary && words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
        if let Some(word) = words.last_mut().filter(|_| c.is_alphanumeric()) {
            word.extend(c.to_lowercase());
        }
        last_small = c.is_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(header: &str) -> Option<Columns> {
        Columns::of(&header.split(',').map(str::to_owned).collect::<Vec<_>>())
    }

    /// Headers as counties write them.
    #[test]
    fn headers_that_vary() {
        let plain =
            Columns { county: Some(0), tabulator: Some(1), batch: 2, count: Some(3), ..Columns::default() };
        for header in [
            "County,Tabulator ID,Batch,# of Ballot Cards,Location",
            "County,Device ID,Batch,# of Ballots,Location",
            "County,Tabulator,Batch #,# in Batch,Location",
            "County,Tabulator,Batch ,# of Ballot,Box # Location",
            "County,Tabulator,Batch ID,. of Ballots,Location (Bag)",
            "County,Tabulator ID,Batch #,# of Ballots Cards,Location",
            "County,Scanner,Batch Number,Total Ballots,Locator",
        ] {
            assert_eq!(columns(header), Some(plain.clone()), "{header}");
        }
        let comparison =
            columns("county_name,scanner_id,batch_id,count_per_manifest,count_per_cvr_file,difference");
        let expected =
            Columns { manifest: Some(3), cvr: Some(4), difference: Some(5), count: None, ..plain.clone() };
        assert_eq!(comparison, Some(expected));
        let cvr = columns(
            "CvrNumber,TabulatorNum,BatchId,RecordId,ImprintedId,CountingGroup,PrecinctPortion,BallotType",
        );
        assert_eq!(cvr, Some(Columns { tabulator: Some(1), batch: 2, ..Columns::default() }));
        for other in ["county,contest,votes", "a", "Batch", "seed"] {
            assert_eq!(columns(other), None, "{other}");
        }
    }
}
