//! What is in a file, and the bodies that it becomes.

use super::{tee::Tee, told::Told};
use crate::scratch::FileScratch;
use anyhow::Context;
use exchange::{
    Media, Options,
    stix::{self, CUT, Cutter, Item, strictest},
};
use spill::Scratch;
use statement::Tlp;
use std::{
    cell::RefCell,
    fs::File,
    io::{self, Cursor, Read, Write},
    path::Path,
};

/// How much of a file is looked at to tell what it is, in bytes.
const LOOKED_AT: u64 = 64 << 10;

/// How long a file may be that is said as it is: a node takes no longer body from its own people.
const MAX_WHOLE: usize = 64 << 20;

/// A file that was read.
pub struct Gathered {
    /// How messages name it.
    pub file: String,
    /// What it is.
    pub media: Media,
    /// What was in it, or why it could not be read.
    pub outcome: io::Result<Sums>,
    /// The bodies that it becomes, in order.
    pub parts: Vec<Part>,
    /// The strictest marking in it, and which object has it.
    pub strictest: Option<(Tlp, String)>,
}

/// What was in a file, in numbers.
pub enum Sums {
    /// Objects of STIX.
    Stix(stix::Summary),
    /// Indicators.
    List(exchange::Summary),
}

/// A body, in the scratch file.
#[derive(Clone, Copy, Debug)]
pub struct Part {
    /// Where it lies.
    pub offset: u64,
    /// How long it is.
    pub bytes: u64,
    /// How many objects or indicators are in it.
    pub items: u64,
}

/// Where bodies lie until they are said.
pub struct Store(FileScratch);

impl Gathered {
    /// Whether anything in it is not taken.
    pub fn has_refused(&self) -> bool {
        match &self.outcome {
            Ok(Sums::Stix(sums)) => sums.refused > 0,
            Ok(Sums::List(sums)) => sums.not_taken > 0,
            Err(_) => true,
        }
    }
}

impl Store {
    /// In a member's home, where the bodies will lie; else where temporary files are.
    pub fn new(home: Option<&Path>) -> Self {
        let beside = home.map_or_else(|| std::env::temp_dir().join("bodies"), |home| home.join("bodies"));
        Store(FileScratch::beside(&beside))
    }

    fn put(&self, bytes: &[u8], items: u64) -> io::Result<Part> {
        Ok(Part { offset: self.0.append(bytes)?, bytes: bytes.len() as u64, items })
    }

    /// A body that was put here.
    pub fn get(&self, part: &Part) -> anyhow::Result<Vec<u8>> {
        let mut bytes = vec![0; usize::try_from(part.bytes)?];
        self.0.read_exact_at(part.offset, &mut bytes).context("cannot read the scratch file")?;
        Ok(bytes)
    }
}

/// Reads a file and tells of each thing in it.
///
/// # Errors
/// An output that cannot be written. A file that cannot be read says so itself.
pub fn file(
    path: &Path,
    found: io::Result<()>,
    store: &mut Store,
    told: &mut Told<impl Write>,
) -> anyhow::Result<Gathered> {
    let is_stdin = path == Path::new("-");
    let name = if is_stdin { "standard input".to_owned() } else { path.to_string_lossy().into_owned() };
    let opened = found.and_then(|()| match is_stdin {
        true => Ok((Box::new(io::stdin().lock()) as Box<dyn Read>, 0)),
        false => {
            let file = File::open(path)?;
            let length = file.metadata()?.len();
            Ok((Box::new(file) as Box<dyn Read>, length))
        }
    });
    let started = opened.and_then(|(mut input, length)| {
        let mut start = Vec::new();
        (&mut input).take(LOOKED_AT).read_to_end(&mut start)?;
        let media = Media::of(&start);
        Ok((Cursor::new(start).chain(input), length, media))
    });
    let mut gathered = Gathered {
        file: name,
        media: Media::Text,
        outcome: Err(io::ErrorKind::NotFound.into()),
        parts: Vec::new(),
        strictest: None,
    };
    match started {
        Err(error) => gathered.outcome = Err(error),
        Ok((input, length, media)) => {
            gathered.media = media;
            gathered.outcome = match media {
                Media::Stix => stix(Tee::new(input, CUT, length), &mut gathered, store, told),
                _ => whole(Tee::new(input, MAX_WHOLE, length), &mut gathered, store, told),
            };
            told.written()?;
        }
    }
    Ok(gathered)
}

/// STIX: the objects are cut into bundles; a bundle that is small enough and all of which is kept stays as it is.
fn stix(
    mut input: Tee<impl Read>,
    gathered: &mut Gathered,
    store: &Store,
    told: &mut Told<impl Write>,
) -> io::Result<Sums> {
    let (mut parts, mut cutter, mut count) = (Vec::new(), Cutter::new(), 0);
    let mut written = Ok(());
    let mut take = |item: Item<'_>| {
        if let Item::Kept(kept) = &item {
            if let Some(tlp) = strictest(kept.object.common())
                && gathered.strictest.as_ref().is_none_or(|(known, _)| tlp < *known)
            {
                gathered.strictest = Some((tlp, format!("{} ({})", kept.object.id().as_str(), kept.place)));
            }
            if written.is_ok() {
                written = put(kept.object.bytes(), &mut cutter, &mut count, &mut parts, store);
            }
        }
        told.stix(&gathered.file, &item);
    };
    let sums = stix::Reader::new().read(&mut input, &mut take)?;
    written?;
    if let Some(last) = cutter.end()? {
        parts.push(store.put(&last, count)?);
    }
    let is_whole = sums.is_bundle && sums.refused == 0 && sums.again == 0 && sums.kept() > 0;
    gathered.parts = match input.whole().filter(|bytes| is_whole && is_plain(bytes)) {
        Some(bytes) => vec![store.put(&bytes, sums.kept())?],
        None => parts,
    };
    Ok(Sums::Stix(sums))
}

fn put(
    object: &[u8],
    cutter: &mut Cutter,
    count: &mut u64,
    parts: &mut Vec<Part>,
    store: &Store,
) -> io::Result<()> {
    if let Some(full) = cutter.add(object)? {
        parts.push(store.put(&full, std::mem::take(count))?);
    }
    *count += 1;
    Ok(())
}

/// Text in UTF-8 without a mark in front, which others might not expect.
fn is_plain(bytes: &[u8]) -> bool {
    bytes.trim_ascii_start().starts_with(b"{") && str::from_utf8(bytes).is_ok()
}

/// Everything else is said as it is.
fn whole(
    mut input: Tee<impl Read>,
    gathered: &mut Gathered,
    store: &Store,
    told: &mut Told<impl Write>,
) -> io::Result<Sums> {
    let told = RefCell::new(told);
    let mut take = |outcome: exchange::Outcome<'_>| told.borrow_mut().list(&gathered.file, &outcome);
    // What a MISP event says not to look for is part of it all the same.
    let options = Options { ignore_to_ids: gathered.media == Media::Misp, ..Options::default() };
    let sums = exchange::read(&mut input, options, &mut take)?;
    match input.whole() {
        Some(bytes) if sums.taken > 0 => gathered.parts = vec![store.put(&bytes, sums.taken)?],
        Some(_) => {}
        None => {
            let why = format!("longer than {} MiB, which only STIX may be: split it", MAX_WHOLE >> 20);
            return Err(io::Error::other(why));
        }
    }
    Ok(Sums::List(sums))
}
