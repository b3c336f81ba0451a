//! Files and folders to bytes, with a limit on what a stranger can hand in.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use audit::{CountyManifest, CountyOrder, Digest, Manifests, Subject, Submitted};

use super::failure::Failure;

/// The largest file. The manifest of a state of ten million cards has some twenty mebibytes.
const MAX_FILE: u64 = 256 << 20;

/// Files of one folder that are looked at.
const MAX_FILES: usize = 10_000;

/// A whole file.
pub fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    let fail = |error: &dyn std::fmt::Display| Failure::input(format!("{}: {error}", path.display()));
    let mut bytes = Vec::new();
    let opened = File::open(path).map_err(|error| fail(&error))?;
    opened.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| fail(&error))?;
    if bytes.len() as u64 > MAX_FILE {
        return Err(fail(&"it is larger than 256 MiB"));
    }
    Ok(bytes)
}

/// The name without the folder, for messages and commitments.
pub fn name(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// The manifests of a folder, what was noticed on the way, and their digests.
pub struct ReadManifests {
    /// The manifests.
    pub manifests: Manifests,
    /// Files that were passed over, and columns that were told by their place.
    pub notes: Vec<String>,
    /// What a list of commitments is compared with.
    pub submitted: Vec<Submitted>,
}

/// Reads the manifests of a folder. Where some files say `manifest` in their names, only these are manifests, because
/// offices keep seeds, reports and results beside them; otherwise all tables are.
pub fn manifests(folder: &Path) -> Result<ReadManifests, Failure> {
    let paths = files(folder)?;
    let tables: Vec<PathBuf> = paths.iter().filter(|path| is_table(path)).cloned().collect();
    let named: Vec<PathBuf> =
        tables.iter().filter(|path| name(path).to_lowercase().contains("manifest")).cloned().collect();
    let chosen = if named.is_empty() { tables } else { named };
    if chosen.is_empty() {
        return Err(Failure::input(format!("{}: there is no manifest in this folder", folder.display())));
    }
    let mut notes = passed_over(&paths, &chosen);
    let (mut counties, mut refusals, mut submitted) = (Vec::new(), Vec::new(), Vec::new());
    for path in &chosen {
        let bytes = file(path)?;
        submitted.push(Submitted {
            subject: Subject::Manifest,
            name: name(path),
            digest: Digest::of(&bytes),
        });
        match CountyManifest::parse(&name(path), &bytes) {
            Ok((read, noticed)) => {
                counties.extend(read);
                notes.extend(noticed);
            }
            Err(errors) => refusals.extend(errors),
        }
    }
    if !refusals.is_empty() {
        return Err(Failure::inputs(refusals));
    }
    let manifests = Manifests::new(counties).map_err(Failure::input)?;
    Ok(ReadManifests { manifests, notes, submitted })
}

/// Workbooks, checksums and the hidden files of desktops are none.
fn is_table(path: &Path) -> bool {
    !name(path).starts_with('.')
        && path
            .extension()
            .is_some_and(|extension| ["csv", "tsv"].iter().any(|known| extension.eq_ignore_ascii_case(known)))
}

fn passed_over(paths: &[PathBuf], chosen: &[PathBuf]) -> Vec<String> {
    let others: Vec<String> =
        paths.iter().filter(|path| !chosen.contains(path)).map(|path| name(path)).collect();
    if others.is_empty() { Vec::new() } else { vec![format!("not read as manifests: {}", others.join(", "))] }
}

/// The files of a folder, by name, so that no order of the disk shows.
pub fn files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let fail = |error: std::io::Error| Failure::input(format!("{}: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(fail)? {
        let path = entry.map_err(fail)?.path();
        if path.is_file() {
            paths.push(path);
        }
        if paths.len() > MAX_FILES {
            return Err(Failure::input(format!("{}: it has more than {MAX_FILES} files", folder.display())));
        }
    }
    paths.sort();
    Ok(paths)
}

/// An order of counties.
pub fn order(path: &Path) -> Result<CountyOrder, Failure> {
    CountyOrder::parse(&name(path), &file(path)?).map_err(Failure::input)
}

/// The digests of the files of cast vote records in a folder.
pub fn cvrs(folder: &Path) -> Result<Vec<Submitted>, Failure> {
    let digest = |path: PathBuf| {
        Ok(Submitted { subject: Subject::Cvr, name: name(&path), digest: Digest::of(&file(&path)?) })
    };
    files(folder)?.into_iter().map(digest).collect()
}
