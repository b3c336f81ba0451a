//! A folder that travels: on a USB stick, in a mail, over whatever there is. Whoever carries it may have changed it, so nothing in
//! it is believed, and there is nothing in it that is not looked at.

use crate::{Shelf, files};
use anyhow::{Context, bail};
use log::TileId;
use statement::MemberName;
use std::{fs, path::Path as FsPath};

/// How many files and folders a folder that travels may have.
const MAX_FILES: usize = 1_000_000;

/// A folder that travels, whose names have all been read.
#[derive(Debug)]
pub struct Carried {
    shelf: Shelf,
    files: Vec<Path>,
}

/// What a file in it is, by its path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Path {
    /// `charters/N.charter`
    Charter(u64),
    /// `sheets/MEMBER/N.keys`
    Sheet(MemberName, u64),
    /// `logs/MEMBER/checkpoint`
    Checkpoint(MemberName),
    /// `logs/MEMBER/tile/...`
    Tile(MemberName, String),
    /// `heads/MEMBER/SIZE.head`
    Head(MemberName, u64),
    /// `policies/MEMBER.policy`
    Policy(MemberName),
    /// `bodies/xx/HEX`
    Body([u8; 32]),
}

impl Carried {
    /// Reads the names. A link, a device, or a name that has no business there is refused: what is not checked must not travel along.
    pub fn open(folder: &FsPath) -> anyhow::Result<Self> {
        if !folder.join("charters").is_dir() {
            bail!("{} is no folder that `detente log export` made", folder.display());
        }
        let mut found = Vec::new();
        for (count, entry) in walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().enumerate() {
            if count == MAX_FILES {
                bail!("{} has more than {MAX_FILES} files and folders", folder.display());
            }
            let entry = entry.with_context(|| format!("cannot read {}", folder.display()))?;
            if entry.file_type().is_dir() {
                continue;
            }
            let below = entry.path().strip_prefix(folder)?;
            let path = below.to_str().filter(|_| entry.file_type().is_file()).and_then(Path::of);
            let odd =
                || format!("{}: has no business in a folder that travels; remove it", entry.path().display());
            found.push(path.with_context(odd)?);
        }
        Ok(Carried { shelf: Shelf::new(folder), files: found })
    }

    /// Begins one, in a folder that is empty or not there.
    pub fn create(folder: &FsPath) -> anyhow::Result<Shelf> {
        if !files::names(folder)?.is_empty() {
            bail!("{} is not empty; name a new folder", folder.display());
        }
        for below in ["charters", "sheets", "logs"] {
            let path = folder.join(below);
            fs::create_dir_all(&path)
                .with_context(|| format!("cannot make the folder {}", path.display()))?;
        }
        Ok(Shelf::new(folder))
    }

    /// What lies where.
    pub fn shelf(&self) -> &Shelf {
        &self.shelf
    }

    /// All files.
    pub fn files(&self) -> &[Path] {
        &self.files
    }
}

impl Path {
    /// What the file at this path below the folder is; `None` where it has no business there.
    pub fn of(path: &str) -> Option<Self> {
        let parts: Vec<&str> = path.split(std::path::MAIN_SEPARATOR).collect();
        let number =
            |name: &str, ending: &str| note::encoding::decimal("number", name.strip_suffix(ending)?).ok();
        match parts.as_slice() {
            ["charters", name] => number(name, ".charter").map(Path::Charter),
            ["sheets", member, name] => Some(Path::Sheet(member.parse().ok()?, number(name, ".keys")?)),
            ["logs", member, "checkpoint"] => Some(Path::Checkpoint(member.parse().ok()?)),
            ["logs", member, "tile", rest @ ..] => {
                let path = format!("tile/{}", rest.join("/"));
                let as_tile = path.replacen("tile/entries/", "tile/0/", 1);
                as_tile.parse::<TileId>().ok()?;
                Some(Path::Tile(member.parse().ok()?, path))
            }
            ["heads", member, name] => Some(Path::Head(member.parse().ok()?, number(name, ".head")?)),
            ["policies", name] => Some(Path::Policy(name.strip_suffix(".policy")?.parse().ok()?)),
            ["bodies", first, name] if name.starts_with(first) && first.len() == 2 => {
                note::encoding::unhex(name).map(Path::Body)
            }
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_that_mean_something_travel() {
        let good = [
            "charters/1.charter",
            "sheets/alpha/12.keys",
            "logs/alpha/checkpoint",
            "logs/alpha/tile/0/000.p/3",
            "logs/alpha/tile/entries/x001/234",
            "heads/alpha/5.head",
            "policies/alpha.policy",
        ];
        for path in good {
            assert!(Path::of(path).is_some(), "{path}");
        }
        let bad = [
            "charters/01.charter",
            "charters/1.charter.bak",
            "charters/../1.charter",
            "logs/alpha/lock",
            "logs/Alpha/checkpoint",
            "logs/alpha/tile/9/000",
            "logs/alpha/tile/entries/0",
            "bodies/ab/cd",
            "autorun.inf",
            "",
        ];
        for path in bad {
            assert_eq!(Path::of(path), None, "{path}");
        }
    }
}
