//! What is told of a conversion, on standard error.

use crate::output::{
    escape::terminal,
    say::{many, warn},
};
use exchange::{Loss, Media, misp::Converted};
use std::{io, path::Path};

/// How many losses are shown, unless all are asked for. The rest are counted.
const MAX_SHOWN: u64 = 100;

/// Counts what was told.
pub struct Told {
    is_verbose: bool,
    pub losses: u64,
    pub unreadable: u64,
}

impl Told {
    pub fn new(is_verbose: bool) -> Self {
        Told { is_verbose, losses: 0, unreadable: 0 }
    }

    /// Something that the other format cannot say.
    pub fn lose(&mut self, path: &Path, loss: &Loss) {
        self.losses += 1;
        if self.is_verbose || self.losses <= MAX_SHOWN {
            eprintln!("lost: {}: {}", terminal(&path.to_string_lossy()), terminal(&loss.to_string()));
        }
    }

    pub fn unread(&mut self, path: &Path, error: &io::Error) {
        self.unreadable += 1;
        warn(&format!("{} cannot be read: {error}", path.display()));
    }

    /// What became of a file, in numbers.
    pub fn converted(&self, path: &Path, media: Media, converted: &Converted) {
        let counts: Vec<_> = converted.objects.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let lost = if converted.losses > 0 { format!("; {} lost", converted.losses) } else { String::new() };
        let line = format!("{} ({}): {}{lost}", path.display(), media.as_str(), counts.join(", "));
        eprintln!("{}", terminal(&line));
    }

    /// What was not shown.
    pub fn sum(&self) {
        if !self.is_verbose && self.losses > MAX_SHOWN {
            eprintln!("... and {} more (--verbose)", many(self.losses - MAX_SHOWN, "loss", "losses"));
        }
    }
}
