//! Indicators for a hunt: from files to what is looked for.

use crate::{
    intel,
    output::{escape::terminal, grouped},
};
use anyhow::{Context, bail};
use exchange::{Options, Outcome, Place, Taken};
use hunt::{Collector, Indicators, Listed, NoRoom};
use std::{path::PathBuf, sync::Arc};

/// Indicators, and what to tell of their files.
pub struct Loaded {
    /// What to look for.
    pub indicators: Indicators,
    /// A line for people.
    pub remark: String,
}

/// Reads all files of indicators.
///
/// # Errors
/// A file that cannot be read, no indicator in any, or more than there is room for.
pub fn load(paths: &[PathBuf]) -> anyhow::Result<Loaded> {
    let mut gathering = Gathering::default();
    let files = intel::read(paths, Options::default(), &mut |file, outcome| gathering.take(file, outcome));
    for read in &files {
        let outcome =
            read.outcome.as_ref().map_err(|error| std::io::Error::new(error.kind(), error.to_string()));
        outcome.with_context(|| format!("cannot read the indicators {}", terminal(&read.file)))?;
    }
    if let Some(full) = gathering.full {
        bail!("{full}: a hunt holds four gibibytes of them");
    }
    if gathering.collector.is_empty() {
        bail!("no indicator was taken: `detente intel check` shows why");
    }
    let remark = gathering.remark(files.len() as u64);
    Ok(Loaded { indicators: gathering.collector.finish(), remark })
}

/// Indicators while their files are read.
#[derive(Default)]
struct Gathering {
    collector: Collector,
    /// The file at hand, and its number.
    file: Option<(Arc<str>, u32)>,
    not_taken: u64,
    full: Option<NoRoom>,
}

impl Gathering {
    fn take(&mut self, file: &Arc<str>, outcome: Outcome<'_>) {
        match outcome {
            Outcome::Taken(taken) => self.full = self.add(file, &taken).err().or(self.full),
            Outcome::NotTaken(_) => self.not_taken += 1,
        }
    }

    fn add(&mut self, file: &Arc<str>, taken: &Taken<'_>) -> Result<(), NoRoom> {
        let number = match &self.file {
            Some((known, number)) if Arc::ptr_eq(known, file) => *number,
            _ => self.collector.file(file.clone()),
        };
        self.file = Some((file.clone(), number));
        let observable = &taken.indicator.observable;
        let listed = listed(number, taken.place);
        self.collector.add(observable.kind(), observable.value(), taken.indicator.exact, listed)
    }

    fn remark(&self, files: u64) -> String {
        let taken = grouped(self.collector.len() as u64);
        let rest = match self.not_taken {
            0 => String::new(),
            not_taken => {
                format!("; {} entries not taken: `detente intel check FILE` shows them", grouped(not_taken))
            }
        };
        format!("{taken} indicators from {} files{rest}", grouped(files))
    }
}

/// Of a cell the line is kept only: the name of its column for each of some millions would cost more than they do.
fn listed(file: u32, place: Place<'_>) -> Listed<'_> {
    match place {
        Place::Line(line) | Place::Cell(line, _) => {
            Listed { file, line: u32::try_from(line).unwrap_or_default(), item: "" }
        }
        Place::Pointer(item) => Listed { file, line: 0, item },
    }
}
