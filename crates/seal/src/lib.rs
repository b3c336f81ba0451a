//! Seals: commitments that pin a data set without showing it, and what differs between two versions of one.
//!
//! A seal is made over a table (a voter roll, a ballot manifest) or over the list of files of a folder.
//! Its **public part** is a few lines of text: the declaration of the columns, the number of rows and the
//! root of an RFC 6962 tree over salted rows. Nobody who holds the public part alone can test a guess
//! against it. Its **openings** (a secret seed and the rows) stay at home; with them one row can be
//! **proved** to anybody, or a later table held against the seal, to the row and the column.
//!
//! What a seal is not: it does not say that the data were right when they were sealed, and a difference
//! does not say why anything changed or who changed it.
//!
//! This crate thinks and does not act: no files, clock or randomness. Readers, scratch storage and seeds
//! are arguments. `docs/spec/seal.md` has every byte, `vectors/seal/` the test vectors.
//!
//! ```
//! use seal::{Declaration, Format, Memory, Options, Seed, load, read_header};
//!
//! let csv = b"id,party\n2,Blue\n1,Red\n".as_slice();
//! let header = read_header("roll.csv", csv, Format::CSV)?;
//! let declaration = Declaration::table(&header, &["id"])?;
//! let scratch = Memory::default();
//! let options = Options::new(&scratch);
//! let table = load("roll.csv", csv, Format::CSV, &header, &declaration, &options)?;
//! let seed = Seed::from_bytes([7; 32]); // the caller draws it at random
//! let public = seal::seal(&declaration, &table, &seed, 2, |_row| Ok(()))?;
//! assert_eq!(public.rows(), 2);
//! # Ok::<(), seal::SealError>(())
//! ```

mod batch;
mod cell;
mod declaration;
pub mod diff;
mod digest;
mod error;
mod files;
mod hashing;
mod input;
mod mac;
mod openings;
mod proof;
mod public;
mod quoted;
pub mod reconcile;
mod sealing;
mod sort;
pub mod time;
mod tree;
mod varint;

pub use batch::{Batch, Record, RowSource};
pub use cell::{Cell, Cells, Kind, key_cells};
pub use declaration::{Column, ColumnType, Declaration, Normalisation, Subject};
pub use digest::{Digest, Seed};
pub use error::{BadRow, BadRows, Duplicate, Duplicates, SealError};
pub use files::{Entry, EntryKind, entry_row, files_declaration, files_table};
pub use input::{Format, HeaderChange, Layout, Options, load, load_as, read_header};
pub use openings::{Openings, OpeningsHeader, OpeningsWriter};
pub use proof::Proof;
pub use public::PublicPart;
pub use sealing::{prove, root_of, seal};
pub use sort::{Memory, Scratch, Table};
pub use tree::{TreeBuilder, root_from_path};
