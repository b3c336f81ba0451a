//! What a witness remembered in files before there was a store: one for each log, with the size and the root of the tree that was signed last.

use crate::{Error, Keep, Tx};
use log::Held;
use statement::MemberName;
use std::{
    cmp::Ordering,
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
};

/// How long a file may be: a number and a hash.
const MAX_STATE: u64 = 128;

/// The files that are there.
pub(crate) fn find(folder: &Path) -> Result<Vec<(MemberName, PathBuf, Held)>, Error> {
    let doing = "take over the state of a witness";
    let entries = match fs::read_dir(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        entries => entries.map_err(Error::io(doing, folder))?,
    };
    let mut found = Vec::new();
    for entry in entries {
        let entry = entry.map_err(Error::io(doing, folder))?;
        // What is not called as members are is none of ours.
        let Some(member) = entry.file_name().to_str().and_then(|name| name.parse().ok()) else { continue };
        let path = entry.path().join("held");
        let length = match fs::metadata(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            metadata => metadata.map_err(Error::io(doing, &path))?.len(),
        };
        if length > MAX_STATE {
            return Err(Error::damaged(&path, doing, "it is too large"));
        }
        let text = fs::read_to_string(&path).map_err(Error::io(doing, &path))?;
        let held = Held::parse(&text).map_err(|why| Error::damaged(&path, doing, why))?;
        found.push((member, path, held));
    }
    Ok(found)
}

/// Takes one, if it is newer than what the store has.
pub(crate) fn take(tx: &Tx<'_, Keep>, member: &MemberName, held: &Held) -> Result<(), Error> {
    let here = tx.held(member)?;
    match held.size.cmp(&here.size) {
        Ordering::Greater => tx.swap_held(member, &here, held).map(drop),
        Ordering::Equal if held.root != here.root => {
            let why = format!("of the log of {member} another tree of {} entries was signed", here.size);
            Err(Error::refused("state of a witness", why))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use crate::{Error, Store};
    use log::{Hash, Held};
    use statement::MemberName;
    use std::{fs, path::Path};

    fn held(size: u64, leaf: &[u8]) -> Held {
        Held { size, root: Hash::leaf(leaf) }
    }

    fn write(folder: &Path, member: &str, text: &str) {
        fs::create_dir_all(folder.join(member)).expect("a folder");
        fs::write(folder.join(member).join("held"), text).expect("written");
    }

    #[test]
    fn threat_8_what_a_witness_kept_in_files_is_taken_over_once() -> Result<(), Error> {
        let folder = tempfile::tempdir().expect("a folder");
        let (files, name) =
            (folder.path().join("witness"), |name: &str| -> MemberName { name.parse().expect("a name") });
        let store = Store::open(&folder.path().join("node"))?;
        store.take_over_held(&files)?;
        assert!(store.swap_held(&name("bravo"), &Held::default(), &held(9, b"new"))?);
        write(&files, "alpha", &held(7, b"a").to_string());
        write(&files, "bravo", &held(8, b"old").to_string());
        store.take_over_held(&files)?;
        let now = || store.keep().read("all", |view| view.all_held());
        assert_eq!(now()?, [(name("alpha"), held(7, b"a")), (name("bravo"), held(9, b"new"))]);
        assert!(!files.join("alpha/held").exists() && files.join("alpha/held.taken").exists());
        // Of the same size it must be the same tree; and damage is no smaller state.
        for damaged in [held(7, b"other").to_string(), "7\n".to_owned(), "x".repeat(200)] {
            write(&files, "alpha", &damaged);
            assert!(store.take_over_held(&files).is_err(), "{damaged}");
        }
        assert_eq!(now()?.len(), 2, "nothing was changed");
        Ok(())
    }
}
