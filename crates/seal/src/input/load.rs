//! From a stream to sorted rows.

use std::io::Read;
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex};

use crate::batch::Record;
use crate::cell::{Kind, key_of};
use crate::declaration::Declaration;
use crate::error::{BadRow, BadRows, SealError};
use crate::input::blocks::{Block, Blocks};
use crate::input::delimited::{Scan, scan};
use crate::input::fields::Fields;
use crate::input::json::JsonReader;
use crate::input::normalise::push_cell;
use crate::input::{Format, Layout};
use crate::openings::MAX_ROW;
use crate::sort::{Run, RunBuilder, Scratch, Store, Table};

/// A run is sorted when it takes up this many bytes: 64 MiB a thread. Smaller runs sort faster, larger ones merge faster.
const RUN: usize = 64 << 20;
/// What a table keeps of its sorted and packed rows in memory unless told otherwise; the others go to scratch storage. Two
/// tables of any size can be compared in less than 2 GiB, and two of ten million voters each without scratch storage.
const KEPT: usize = 640 << 20;

/// How tables are read.
#[derive(Clone, Copy)]
pub struct Options<'s, 'p> {
    /// Where rows lie that do not fit into memory.
    pub scratch: &'s dyn Scratch,
    /// How many bytes of sorted and packed rows stay in memory. Any number works; more makes large tables faster.
    pub memory: usize,
    /// How many threads read and sort. 1 or more.
    pub threads: usize,
    /// Told how many bytes more have been read.
    pub progress: &'p (dyn Fn(u64) + Sync),
    /// Text and JSON values that have the same characters count as the same, absent values as empty: for
    /// comparing a CSV table with JSON lines. Never for sealing.
    pub loose: bool,
}

impl<'s> Options<'s, '_> {
    /// Two threads, no report of progress.
    pub fn new(scratch: &'s dyn Scratch) -> Self {
        Options { scratch, memory: KEPT, threads: 2, progress: &|_| (), loose: false }
    }
}

impl std::fmt::Debug for Options<'_, '_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Options")
            .field("threads", &self.threads)
            .field("loose", &self.loose)
            .finish_non_exhaustive()
    }
}

/// Reads and sorts a table whose columns, by name, are those of `declaration`. Bad rows are collected, not skipped in silence:
/// look at [`Table::bad`].
///
/// # Errors
/// [`SealError::Header`], and those of reading and of scratch storage.
pub fn load<'s>(
    name: &str,
    reader: impl Read,
    format: Format,
    header: &[String],
    declaration: &Declaration,
    options: &Options<'s, '_>,
) -> Result<Table<'s>, SealError> {
    load_as(name, reader, format, &Layout::by_name(name, declaration, header)?, declaration, options)
}

/// As [`load`], with the place of each declared column given by `layout`.
///
/// # Errors
/// Those of reading and of scratch storage.
pub fn load_as<'s>(
    name: &str,
    reader: impl Read,
    format: Format,
    layout: &Layout,
    declaration: &Declaration,
    options: &Options<'s, '_>,
) -> Result<Table<'s>, SealError> {
    let mut blocks = Blocks::new(name, reader, format);
    blocks.header()?;
    let threads = options.threads.max(1);
    let store = Store::new(options.scratch, options.memory);
    let workers = std::thread::scope(|scope| {
        let (sender, receiver) = sync_channel::<Block>(2 * threads);
        // The workers own the receiving end together: when all have failed, the next send fails.
        let receiver = Arc::new(Mutex::new(receiver));
        let handles: Vec<_> = (0..threads)
            .map(|_| {
                let receiver = Arc::clone(&receiver);
                let worker = Worker::new(format, layout, declaration, *options, &store);
                scope.spawn(move || worker.run(&receiver))
            })
            .collect();
        drop(receiver);
        let mut read = Ok(());
        loop {
            match blocks.next() {
                Ok(Some(block)) => {
                    (options.progress)(block.bytes.len() as u64);
                    if sender.send(block).is_err() {
                        break;
                    }
                }
                Ok(None) => break,
                Err(error) => {
                    read = Err(error);
                    break;
                }
            }
        }
        drop(sender);
        let workers: Vec<_> = handles.into_iter().map(|handle| handle.join()).collect();
        read.map(|()| workers)
    })?;
    let mut bad = BadRows { name: name.to_owned(), ..BadRows::default() };
    let (mut rows, mut runs) = (0, Vec::new());
    for worker in workers {
        let sorted = worker.map_err(|_| SealError::Worker)??;
        rows += sorted.rows;
        runs.extend(sorted.runs);
        bad.merge(sorted.bad);
    }
    Ok(Table::new(options.scratch, runs, rows, bad))
}

/// What one worker made of its blocks.
struct Sorted {
    runs: Vec<Run>,
    rows: u64,
    bad: BadRows,
}

struct Worker<'a> {
    format: Format,
    layout: &'a Layout,
    declaration: &'a Declaration,
    options: Options<'a, 'a>,
    store: &'a Store<'a>,
    json: JsonReader,
    row: Vec<u8>,
    key: Vec<u8>,
    run: RunBuilder,
    sorted: Sorted,
}

impl<'a> Worker<'a> {
    fn new(
        format: Format,
        layout: &'a Layout,
        declaration: &'a Declaration,
        options: Options<'a, 'a>,
        store: &'a Store<'a>,
    ) -> Self {
        Worker {
            format,
            layout,
            declaration,
            options,
            store,
            json: JsonReader::new(&layout.names),
            row: Vec::new(),
            key: Vec::new(),
            run: RunBuilder::default(),
            sorted: Sorted { runs: Vec::new(), rows: 0, bad: BadRows::default() },
        }
    }

    fn run(mut self, blocks: &Mutex<Receiver<Block>>) -> Result<Sorted, SealError> {
        while let Some(block) = blocks.lock().ok().and_then(|blocks| blocks.recv().ok()) {
            match self.format {
                Format::Delimited { delimiter, quotes } => self.delimited(&block, delimiter, quotes)?,
                Format::JsonLines => self.json_lines(&block)?,
            }
        }
        self.end_run()?;
        Ok(self.sorted)
    }

    fn delimited(&mut self, block: &Block, delimiter: u8, quotes: bool) -> Result<(), SealError> {
        let (mut rest, mut line) = (block.bytes.as_slice(), block.line);
        let mut fields = Fields::default();
        while !rest.is_empty() {
            fields.clear();
            let length = match scan(rest, delimiter, quotes, true, Some(&mut fields)) {
                Scan::Record(length) if rest.get(..length).is_some_and(is_blank) => length,
                Scan::Record(length) => {
                    self.record(&fields, line)?;
                    length
                }
                Scan::Bad(length, reason) => {
                    self.bad(line, None, reason.to_owned());
                    length
                }
                Scan::More => rest.len(), // never: nothing follows a block
            };
            let (record, after) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            line += memchr::memchr_iter(b'\n', record).count() as u64;
            rest = after;
        }
        Ok(())
    }

    fn json_lines(&mut self, block: &Block) -> Result<(), SealError> {
        let mut fields = Fields::default();
        for (line, text) in (block.line..).zip(block.bytes.split(|&byte| byte == b'\n')) {
            if text.trim_ascii().is_empty() {
                continue;
            }
            match self.json.read(text, &mut fields) {
                Ok(()) => self.record(&fields, line)?,
                Err(reason) => self.bad(line, None, reason),
            }
        }
        Ok(())
    }

    /// Takes over the fields as a row.
    fn record(&mut self, fields: &Fields<'_>, line: u64) -> Result<(), SealError> {
        if let Err((column, reason)) = self.encode(fields) {
            self.bad(line, column, reason);
            return Ok(());
        }
        self.sorted.rows += 1;
        self.run.push(Record { key: &self.key, row: &self.row, line });
        if self.run.size() >= RUN {
            self.end_run()?;
        }
        Ok(())
    }

    fn end_run(&mut self) -> Result<(), SealError> {
        let run = self.run.finish(self.store)?;
        self.sorted.runs.push(run);
        Ok(())
    }

    /// Encodes the fields as the declaration says. Fails with the column at fault and the reason.
    fn encode(&mut self, fields: &Fields<'_>) -> Result<(), (Option<String>, String)> {
        if fields.len() != self.layout.names.len() {
            let (found, expected) = (fields.len(), self.layout.names.len());
            return Err((None, format!("{found} fields where the header has {expected}")));
        }
        self.row.clear();
        for (column, position) in self.declaration.columns.iter().zip(&self.layout.positions) {
            let (kind, bytes) = position.and_then(|at| fields.get(at)).unwrap_or((Kind::Absent, &[]));
            let (kind, bytes) = match kind {
                Kind::Absent if self.options.loose => (Kind::Text, bytes),
                Kind::Bare if self.options.loose && bytes == b"null" => (Kind::Text, &[][..]),
                Kind::Bare if self.options.loose => (Kind::Text, bytes),
                kind => (kind, bytes),
            };
            push_cell(&mut self.row, kind, bytes, column, self.declaration.normalisation)
                .map_err(|reason| (Some(column.name.clone()), reason))?;
        }
        if self.row.len() > MAX_ROW {
            return Err((None, format!("the row is longer than {MAX_ROW} bytes")));
        }
        key_of(&self.row, &self.declaration.key, &mut self.key);
        if self.key.chunks(2).all(|pair| matches!(pair, [0, 0..=3])) {
            let name = self.declaration.key_names().next().map(str::to_owned);
            return Err((name, "the key is empty; rows need a key that tells them apart".to_owned()));
        }
        Ok(())
    }

    fn bad(&mut self, line: u64, column: Option<String>, reason: String) {
        self.sorted.bad.push(BadRow { line, column, reason });
    }
}

/// Blank lines are no records.
fn is_blank(record: &[u8]) -> bool {
    matches!(record, [] | [b'\n'] | [b'\r', b'\n'] | [b'\r'])
}
