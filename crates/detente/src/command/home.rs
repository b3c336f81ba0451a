//! Flags of commands that work in a member's home.

use anyhow::Context;
use home::Home;
use std::{
    env,
    path::{Path, PathBuf},
};

/// Which home a command works in.
#[derive(Clone, Debug, clap::Args)]
pub struct HomeArgs {
    /// The member's folder [default: $DETENTE_HOME, or detente in $XDG_DATA_HOME or ~/.local/share]
    #[arg(long, value_name = "DIR")]
    home: Option<PathBuf>,
}

impl HomeArgs {
    /// The folder, whether or not it is there.
    pub fn path(&self) -> anyhow::Result<PathBuf> {
        let from = |name: &str| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let data = || from("XDG_DATA_HOME").or_else(|| from("HOME").map(|home| home.join(".local/share")));
        let path = self.home.clone().or_else(|| from("DETENTE_HOME"));
        path.or_else(|| data().map(|data| data.join("detente")))
            .context("there is no home folder here: name one with --home or DETENTE_HOME")
    }

    /// The home.
    pub fn open(&self) -> anyhow::Result<Home> {
        Home::open(&self.path()?)
    }
}

/// Where the root key is, for commands that need it.
#[derive(Clone, Debug, clap::Args)]
pub struct RootArgs {
    /// The file of the root key, where it is kept elsewhere [default: root.key in the home, or ssh-agent]
    #[arg(long, value_name = "FILE")]
    root: Option<PathBuf>,
}

impl RootArgs {
    /// The file, where one is named.
    pub fn file(&self) -> Option<&Path> {
        self.root.as_deref()
    }
}
