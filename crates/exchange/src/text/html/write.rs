//! The line that is being written, and when it ends.

use crate::text::readable::{Readable, Zone};

/// The longest text of a cell that stays on the line of its row, in bytes. What is longer lays out a page rather than being a value.
const MAX_CELL: usize = 2000;

/// Where the text of a page goes.
pub(super) struct Writer<'r> {
    pub(super) to: &'r mut Readable,
    line: String,
    zone: Zone,
    /// White space was read and not written yet.
    space: bool,
    /// How many cells the row on the line has, if it is one.
    cells: Option<usize>,
    /// Where the last cell starts.
    cell: usize,
}

impl<'r> Writer<'r> {
    pub(super) fn new(to: &'r mut Readable) -> Self {
        Self { to, line: String::new(), zone: Zone::Article, space: false, cells: None, cell: 0 }
    }

    /// The place where the next text will stand: the number of its line, counted from 0, and the byte of the line.
    pub(super) fn place(&self) -> (usize, usize) {
        (self.to.lines.len(), self.line.len() + usize::from(self.space && !self.line.is_empty()))
    }

    /// Text in which white space is only white space.
    pub(super) fn text(&mut self, text: &str, zone: Zone) {
        self.enter(zone);
        for word in text.split_inclusive(|letter: char| letter.is_ascii_whitespace()) {
            let bare = word.trim_ascii();
            if !bare.is_empty() {
                self.word(bare);
            }
            self.space |= bare.len() < word.len();
        }
    }

    fn word(&mut self, word: &str) {
        if self.space && !self.line.is_empty() {
            self.line.push(' ');
        }
        self.space = false;
        self.line.push_str(word);
        if self.cells.is_some() && self.line.len() - self.cell.min(self.line.len()) > MAX_CELL {
            self.cells = None;
        }
    }

    /// Text whose line ends and spaces count.
    pub(super) fn literal(&mut self, text: &str, zone: Zone) {
        self.enter(zone);
        for (number, line) in text.split('\n').enumerate() {
            if number > 0 {
                self.end_line();
            }
            self.line.push_str(line.trim_end_matches('\r'));
        }
    }

    /// A sign before what follows: of a heading, an item, a cell.
    pub(super) fn sign(&mut self, sign: &str, zone: Zone) {
        self.enter(zone);
        self.line.push_str(sign);
        self.space = false;
    }

    /// Starts a row of a table.
    pub(super) fn row(&mut self) {
        self.end_line();
        self.cells = Some(0);
    }

    /// Starts a cell of the row.
    pub(super) fn cell(&mut self, zone: Zone) {
        match self.cells {
            None => self.block(),
            Some(cells) => {
                self.cells = Some(cells + 1);
                self.space = false;
                let sign = if cells == 0 { "| " } else { " | " };
                self.sign(sign, zone);
                self.cell = self.line.len();
            }
        }
    }

    /// What is in the row is no table but lays out the page.
    pub(super) fn lay_out(&mut self) {
        if self.cells.take().is_some() {
            self.end_line();
        }
    }

    /// A new line, unless it would part a row.
    pub(super) fn block(&mut self) {
        match self.cells {
            Some(_) => self.space = true,
            None => self.end_line(),
        }
    }

    /// An empty line.
    pub(super) fn gap(&mut self) {
        if self.cells.is_none() {
            self.end_line();
            self.to.push_gap(self.zone);
        }
    }

    /// Ends the line if there is something on it.
    pub(super) fn end_line(&mut self) {
        let line = std::mem::take(&mut self.line);
        // A row whose cells are empty says nothing.
        if line.bytes().any(|byte| !byte.is_ascii_whitespace() && byte != b'|') {
            self.to.push_line(&line, self.zone);
        }
        (self.cells, self.space) = (None, false);
    }

    fn enter(&mut self, zone: Zone) {
        if zone != self.zone {
            let cells = self.cells;
            self.end_line();
            (self.zone, self.cells) = (zone, cells);
        }
    }
}
