//! Where the declared columns stand in a file.

use crate::declaration::Declaration;
use crate::error::SealError;

/// A difference between a file's header and a declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HeaderChange {
    /// The column at this position (from 1) was declared under another name.
    Renamed {
        /// The position in the file.
        position: usize,
        /// The name in the declaration.
        declared: String,
        /// The name in the file.
        found: String,
    },
    /// A declared column that the file does not have.
    Missing(String),
    /// A column of the file that is not declared.
    Extra(String),
    /// The same columns in another order.
    Reordered,
}

/// The names of a file's columns, and for each declared column where it stands among them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Layout {
    pub(crate) names: Vec<String>,
    pub(crate) positions: Vec<Option<usize>>,
}

impl Layout {
    /// By name; every column of each must be in the other. The order may differ.
    ///
    /// # Errors
    /// [`SealError::Header`] with the names that do not fit.
    pub fn by_name(file: &str, declaration: &Declaration, header: &[String]) -> Result<Self, SealError> {
        let (layout, changes) = Layout::closest(declaration, header);
        match changes.iter().all(|change| *change == HeaderChange::Reordered) {
            true => Ok(layout),
            false => Err(SealError::Header {
                name: file.to_owned(),
                reason: format!("the columns are not the declared ones: {changes:?}"),
            }),
        }
    }

    /// By name, and what is left by position where both have as many columns; with all that differs.
    pub fn closest(declaration: &Declaration, header: &[String]) -> (Self, Vec<HeaderChange>) {
        let find = |name: &str| header.iter().position(|found| found == name);
        let mut positions: Vec<_> = declaration.names().map(find).collect();
        let mut changes = Vec::new();
        if positions.iter().flatten().is_sorted() {
            // Columns keep their order: those without their name can be told by their place.
        } else {
            changes.push(HeaderChange::Reordered);
        }
        let mut used: Vec<bool> = (0..header.len()).map(|at| positions.contains(&Some(at))).collect();
        for (at, declared) in declaration.names().enumerate() {
            if positions.get(at) != Some(&None) {
                continue;
            }
            let free = header.len() == positions.len() && used.get(at) == Some(&false);
            match (free, header.get(at), positions.get_mut(at), used.get_mut(at)) {
                (true, Some(found), Some(position), Some(used)) => {
                    *position = Some(at);
                    *used = true;
                    let (declared, found) = (declared.to_owned(), found.clone());
                    changes.push(HeaderChange::Renamed { position: at + 1, declared, found });
                }
                _ => changes.push(HeaderChange::Missing(declared.to_owned())),
            }
        }
        for (name, _) in header.iter().zip(used).filter(|(_, used)| !used) {
            changes.push(HeaderChange::Extra(name.clone()));
        }
        (Layout { names: header.to_vec(), positions }, changes)
    }
}
