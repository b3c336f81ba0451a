//! The comparison, batch by batch.

use std::collections::{BTreeMap, BTreeSet};

use crate::error::SealError;
use crate::reconcile::read::{BatchFile, Row};

/// A batch as the files name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Batch {
    /// The county; empty where a file has none.
    pub county: String,
    /// The tabulator, scanner or device.
    pub tabulator: String,
    /// The batch on that tabulator.
    pub batch: String,
}

/// A batch whose counts differ, or that one side does not have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BatchDifference {
    /// The batch.
    pub batch: Batch,
    /// Cards by the manifest; `None`: the manifest does not list the batch.
    pub manifest: Option<i64>,
    /// Cards by the counts; `None`: they do not have the batch.
    pub counted: Option<i64>,
}

impl BatchDifference {
    /// Manifest less count; a side that lacks the batch counts as zero.
    pub fn difference(&self) -> i64 {
        self.manifest.unwrap_or(0) - self.counted.unwrap_or(0)
    }
}

/// A batch that one file lists more than once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubled {
    /// The file.
    pub file: String,
    /// The batch.
    pub batch: Batch,
    /// Its lines.
    pub lines: Vec<u64>,
}

/// What the comparison found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reconciliation {
    /// Batches that either side lists.
    pub batches: u64,
    /// Batches with equal counts.
    pub agree: u64,
    /// All others, by county, tabulator and batch.
    pub differ: Vec<BatchDifference>,
    /// Batches listed more than once; their counts were added up.
    pub doubled: Vec<Doubled>,
    /// Batches of a published comparison whose own column `difference` is not the difference of its counts: with the stated number.
    pub misstated: Vec<(BatchDifference, i64)>,
    /// Batches of a published comparison whose manifest count is not that of the manifest (`counted` holds the comparison's).
    pub other_manifest: Vec<BatchDifference>,
    /// Counties of the counts for which no manifest was given. They were not compared.
    pub not_compared: Vec<String>,
    /// Cards by the manifest.
    pub manifest_total: i64,
    /// Cards by the counts.
    pub counted_total: i64,
}

impl Reconciliation {
    /// Whether every compared batch agrees and nothing else is wrong.
    pub fn holds(&self) -> bool {
        self.differ.is_empty()
            && self.doubled.is_empty()
            && self.misstated.is_empty()
            && self.other_manifest.is_empty()
    }
}

/// County, tabulator and batch in a form that does not depend on how a file spells them.
type Id = (String, SortId, SortId);
/// Numbers sort as numbers.
type SortId = (u64, String);

#[derive(Default)]
struct Sides {
    batch: Option<Batch>,
    manifest: Option<i64>,
    counted: Option<i64>,
    /// The manifest count that a comparison repeats.
    repeated: Option<i64>,
}

/// Compares a manifest with counts. With `counts` left out, the manifest must be a comparison that has both.
///
/// # Errors
/// [`SealError::Mismatch`]: a side has no counts to compare.
pub fn reconcile(manifest: &BatchFile, counts: Option<&BatchFile>) -> Result<Reconciliation, SealError> {
    let counts_file = counts.unwrap_or(manifest);
    if counts.is_none() && !manifest.is_comparison() {
        return Err(SealError::Mismatch(format!(
            "{} has one count a batch; name a second file with the counts to hold it against",
            manifest.name
        )));
    }
    let with =
        (manifest.has_county && counts_file.has_county, manifest.has_tabulator && counts_file.has_tabulator);
    let id = |row: &Row| id_of(row, with);
    let mut found = Reconciliation::default();
    let mut sides: BTreeMap<Id, Sides> = BTreeMap::new();
    find_doubled(manifest, &id, &mut found);
    for row in &manifest.rows {
        let side = sides.entry(id(row)).or_default();
        side.batch.get_or_insert_with(|| batch_of(row));
        add(&mut side.manifest, row.manifest.or(row.plain).or(row.counted));
        if counts.is_none() {
            add(&mut side.counted, row.counted);
        }
        check_stated(row, &mut found);
    }
    if let Some(counts) = counts {
        let counties: BTreeSet<String> = sides.keys().map(|(county, ..)| county.clone()).collect();
        let mut left_out = BTreeSet::new();
        find_doubled(counts, &id, &mut found);
        for row in &counts.rows {
            let id = id(row);
            if !counties.contains(&id.0) {
                left_out.insert(row.county.clone());
                continue;
            }
            let side = sides.entry(id).or_default();
            side.batch.get_or_insert_with(|| batch_of(row));
            add(&mut side.counted, row.counted.or(row.plain).or(row.manifest));
            add(&mut side.repeated, row.manifest.filter(|_| row.counted.is_some()));
            check_stated(row, &mut found);
        }
        found.not_compared = left_out.into_iter().collect();
    }
    sides.into_values().for_each(|side| settle(side, &mut found));
    Ok(found)
}

fn settle(side: Sides, found: &mut Reconciliation) {
    let Some(batch) = side.batch else { return };
    found.batches += 1;
    found.manifest_total += side.manifest.unwrap_or(0);
    found.counted_total += side.counted.unwrap_or(0);
    if side.repeated.is_some() && side.repeated != side.manifest {
        found.other_manifest.push(BatchDifference {
            batch: batch.clone(),
            manifest: side.manifest,
            counted: side.repeated,
        });
    }
    match side.manifest == side.counted {
        true => found.agree += 1,
        false => found.differ.push(BatchDifference { batch, manifest: side.manifest, counted: side.counted }),
    }
}

fn add(sum: &mut Option<i64>, count: Option<i64>) {
    if let Some(count) = count {
        *sum = Some(sum.unwrap_or(0) + count);
    }
}

fn batch_of(row: &Row) -> Batch {
    Batch { county: row.county.clone(), tabulator: row.tabulator.clone(), batch: row.batch.clone() }
}

fn check_stated(row: &Row, found: &mut Reconciliation) {
    let difference = BatchDifference { batch: batch_of(row), manifest: row.manifest, counted: row.counted };
    if let (Some(_), Some(_), Some(stated)) = (row.manifest, row.counted, row.difference)
        && difference.difference() != stated
    {
        found.misstated.push((difference, stated));
    }
}

fn find_doubled(file: &BatchFile, id: &dyn Fn(&Row) -> Id, found: &mut Reconciliation) {
    let mut seen: BTreeMap<Id, (&Row, Vec<u64>)> = BTreeMap::new();
    for row in &file.rows {
        seen.entry(id(row)).or_insert_with(|| (row, Vec::new())).1.extend(&row.lines);
    }
    let doubled = seen.into_values().filter(|(_, lines)| lines.len() > 1);
    found.doubled.extend(doubled.map(|(row, lines)| Doubled {
        file: file.name.clone(),
        batch: batch_of(row),
        lines,
    }));
}

/// Without case, spaces and the word "county"; numbers without leading zeros. A part that one of the files lacks is left out.
fn id_of(row: &Row, (with_county, with_tabulator): (bool, bool)) -> Id {
    let county: String =
        row.county.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let county = county.strip_suffix("county").filter(|rest| !rest.is_empty()).unwrap_or(&county).to_owned();
    let plain = |text: &str| -> SortId {
        match text.parse::<u64>() {
            Ok(number) => (number, String::new()),
            Err(_) => (u64::MAX, text.to_lowercase()),
        }
    };
    (
        if with_county { county } else { String::new() },
        if with_tabulator { plain(&row.tabulator) } else { Default::default() },
        plain(&row.batch),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Format;
    use crate::reconcile::read;

    fn file(name: &str, text: &str) -> BatchFile {
        read(name, text.as_bytes(), Format::CSV).expect("reads")
    }

    const COMPARISON: &str = "\u{feff}county_name,scanner_id,batch_id,count_per_manifest,count_per_cvr_file,difference\n\
        Elbert,101,80,50,50,0\nElbert,101,81,51,50,1\nElbert,101,82,49,50,-1\nEl Paso,1,1,7,7,0\n";

    #[test]
    fn a_published_comparison_alone() {
        let found = reconcile(&file("c.csv", COMPARISON), None).expect("compares");
        let differ: Vec<_> = found.differ.iter().map(|d| (d.batch.batch.as_str(), d.difference())).collect();
        assert_eq!((found.batches, found.agree, differ), (4, 2, vec![("81", 1), ("82", -1)]));
        assert!(found.misstated.is_empty() && found.doubled.is_empty());
        let wrong = COMPARISON.replace("50,50,0", "50,50,3");
        assert_eq!(reconcile(&file("c.csv", &wrong), None).expect("compares").misstated.len(), 1);
    }

    #[test]
    fn a_manifest_against_a_comparison_of_more_counties() {
        let manifest = file(
            "m.csv",
            "County,Tabulator ID,Batch,# of Ballot Cards,Location\nELBERT County,101,080,50,Box 1\nElbert,101,81,50,\nElbert,101,81,1,\nElbert,101,83,9,\nTotal,,,110,\n",
        );
        assert_eq!(manifest.bad.count, 1);
        let found = reconcile(&manifest, Some(&file("c.csv", COMPARISON))).expect("compares");
        let differ: Vec<_> =
            found.differ.iter().map(|d| (d.batch.batch.as_str(), d.manifest, d.counted)).collect();
        assert_eq!(differ, [("81", Some(51), Some(50)), ("82", None, Some(50)), ("83", Some(9), None)]);
        assert_eq!(found.doubled.iter().map(|d| d.lines.clone()).collect::<Vec<_>>(), [vec![3, 4]]);
        assert_eq!(found.other_manifest.len(), 1, "the comparison has batch 82, the manifest has not");
        assert_eq!(found.not_compared, ["El Paso"]);
        assert!(!found.holds());
    }

    #[test]
    fn a_cvr_export_counts_one_card_a_row() {
        let cvr = "General,5.1\n,,,,Mayor\n,,,,Ann\nCvrNumber,TabulatorNum,BatchId,RecordId,BallotType\n1,7,1,1,A\n2,7,1,2,A\n3,7,2,1,B\n";
        let manifest = "County,Tabulator,Batch #,# in Batch,Location\nWeld,7,1,2,x\nWeld,7,2,2,x\n";
        let found = reconcile(&file("m.csv", manifest), Some(&file("cvr.csv", cvr))).expect("compares");
        assert_eq!((found.batches, found.agree, found.differ.len()), (2, 1, 1));
        assert_eq!((found.manifest_total, found.counted_total), (4, 3));
    }

    #[test]
    fn names_that_tell_nothing_are_read_by_position() {
        let found = file("m.csv", "a,b,c,d\nWeld,7,1,2\n");
        assert!(found.note.is_some() && found.rows.len() == 1);
        assert!(read("m.csv", &b"a,b,c,d\nWeld,7,1,x\n"[..], Format::CSV).is_err());
    }
}
