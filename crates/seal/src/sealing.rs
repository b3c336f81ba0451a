//! Making a seal, and the proof of one row of it.

use crate::batch::{Record, RowSource};
use crate::declaration::Declaration;
use crate::digest::{Digest, Seed};
use crate::error::SealError;
use crate::hashing::{Nonces, declaration_leaf, hash_rows};
use crate::proof::Proof;
use crate::public::PublicPart;
use crate::sort::Table;
use crate::tree::TreeBuilder;

/// Seals `table` under `declaration`. Each row, in the order of the keys, is handed to `keep`, which writes the openings.
///
/// # Errors
/// [`SealError::BadRows`] and [`SealError::Duplicates`], with all their lines; those of scratch storage and of `keep`.
pub fn seal(
    declaration: &Declaration,
    table: &Table<'_>,
    seed: &Seed,
    threads: usize,
    mut keep: impl FnMut(&[u8]) -> Result<(), SealError>,
) -> Result<PublicPart, SealError> {
    if table.bad().count > 0 {
        return Err(SealError::BadRows(table.bad().clone()));
    }
    let rows = table.rows();
    let (root, _) = build(declaration, rows, table.unique(), seed, threads, |record| {
        keep(record.row)?;
        Ok(false)
    })?;
    Ok(PublicPart::new(declaration.clone(), rows, root))
}

/// The root of the seal that `source`, which has `rows` rows, gives under `declaration` and `seed`.
///
/// # Errors
/// Those of `source`.
pub fn root_of<S: RowSource>(
    declaration: &Declaration,
    rows: u64,
    source: S,
    seed: &Seed,
    threads: usize,
) -> Result<Digest, SealError> {
    Ok(build(declaration, rows, source, seed, threads, |_| Ok(false))?.0)
}

/// Proves the row whose sortable key is one of `keys` (see [`Declaration::keys_for`]) against `public`, from the rows of its openings.
/// `None`: there is no such row. That is no proof of absence, and none is offered: it would show the neighbours.
///
/// # Errors
/// [`SealError::Mismatch`]: the openings do not give the public part's root. Those of `source`.
pub fn prove<S: RowSource>(
    public: &PublicPart,
    source: S,
    seed: &Seed,
    keys: &[Vec<u8>],
    threads: usize,
) -> Result<Option<Proof>, SealError> {
    let declaration = public.declaration();
    let mut found = None;
    let mut index = 0u64;
    let (root, path) = build(declaration, public.rows(), source, seed, threads, |record| {
        index += 1; // leaf 0 is the declaration
        let wanted = found.is_none() && keys.iter().any(|key| key == record.key);
        if wanted {
            found = Some((index, record.key.to_vec(), record.row.to_vec()));
        }
        Ok(wanted)
    })?;
    if root != public.root() {
        return Err(SealError::Mismatch(
            "the openings do not open this seal: they belong to another one, or were altered since"
                .to_owned(),
        ));
    }
    let nonces = Nonces::new(seed, &declaration.to_text(public.rows()));
    Ok(found.map(|(index, key, row)| Proof {
        root,
        index,
        leaves: public.rows() + 1,
        nonce: nonces.nonce(&key),
        cells: Proof::cells_of(declaration, &row),
        path,
    }))
}

/// The root over the declaration and all rows; `visit` sees each row and says whether its path is wanted.
fn build<S: RowSource>(
    declaration: &Declaration,
    rows: u64,
    source: S,
    seed: &Seed,
    threads: usize,
    mut visit: impl FnMut(Record<'_>) -> Result<bool, SealError>,
) -> Result<(Digest, Vec<Digest>), SealError> {
    let text = declaration.to_text(rows);
    let mut tree = TreeBuilder::new();
    tree.push(declaration_leaf(&text));
    hash_rows(source, &Nonces::new(seed, &text), threads, |batch, leaves| {
        for (record, leaf) in batch.iter().zip(leaves) {
            match visit(record)? {
                true => drop(tree.push_tracked(*leaf)),
                false => tree.push(*leaf),
            }
        }
        Ok(())
    })?;
    Ok(tree.finish())
}
