//! Which columns of the versions belong together, and what changed about the columns themselves.

use crate::batch::Record;
use crate::cell::{Cell, Cells};
use crate::declaration::Declaration;
use crate::diff::join::join;
use crate::diff::{Question, Version};
use crate::error::SealError;

/// Common rows that are looked at to find renamed columns.
const SAMPLE: u64 = 10_000;
/// A column that went and one that came are one renamed column when this share of the sampled values agree.
const RENAMED_SHARE: f64 = 0.9;
/// Columns that went, times columns that came: more pairs than this are not tried.
const MAX_PAIRS: usize = 4_096;

/// A change of the columns themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Drift {
    /// The index of the earlier version, from 0.
    pub step: usize,
    /// What changed.
    pub kind: DriftKind,
}

/// What changed about the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DriftKind {
    /// A column that the earlier version did not have.
    Added(String),
    /// A column that the later version no longer has.
    Removed(String),
    /// A column with another name and the same values.
    Renamed {
        /// Its earlier name.
        from: String,
        /// Its later name.
        to: String,
    },
    /// The common columns stand in another order.
    Reordered,
}

/// The columns that every version has, and where each version has them.
#[derive(Debug)]
pub(crate) struct Alignment {
    /// By their names in the last version that renamed them; in the order of the first version.
    pub(crate) names: Vec<String>,
    /// Also by their names in the first version, so that a question may use either.
    pub(crate) first_names: Vec<String>,
    places: Vec<Vec<usize>>,
    /// Whether a version's rows are compared as they are.
    as_is: Vec<bool>,
    pub(crate) drift: Vec<Drift>,
    /// Positions of the key's columns among the compared ones.
    pub(crate) key: Vec<usize>,
}

impl Alignment {
    pub(crate) fn of(versions: &[&dyn Version], question: &Question) -> Result<Self, SealError> {
        let Some(first) = versions.first() else {
            return Err(SealError::declaration("no versions to compare"));
        };
        let width = first.declaration().columns().len();
        // For every column of the first version, where it stands in each version so far.
        let mut chains: Vec<Option<Vec<usize>>> = (0..width).map(|at| Some(vec![at])).collect();
        let mut drift = Vec::new();
        for (step, pair) in versions.windows(2).enumerate() {
            let [earlier, later] = pair else { continue };
            let matched = match_columns(*earlier, *later, question)?;
            drift.extend(
                drift_of(earlier.declaration(), later.declaration(), &matched)
                    .map(|kind| Drift { step, kind }),
            );
            for chain in &mut chains {
                let next = chain.as_ref().and_then(|chain| *matched.get(*chain.last()?)?);
                match (chain.as_mut(), next) {
                    (Some(chain), Some(next)) => chain.push(next),
                    _ => *chain = None,
                }
            }
        }
        let chains: Vec<Vec<usize>> = chains.into_iter().flatten().collect();
        Alignment::new(versions, &chains, drift)
    }

    fn new(versions: &[&dyn Version], chains: &[Vec<usize>], drift: Vec<Drift>) -> Result<Self, SealError> {
        let name = |version: Option<&&dyn Version>, at: Option<&usize>| {
            let column = version.zip(at).and_then(|(version, &at)| version.declaration().columns().get(at));
            column.map(|column| column.name.clone()).unwrap_or_default()
        };
        let places: Vec<Vec<usize>> = (0..versions.len())
            .map(|version| chains.iter().filter_map(|chain| chain.get(version).copied()).collect())
            .collect();
        let as_is = versions
            .iter()
            .zip(&places)
            .map(|(version, places)| places.iter().copied().eq(0..version.declaration().columns().len()));
        let key: Option<Vec<usize>> = versions.first().and_then(|first| {
            let places = places.first()?;
            first.declaration().key().iter().map(|at| places.iter().position(|place| place == at)).collect()
        });
        Ok(Alignment {
            names: chains.iter().map(|chain| name(versions.last(), chain.last())).collect(),
            first_names: chains.iter().map(|chain| name(versions.first(), chain.first())).collect(),
            as_is: as_is.collect(),
            places,
            drift,
            key: key.ok_or_else(|| SealError::declaration("the key's columns are not in every version"))?,
        })
    }

    /// The position of a column that every version has.
    pub(crate) fn find(&self, name: &str) -> Result<usize, SealError> {
        let in_names = |names: &[String]| names.iter().position(|found| found == name);
        in_names(&self.names).or_else(|| in_names(&self.first_names)).ok_or_else(|| {
            SealError::declaration(format!("no column {name:?} in every version; there are {:?}", self.names))
        })
    }

    /// The compared columns of a row of `version`, in `buffer` where they are not the row itself.
    pub(crate) fn project<'r>(&self, version: usize, row: &'r [u8], buffer: &'r mut Vec<u8>) -> &'r [u8] {
        if self.as_is.get(version) == Some(&true) {
            return row;
        }
        let cells: Vec<Cell<'_>> = Cells::of(row).collect();
        buffer.clear();
        for cell in self.places.get(version).into_iter().flatten().filter_map(|&at| cells.get(at)) {
            cell.push_to(buffer);
        }
        buffer
    }
}

/// For each column of `earlier`, where `later` has it.
fn match_columns(
    earlier: &dyn Version,
    later: &dyn Version,
    question: &Question,
) -> Result<Vec<Option<usize>>, SealError> {
    let names: Vec<&str> = later.declaration().names().collect();
    let find = |name: &str| names.iter().position(|found| *found == name);
    let declared = |name: &str| {
        let rename = question.renames.iter().find(|(from, _)| from == name).and_then(|(_, to)| find(to));
        find(name).or(rename)
    };
    let mut matched: Vec<_> = earlier.declaration().names().map(declared).collect();
    for (from, to) in earlier.declaration().key().iter().zip(later.declaration().key()) {
        if let Some(place) = matched.get_mut(*from) {
            *place = Some(*to);
        }
    }
    let gone: Vec<usize> = (0..matched.len()).filter(|at| matched.get(*at) == Some(&None)).collect();
    let come: Vec<usize> = (0..names.len()).filter(|at| !matched.contains(&Some(*at))).collect();
    for (from, to) in renamed(earlier, later, &gone, &come)? {
        if let Some(place) = matched.get_mut(from) {
            *place = Some(to);
        }
    }
    Ok(matched)
}

/// Pairs of a column that went and one that came whose values agree, each the other's best.
fn renamed(
    earlier: &dyn Version,
    later: &dyn Version,
    gone: &[usize],
    come: &[usize],
) -> Result<Vec<(usize, usize)>, SealError> {
    let pairs: Vec<(usize, usize)> =
        gone.iter().flat_map(|from| come.iter().map(|to| (*from, *to))).collect();
    if pairs.is_empty() || pairs.len() > MAX_PAIRS {
        return Ok(Vec::new());
    }
    let mut agree = vec![(0u64, false); pairs.len()];
    let mut sampled = 0;
    join(&[earlier, later], |_, records| {
        if let [Some(Record { row: a, .. }), Some(Record { row: b, .. })] = records {
            sampled += 1;
            let (a, b): (Vec<_>, Vec<_>) = (Cells::of(a).collect(), Cells::of(b).collect());
            for ((from, to), (count, filled)) in pairs.iter().zip(&mut agree) {
                if a.get(*from) == b.get(*to) {
                    *count += 1;
                    *filled |= a.get(*from).is_some_and(|cell| !cell.bytes.is_empty());
                }
            }
        }
        Ok(sampled < SAMPLE)
    })?;
    let best = |of: &dyn Fn(&(usize, usize)) -> bool| {
        pairs.iter().zip(&agree).filter(|(pair, _)| of(pair)).map(|(_, (count, _))| *count).max()
    };
    let found = pairs.iter().zip(&agree).filter(|((from, to), (count, filled))| {
        *filled
            && *count as f64 >= RENAMED_SHARE * sampled as f64
            && best(&|pair| pair.0 == *from) == Some(*count)
            && best(&|pair| pair.1 == *to) == Some(*count)
    });
    let mut chosen: Vec<(usize, usize)> = Vec::new();
    for (&(from, to), _) in found {
        if !chosen.iter().any(|pair| pair.0 == from || pair.1 == to) {
            chosen.push((from, to));
        }
    }
    Ok(chosen)
}

fn drift_of<'a>(
    earlier: &'a Declaration,
    later: &'a Declaration,
    matched: &'a [Option<usize>],
) -> impl Iterator<Item = DriftKind> + 'a {
    let names: Vec<&str> = later.names().collect();
    let reordered = !matched.iter().flatten().is_sorted();
    let went = earlier.names().zip(matched).filter_map(move |(name, to)| match to {
        None => Some(DriftKind::Removed(name.to_owned())),
        Some(to) => names
            .get(*to)
            .filter(|found| **found != name)
            .map(|found| DriftKind::Renamed { from: name.to_owned(), to: (*found).to_owned() }),
    });
    let came = later.names().enumerate().filter(|(at, _)| !matched.contains(&Some(*at)));
    went.chain(came.map(|(_, name)| DriftKind::Added(name.to_owned())))
        .chain(reordered.then_some(DriftKind::Reordered))
}
