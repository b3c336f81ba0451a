//! How fast tables are sealed and compared, and how far that is from limits: for sealing one bare SHA-256 over the same bytes,
//! for comparing the counting of the lines of both versions. Both limits are of one thread.
//!
//! `seal [ROWS] [FOLDER]`: makes two versions of a made-up roll of ROWS rows (1,000,000 if none is said), seals the first,
//! compares both. With FOLDER the tables are written there and kept, to try the command with. Quote the ratios, which
//! are of processor time in one run on one machine, not the seconds.

use std::error::Error;
use std::fs::File;
use std::io::{BufReader, BufWriter, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::Instant;

use seal::diff::{Question, TableVersion, compare};
use seal::{Declaration, Format, Options, Scratch, Seed, Table, load, read_header, seal};
use sha2::{Digest, Sha256};
use testkit::roll::{DEADLINE, Roll};

/// As many as the machine of the stated aim has.
const THREADS: usize = 2;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let rows = arguments.next().map_or(Ok(1_000_000), |rows| rows.parse())?;
    let keep = arguments.next().map(PathBuf::from);
    let folder = tempfile::tempdir()?;
    let folder = keep.as_deref().unwrap_or(folder.path());
    let [a, b] = ["roll-a.csv", "roll-b.csv"].map(|name| folder.join(name));
    let roll = Roll::new(1, rows);
    roll.write(0, BufWriter::new(File::create(&a)?))?;
    roll.write(1, BufWriter::new(File::create(&b)?))?;
    let bytes = a.metadata()?.len();
    println!("{rows} rows, {} MB each version", bytes / 1_000_000);
    if keep.is_some() {
        return Ok(());
    }

    let limit = timed("bare SHA-256, one thread", rows, || hash(&a))?.1;
    let scratch = Spill(Mutex::new(tempfile::tempfile()?));
    let (first, read) = timed("read and sort", rows, || read_table(&a, &scratch))?;
    let declaration = first.declaration.clone();
    let seed = Seed::from_bytes([1; 32]);
    let sealed =
        timed("hash and seal", rows, || Ok(seal(&declaration, &first.table, &seed, THREADS, |_| Ok(()))?))?.1;
    println!("  sealing takes {:.1} times the bare hash", (read + sealed) / limit);
    let (second, read_b) =
        timed("read and sort the other version, shuffled", rows, || read_table(&b, &scratch))?;
    let question = Question {
        group_by: vec!["county".into(), "party".into()],
        time: Some("updated_at".into()),
        deadline: seal::time::Moment::parse(DEADLINE),
        ..Question::default()
    };
    let (report, compared) = timed("compare", rows, || Ok(compare(&[&first, &second], &question)?))?;
    let whole = read + read_b + compared;
    println!(
        "both versions read, sorted and compared: {:.2} M rows/s of processor time",
        rows as f64 / whole / 1e6
    );
    let counted =
        timed(
            "lines of both versions counted, one thread",
            rows,
            || Ok(count_lines(&a)? + count_lines(&b)?),
        )?
        .1;
    println!(
        "  comparing takes {:.1} times the count, {:.1} times the bare hash of one version",
        whole / counted,
        whole / limit
    );
    println!("  {} changes", report.changes.len());
    Ok(())
}

/// Runs one step, prints its rate and gives its seconds of processor time, all threads together.
fn timed<T>(
    what: &str,
    rows: u64,
    step: impl FnOnce() -> Result<T, Box<dyn Error>>,
) -> Result<(T, f64), Box<dyn Error>> {
    let (start, before) = (Instant::now(), bench::process()?);
    let done = step()?;
    let (clock, seconds) = (start.elapsed().as_secs_f64(), bench::process()? - before);
    println!(
        "{what}: {clock:.2} s by the clock, {:.2} M rows/s of processor time",
        rows as f64 / seconds / 1e6
    );
    Ok((done, seconds))
}

fn hash(path: &Path) -> Result<(), Box<dyn Error>> {
    let (mut file, mut hash, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            println!("  {:02x?}", hash.finalize().first_chunk::<4>());
            return Ok(());
        }
        hash.update(buffer.get(..read).unwrap_or_default());
    }
}

fn count_lines(path: &Path) -> Result<usize, Box<dyn Error>> {
    let (mut file, mut lines, mut buffer) = (File::open(path)?, 0, vec![0; 1 << 20]);
    loop {
        let read = file.read(&mut buffer)?;
        if read == 0 {
            return Ok(lines);
        }
        lines += memchr::memchr_iter(b'\n', buffer.get(..read).unwrap_or_default()).count();
    }
}

fn read_table<'s>(path: &Path, scratch: &'s Spill) -> Result<TableVersion<'s>, Box<dyn Error>> {
    let name = path.display().to_string();
    let header = read_header(&name, BufReader::new(File::open(path)?), Format::CSV)?;
    let declaration = Declaration::table(&header, &["voter_id"])?;
    let options = Options { threads: THREADS, ..Options::new(scratch) };
    let table: Table<'s> = load(&name, File::open(path)?, Format::CSV, &header, &declaration, &options)?;
    Ok(TableVersion { name, declaration, table })
}

/// Scratch storage in a file, as the command has it.
struct Spill(Mutex<File>);

impl Scratch for Spill {
    fn append(&self, bytes: &[u8]) -> std::io::Result<u64> {
        use std::io::{Seek, SeekFrom, Write};
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let offset = file.seek(SeekFrom::End(0))?;
        file.write_all(bytes)?;
        Ok(offset)
    }

    fn read_exact_at(&self, offset: u64, buffer: &mut [u8]) -> std::io::Result<()> {
        use std::io::{Seek, SeekFrom};
        let mut file = self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(buffer)
    }
}
