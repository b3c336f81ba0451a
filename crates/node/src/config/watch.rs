//! A place where telemetry is written.

use anyhow::bail;
use serde::Deserialize;
use std::{collections::BTreeSet, path::PathBuf};

/// How many watches there may be.
const MAX_WATCHES: usize = 256;

/// A place where telemetry is written: a `[[watch]]`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Watch {
    /// A file, a folder with all that is in it, or a pattern such as `/var/log/*/*.log`. From the root on.
    pub path: PathBuf,
    /// What it is called; its path, if nothing is said.
    #[serde(default)]
    pub name: Option<String>,
}

impl Watch {
    /// What it is called.
    pub fn name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.path.to_string_lossy().into_owned())
    }
}

pub(super) fn check(watches: &[Watch]) -> anyhow::Result<()> {
    if watches.len() > MAX_WATCHES {
        bail!("there are more than {MAX_WATCHES} watches: a folder or a pattern can stand for many files");
    }
    let mut names = BTreeSet::new();
    for watch in watches {
        if !watch.path.is_absolute() {
            bail!("watch.path: `{}` does not start at the root", watch.path.display());
        }
        if !names.insert(watch.name()) {
            bail!("two watches are called `{}`", watch.name());
        }
    }
    Ok(())
}
