//! Where a piece of a line stands: what decides how a value in it is judged.

use super::{readable::Zone, section::Topic};
use crate::label::Label;
use std::rc::Rc;

/// Something that says what stands here, and its words.
#[derive(Clone, Debug)]
pub(super) struct Said<T> {
    pub(super) what: T,
    pub(super) words: Rc<str>,
}

/// Where a piece of a line stands.
#[derive(Clone, Debug)]
pub(super) struct Setting {
    pub(super) zone: Zone,
    /// What the heading above says.
    pub(super) topic: Option<Said<Topic>>,
    /// What the head of its column says, if it stands in a table.
    pub(super) column: Option<Said<Topic>>,
    /// The kinds that a column, the first cell of the row or a heading names.
    pub(super) label: Option<Said<Label>>,
}

/// A piece of a line: a cell of a row, or all of it.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// Where it starts in its line, in bytes.
    pub(super) start: usize,
    /// Where it ends.
    pub(super) end: usize,
    pub(super) setting: Setting,
    /// Whether it is a cell of a table, so that all of it may be one value.
    pub(super) is_cell: bool,
}
