//! Reads manifests, lists of counts, comparisons and CVR exports into counts per batch.

use std::collections::HashMap;
use std::io::Read;

use crate::cell::Kind;
use crate::error::{BadRow, BadRows, SealError};
use crate::input::Format;
use crate::input::{each_record, field_text};
use crate::reconcile::columns::Columns;

/// The header is one of the first records: CVR exports begin with a title and the names of contests.
const HEADER_WITHIN: usize = 8;

/// What one file says about one batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) county: String,
    pub(crate) tabulator: String,
    pub(crate) batch: String,
    pub(crate) manifest: Option<i64>,
    pub(crate) counted: Option<i64>,
    /// A count whose column does not say of what.
    pub(crate) plain: Option<i64>,
    pub(crate) difference: Option<i64>,
    pub(crate) lines: Vec<u64>,
}

/// The batches of one file.
#[derive(Clone, Debug)]
pub struct BatchFile {
    pub(crate) name: String,
    pub(crate) rows: Vec<Row>,
    pub(crate) has_county: bool,
    pub(crate) has_tabulator: bool,
    /// Rows that were refused, with line and reason.
    pub bad: BadRows,
    /// What the reader of the result should know about how the file was read.
    pub note: Option<String>,
}

impl BatchFile {
    /// The file, as the caller calls it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether the file has both counts of each batch.
    pub fn is_comparison(&self) -> bool {
        self.rows.iter().any(|row| row.manifest.is_some() && row.counted.is_some())
    }

    /// Takes in the batches of another manifest, of another county.
    pub fn absorb(&mut self, other: BatchFile) {
        self.rows.extend(other.rows);
        self.has_county &= other.has_county;
        self.has_tabulator &= other.has_tabulator;
    }
}

/// Reads a file.
///
/// # Errors
/// [`SealError::Header`] where no column names a batch; those of reading.
pub fn read(name: &str, reader: impl Read, format: Format) -> Result<BatchFile, SealError> {
    let mut reader_state = Reader::new(name);
    each_record(name, reader, format, |line, record| reader_state.record(line, record))?;
    reader_state.finish()
}

struct Reader {
    file: BatchFile,
    columns: Option<Columns>,
    /// Records before a header was found.
    before: Vec<(u64, Vec<String>)>,
    /// For CVR exports: where a batch's count stands.
    cards: HashMap<[String; 3], usize>,
}

impl Reader {
    fn new(name: &str) -> Self {
        let bad = BadRows { name: name.to_owned(), ..BadRows::default() };
        let file = BatchFile {
            name: name.to_owned(),
            rows: Vec::new(),
            has_county: false,
            has_tabulator: false,
            bad,
            note: None,
        };
        Reader { file, columns: None, before: Vec::new(), cards: HashMap::new() }
    }

    fn record(&mut self, line: u64, record: Result<&[(Kind, &[u8])], &'static str>) {
        let fields = match record {
            Ok(fields) => fields,
            Err(reason) => return self.bad(line, None, reason.to_owned()),
        };
        if fields.iter().all(|(_, text)| text.trim_ascii().is_empty()) {
            return;
        }
        match self.columns.clone() {
            Some(columns) => self.row(line, &columns, fields),
            None if self.before.len() < HEADER_WITHIN => self.header(line, fields),
            None if self.by_position() => self.row(line, &Columns::by_position(), fields),
            None => {}
        }
    }

    fn header(&mut self, line: u64, fields: &[(Kind, &[u8])]) {
        let names: Vec<String> = fields.iter().map(|(_, text)| field_text(text)).collect();
        self.columns = Columns::of(&names);
        self.note_columns();
        self.before.push((line, names));
    }

    fn note_columns(&mut self) {
        self.file.has_county = self.columns.as_ref().is_some_and(|columns| columns.county.is_some());
        self.file.has_tabulator = self.columns.as_ref().is_some_and(|columns| columns.tabulator.is_some());
    }

    fn row(&mut self, line: u64, columns: &Columns, fields: &[(Kind, &[u8])]) {
        let text = |at: Option<usize>| {
            at.and_then(|at| fields.get(at)).map(|(_, text)| field_text(text)).unwrap_or_default()
        };
        let row = (|| {
            Ok(Row {
                county: text(columns.county),
                tabulator: text(columns.tabulator),
                batch: Some(text(Some(columns.batch)))
                    .filter(|batch| !batch.is_empty())
                    .ok_or("the batch is empty")?,
                manifest: number(columns.manifest.map(|at| text(Some(at))))?,
                counted: number(columns.cvr.map(|at| text(Some(at))))?,
                plain: number(columns.count.map(|at| text(Some(at))))?,
                difference: signed(columns.difference.map(|at| text(Some(at))))?,
                lines: vec![line],
            })
        })();
        match row {
            Err(reason) => self.bad(line, None, reason),
            Ok(row) if columns.manifest.or(columns.cvr).or(columns.count).is_none() => self.card(row),
            Ok(row) => self.file.rows.push(row),
        }
    }

    /// Without a column of counts, every row is one card.
    fn card(&mut self, row: Row) {
        let key = [row.county.clone(), row.tabulator.clone(), row.batch.clone()];
        match self.cards.get(&key).and_then(|at| self.file.rows.get_mut(*at)) {
            Some(batch) => batch.counted = batch.counted.map(|count| count + 1),
            None => {
                self.cards.insert(key, self.file.rows.len());
                self.file.rows.push(Row { counted: Some(1), ..row });
            }
        }
    }

    fn bad(&mut self, line: u64, column: Option<String>, reason: String) {
        self.file.bad.push(BadRow { line, column, reason });
    }

    fn finish(mut self) -> Result<BatchFile, SealError> {
        if self.columns.is_none() && !self.by_position() {
            let names = self.before.first().map(|(_, names)| names.join(", ")).unwrap_or_default();
            let reason = format!(
                "no column names a batch beside a count or a tabulator (found: {}); give the file a header such as County,Tabulator,Batch,Ballots",
                names.chars().take(200).collect::<String>()
            );
            return Err(SealError::Header { name: self.file.name, reason });
        }
        if !self.cards.is_empty() {
            self.file.note = Some("read as one card a row: no column holds counts".to_owned());
        }
        Ok(self.file)
    }

    /// Names that tell nothing: county, tabulator, batch and cards stand in this order, if the rows below the header look like it.
    fn by_position(&mut self) -> bool {
        let digit =
            |text: Option<&String>| text.is_some_and(|text| text.starts_with(|c: char| c.is_ascii_digit()));
        let telling = |(_, fields): &(u64, Vec<String>)| {
            let cards = fields.get(3).is_some_and(|text| matches!(number(Some(text.clone())), Ok(Some(_))));
            cards && digit(fields.get(1)) && digit(fields.get(2))
        };
        if self.before.len() < 2 || !self.before.iter().skip(1).all(telling) {
            return false;
        }
        self.columns = Some(Columns::by_position());
        self.note_columns();
        self.file.note =
            Some("the header tells nothing: read as county, tabulator, batch, cards by position".to_owned());
        for (line, fields) in std::mem::take(&mut self.before).into_iter().skip(1) {
            let fields: Vec<_> = fields.iter().map(|text| (Kind::Text, text.as_bytes())).collect();
            self.row(line, &Columns::by_position(), &fields);
        }
        true
    }
}

/// No batch holds a thousand million cards, and sums of such numbers cannot overflow.
const MAX_DIGITS: usize = 9;

/// A count: digits, with commas between thousands allowed.
fn number(text: Option<String>) -> Result<Option<i64>, String> {
    let Some(text) = text else { return Ok(None) };
    let digits: String = text.chars().filter(|c| *c != ',').collect();
    let sound =
        !digits.is_empty() && digits.len() <= MAX_DIGITS && digits.bytes().all(|byte| byte.is_ascii_digit());
    match digits.parse() {
        Ok(count) if sound => Ok(Some(count)),
        _ => Err(format!("{:?} is no count of cards", text.chars().take(60).collect::<String>())),
    }
}

fn signed(text: Option<String>) -> Result<Option<i64>, String> {
    let Some(text) = text else { return Ok(None) };
    match text.strip_prefix('-') {
        Some(digits) => Ok(number(Some(digits.to_owned()))?.map(|count| -count)),
        None => number(Some(text)),
    }
}
