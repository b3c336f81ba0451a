//! Values that changed and changed back.

use crate::cell::{Cells, key_cells};

/// Reverts that are kept one by one; beyond, they are counted.
pub(crate) const MAX_REVERTS: usize = 100_000;

/// A value, or a whole row, that was as before in a later version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revert {
    pub(crate) key: Box<[u8]>,
    /// The column, as a position among the compared columns. `None`: the row was removed and put back, or added and
    /// taken out again.
    pub column: Option<usize>,
    /// The index of the last version before the value changed.
    pub before: usize,
    /// The index of the first version in which it was as before.
    pub back: usize,
    /// Whether a row stood there before (false: it was added and taken out again).
    pub was_present: bool,
}

impl Revert {
    /// The values of the key's columns.
    pub fn key(&self) -> Vec<String> {
        key_cells(&self.key)
    }
}

/// The reverts among the rows that the versions have under one key.
pub(crate) fn reverts(key: &[u8], rows: &[Option<&[u8]>]) -> Vec<Revert> {
    let present: Vec<bool> = rows.iter().map(Option::is_some).collect();
    let revert = |column, (before, back): (usize, usize), was_present| Revert {
        key: key.into(),
        column,
        before,
        back,
        was_present,
    };
    let mut found: Vec<Revert> = returns(&present)
        .into_iter()
        .filter(|(before, back)| rows.get(*before) == rows.get(*back))
        .map(|span| revert(None, span, present.get(span.0) == Some(&true)))
        .collect();
    if present.iter().all(|present| *present) {
        let cells: Vec<Vec<_>> = rows.iter().flatten().map(|row| Cells::of(row).collect()).collect();
        let width = cells.iter().map(Vec::len).min().unwrap_or(0);
        for column in 0..width {
            let values: Vec<_> = cells.iter().map(|row| row.get(column)).collect();
            found.extend(returns(&values).into_iter().map(|span| revert(Some(column), span, true)));
        }
    }
    found
}

/// Where a sequence leaves a value, and where it comes back to it.
fn returns<T: PartialEq>(values: &[T]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(value) = values.get(at) {
        let left = values.get(at + 1).is_some_and(|next| next != value);
        let back = values.iter().skip(at + 2).position(|later| later == value).filter(|_| left);
        at = match back {
            Some(after) => {
                found.push((at, at + 2 + after));
                at + 2 + after
            }
            None => at + 1,
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_and_back() {
        assert_eq!(returns(&[1, 2, 1]), [(0, 2)]);
        assert_eq!(returns(&[1, 1, 2, 3, 1]), [(1, 4)]);
        assert_eq!(returns(&[1, 2, 1, 2, 1]), [(0, 2), (2, 4)]);
        assert_eq!(returns(&[1, 2, 3, 2]), [(1, 3)]);
        assert!(returns(&[1, 2, 3]).is_empty());
        assert!(returns(&[1, 1, 1]).is_empty());
        assert!(returns::<u8>(&[]).is_empty());
    }
}
