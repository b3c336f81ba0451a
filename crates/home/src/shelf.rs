//! What lies where, in a home and in a folder that travels alike.

use crate::files;
use logdir::Bodies;
use statement::MemberName;
use std::path::{Path, PathBuf};

/// A folder with what is for all: charters, key sheets, logs, heads, bodies.
#[derive(Clone, Debug)]
pub struct Shelf {
    root: PathBuf,
}

impl Shelf {
    /// The shelf in this folder.
    pub fn new(root: &Path) -> Self {
        Shelf { root: root.to_owned() }
    }

    /// The folder itself.
    pub fn path(&self) -> &Path {
        &self.root
    }

    /// The folder of charters.
    pub fn charters(&self) -> PathBuf {
        self.root.join("charters")
    }

    /// The charter of a number.
    pub fn charter(&self, number: u64) -> PathBuf {
        self.charters().join(format!("{number}.charter"))
    }

    /// The folder of a member's key sheets.
    pub fn sheets(&self, member: &MemberName) -> PathBuf {
        self.root.join("sheets").join(member.as_str())
    }

    /// The key sheet of a number.
    pub fn sheet(&self, member: &MemberName, number: u64) -> PathBuf {
        self.sheets(member).join(format!("{number}.keys"))
    }

    /// The folder of a member's log.
    pub fn log(&self, member: &MemberName) -> PathBuf {
        self.root.join("logs").join(member.as_str())
    }

    /// The folder of a member's heads.
    pub fn heads(&self, member: &MemberName) -> PathBuf {
        self.root.join("heads").join(member.as_str())
    }

    /// The policy for a member's log.
    pub fn policy(&self, member: &MemberName) -> PathBuf {
        self.root.join("policies").join(format!("{member}.policy"))
    }

    /// The folder of bodies.
    pub fn bodies(&self) -> Bodies {
        Bodies::new(&self.root.join("bodies"))
    }

    /// The members who have a log here, in the order of their names.
    pub fn logs(&self) -> anyhow::Result<Vec<MemberName>> {
        members(&self.root.join("logs"))
    }

    /// The members who have key sheets here, in the order of their names.
    pub fn sheet_owners(&self) -> anyhow::Result<Vec<MemberName>> {
        members(&self.root.join("sheets"))
    }
}

/// Folders that are called as members are; others are none of ours.
fn members(folder: &Path) -> anyhow::Result<Vec<MemberName>> {
    let names = files::names(folder)?;
    Ok(names.iter().filter_map(|name| name.parse().ok()).collect())
}
