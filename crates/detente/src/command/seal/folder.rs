//! `detente seal files`.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};
use seal::{Digest, Entry, EntryKind, files_declaration, files_table};
use sha2::Digest as _;

use super::progress::Progress;
use super::table::{OutArgs, report, write};
use crate::scratch::FileScratch;

/// Folders nested deeper than this are refused.
const MAX_DEPTH: usize = 256;

/// Seal a folder.
#[derive(Debug, clap::Args)]
pub struct FilesArgs {
    /// The folder. Links in it are recorded as links, and not followed
    dir: PathBuf,
    #[command(flatten)]
    out: OutArgs,
}

/// Runs the command.
pub fn run(args: &FilesArgs) -> anyhow::Result<bool> {
    let folder = args.dir.components().as_path();
    let (public, openings) = args.out.paths(folder)?;
    for path in [&public, &openings] {
        refuse_inside(folder, path)?;
    }
    let entries = entries(folder)?;
    let scratch = FileScratch::beside(&openings);
    let table = files_table(&folder.display().to_string(), &entries, &scratch);
    let part = write(&files_declaration(), &table, &public, &openings)?;
    report(&part, folder, "entries", &public, &openings)
}

/// The seal must not lie in what it seals: the folder would differ from it at once.
fn refuse_inside(folder: &Path, path: &Path) -> anyhow::Result<()> {
    let real = |path: &Path| path.canonicalize();
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    match (real(folder), real(parent)) {
        (Ok(folder), Ok(parent)) if parent.starts_with(&folder) => {
            bail!(
                "{}: lies inside the folder that is sealed; name a file outside with --public and --openings",
                path.display()
            )
        }
        _ => Ok(()),
    }
}

/// Everything below a folder. What cannot be read is an error: a seal with holes would say less than it seems to.
pub fn entries(folder: &Path) -> anyhow::Result<Vec<Entry>> {
    if !folder.is_dir() {
        bail!("{}: is no folder", folder.display());
    }
    let mut entries = Vec::new();
    let mut errors = Vec::new();
    let found: Vec<_> = walkdir::WalkDir::new(folder)
        .min_depth(1)
        .max_depth(MAX_DEPTH + 1)
        .sort_by_file_name()
        .into_iter()
        .collect();
    let progress = Progress::rows("hashing", found.len() as u64);
    for item in found {
        progress.add(1);
        let entry = item.map_err(anyhow::Error::from).and_then(|item| {
            if item.depth() > MAX_DEPTH {
                bail!("{}: nested deeper than {MAX_DEPTH} folders", item.path().display());
            }
            entry(folder, item.path(), item.file_type())
        });
        match entry {
            Ok(entry) => entries.push(entry),
            Err(error) => errors.push(format!("{error:#}")),
        }
    }
    match errors.is_empty() {
        true => Ok(entries),
        false => bail!(
            "entries that cannot be read: {}; nothing was done\n  {}",
            errors.len(),
            errors.join("\n  ")
        ),
    }
}

fn entry(folder: &Path, path: &Path, kind: fs::FileType) -> anyhow::Result<Entry> {
    let cannot = || format!("{}: cannot read", path.display());
    let below = path.strip_prefix(folder).with_context(cannot)?;
    let kind = if kind.is_dir() {
        EntryKind::Folder
    } else if kind.is_symlink() {
        EntryKind::Link { target: bytes_of(&fs::read_link(path).with_context(cannot)?) }
    } else if kind.is_file() {
        let (size, contents) = hash(path).with_context(cannot)?;
        EntryKind::File { size, contents }
    } else {
        // Opening a pipe would wait for ever, reading a device would not end.
        bail!("{}: is neither file, folder nor link (a pipe, socket or device?)", path.display());
    };
    let names: Vec<Vec<u8>> = below.components().map(|name| bytes_of(Path::new(name.as_os_str()))).collect();
    Ok(Entry { path: names.join(&b'/'), kind })
}

fn hash(path: &Path) -> std::io::Result<(u64, Digest)> {
    let mut file = File::open(path)?;
    let mut hash = sha2::Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut size = 0;
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok((size, Digest::from_bytes(hash.finalize().into()))),
            read => {
                size += read as u64;
                hash.update(buffer.get(..read).unwrap_or_default());
            }
        }
    }
}

/// The bytes of a name as the system has it.
fn bytes_of(path: &Path) -> Vec<u8> {
    path.as_os_str().as_encoded_bytes().to_vec()
}
