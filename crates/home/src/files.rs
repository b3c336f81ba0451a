//! Files that are there whole or not at all, and that nobody else can read unless they are meant to travel.

use anyhow::{Context, bail};
use std::{
    fs::{self, File},
    io::{ErrorKind, Read, Write},
    path::Path,
};

/// Makes a folder, and those above it, that only its owner can open.
pub fn make_folder(path: &Path) -> anyhow::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path).with_context(|| format!("cannot make the folder {}", path.display()))
}

/// Writes a file that was not there, readable by its owner alone. It appears when it is on the disk.
pub fn write_new(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = staged(path, bytes)?;
    match file.persist_noclobber(path) {
        Ok(_) => sync_folder(path),
        Err(error) if error.error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already and is not replaced", path.display())
        }
        Err(error) => Err(error.error).with_context(|| format!("cannot write {}", path.display())),
    }
}

/// Writes a file, or puts it in the place of the one that is there, as one act.
pub fn write_replacing(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let file = staged(path, bytes)?;
    file.persist(path).with_context(|| format!("cannot write {}", path.display()))?;
    sync_folder(path)
}

/// As [`write_replacing`], for a file that travels: others have to be able to read it.
pub fn replace_public(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    write_replacing(path, bytes)?;
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .with_context(|| format!("cannot let others read {}", path.display()))?;
    Ok(())
}

/// Writes a file that was not there and that anybody may read.
pub fn write_public(path: &Path, bytes: &[u8]) -> anyhow::Result<()> {
    let cannot = || format!("cannot write {}", path.display());
    let mut file = match File::create_new(path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            bail!("{} is there already and is not replaced", path.display())
        }
        file => file.with_context(cannot)?,
    };
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(cannot)
}

/// A file beside `path`, on the disk, under a name of its own. The library makes it with mode 0600.
fn staged(path: &Path, bytes: &[u8]) -> anyhow::Result<tempfile::NamedTempFile> {
    let folder = folder_of(path);
    let cannot = || format!("cannot write into {}", folder.display());
    let mut file = tempfile::Builder::new().prefix(".new").tempfile_in(folder).with_context(cannot)?;
    file.write_all(bytes).and_then(|()| file.as_file().sync_all()).with_context(cannot)?;
    Ok(file)
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// Brings to the disk that the name is in its folder.
fn sync_folder(path: &Path) -> anyhow::Result<()> {
    let folder = folder_of(path);
    #[cfg(unix)]
    File::open(folder)
        .and_then(|folder| folder.sync_all())
        .with_context(|| format!("cannot sync {}", folder.display()))?;
    Ok(())
}

/// The bytes of a file that may come from a stranger: no more than `limit`, and no pipe or device.
pub fn read(path: &Path, limit: usize) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", path.display());
    if !fs::metadata(path).with_context(cannot)?.is_file() {
        bail!("{} is no file", path.display());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).with_context(cannot)?;
    file.take(limit as u64 + 1).read_to_end(&mut bytes).with_context(cannot)?;
    match bytes.len() <= limit {
        true => Ok(bytes),
        false => bail!("{} is larger than {limit} bytes", path.display()),
    }
}

/// The names in a folder in their order; of a folder that is not there, none.
pub fn names(folder: &Path) -> anyhow::Result<Vec<String>> {
    let cannot = || format!("cannot read the folder {}", folder.display());
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.with_context(cannot)?,
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.with_context(cannot)?.file_name();
        // What a crash left behind on its way to a name of its own.
        match name.to_str() {
            Some(name) if name.starts_with(".new") => {}
            Some(name) => names.push(name.to_owned()),
            None => bail!("{}: a file has a name that is not UTF-8", folder.display()),
        }
    }
    names.sort();
    Ok(names)
}

/// Numbered files `N.ENDING` of a folder, in the order of their numbers.
pub fn numbered(folder: &Path, ending: &str) -> anyhow::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for name in names(folder)? {
        let number = name.strip_suffix(ending).and_then(|name| name.strip_suffix('.'));
        if let Some(number) = number.and_then(|name| note::encoding::decimal("number", name).ok()) {
            numbers.push(number);
        }
    }
    numbers.sort_unstable();
    Ok(numbers)
}
