//! Where all findings come together, in the order of the input, and leave for a file, a pipe or a terminal.

use super::{
    Format, Manner, Portion, csv,
    html::Report,
    lines::{self, Lines, SORT_MEMORY},
    navigator::Layer,
    pretty::Groups,
};
use crate::scratch::FileScratch;
use anyhow::Context;
use spill::Sorter;
use std::{
    fs::File,
    io::{self, BufWriter, IsTerminal, Write},
    path::Path,
};

/// Takes the findings of a hunt and writes them.
pub struct Writer {
    out: Box<dyn Write + Send>,
    manner: Manner,
    gathered: Gathered,
    /// Whether terminal styles are wanted.
    colour: bool,
    /// Findings that the format has no place for.
    left_out: u64,
}

/// What waits for the last finding.
enum Gathered {
    /// Nothing: findings are written as they come.
    Nothing,
    Sorted(Sorter<FileScratch>),
    Groups(Groups),
    Layer(Layer),
    Report(Box<Report>),
}

impl Writer {
    /// Opens a file or, without one, standard output.
    ///
    /// # Errors
    /// A file that cannot be written to.
    pub fn open(manner: Manner, path: Option<&Path>) -> anyhow::Result<Self> {
        let (out, folder): (Box<dyn Write + Send>, _) = match path {
            None => (Box::new(BufWriter::new(io::stdout())), Path::new("")),
            Some(path) => {
                let cannot = || format!("cannot write to {}", path.display());
                let file = File::create(path).with_context(cannot)?;
                // The folder of a device is no place for files: /dev lies in memory.
                let folder =
                    if file.metadata().with_context(cannot)?.is_file() { path } else { Path::new("") };
                (Box::new(BufWriter::new(file)), folder)
            }
        };
        let colour = path.is_none() && io::stdout().is_terminal() && std::env::var_os("NO_COLOR").is_none();
        let gathered = match manner.format {
            Format::Pretty => Gathered::Groups(Groups::default()),
            Format::Navigator => Gathered::Layer(Layer::default()),
            Format::Html => Gathered::Report(Box::default()),
            Format::Jsonl | Format::Csv | Format::Ocsf | Format::Timesketch if manner.sorted => {
                Gathered::Sorted(Sorter::new(FileScratch::beside(folder), SORT_MEMORY))
            }
            Format::Jsonl | Format::Csv | Format::Ocsf | Format::Timesketch => Gathered::Nothing,
        };
        let mut writer = Writer { out, manner, gathered, colour, left_out: 0 };
        writer.begin()?;
        Ok(writer)
    }

    fn begin(&mut self) -> anyhow::Result<()> {
        if self.manner.format == Format::Csv {
            self.out.write_all(csv::HEADER)?;
        }
        Ok(())
    }

    /// Takes the findings of the stretch of input that follows. They must come from a [`Portion`] of the same [`Manner`].
    ///
    /// # Errors
    /// Those of writing, and of scratch storage.
    pub fn take(&mut self, portion: Portion) -> anyhow::Result<()> {
        match (&mut self.gathered, portion) {
            (Gathered::Nothing, Portion::Lines(lines)) => {
                self.out.write_all(lines.bytes())?;
                self.count(&lines);
            }
            (Gathered::Sorted(sorter), Portion::Lines(lines)) => {
                lines.sort_into(sorter)?;
                self.count(&lines);
            }
            (Gathered::Groups(all), Portion::Groups(groups)) => all.join(groups),
            (Gathered::Layer(all), Portion::Layer(layer)) => all.join(layer),
            (Gathered::Report(all), Portion::Report(report)) => all.join(*report),
            (_, _) => unreachable!("portion and writer are made from one manner"),
        }
        Ok(())
    }

    fn count(&mut self, lines: &Lines) {
        self.left_out += lines.left_out();
    }

    /// Writes what has waited for the last finding. `reading` says in lines what was read and what not: a report repeats it.
    ///
    /// # Errors
    /// Those of writing, and of scratch storage.
    pub fn finish(mut self, reading: &str) -> anyhow::Result<Option<String>> {
        let mut remark = None;
        match self.gathered {
            Gathered::Nothing => {}
            Gathered::Sorted(sorter) => lines::write_sorted(sorter.finish()?, &mut self.out)?,
            Gathered::Groups(groups) => groups.write(&mut self.out, self.colour)?,
            Gathered::Layer(layer) => {
                let mut bytes = Vec::new();
                layer.write(&mut bytes);
                self.out.write_all(&bytes)?;
                remark = remark_on(layer.without(), "are not in the layer: their rules name no technique");
            }
            Gathered::Report(report) => {
                remark = remark_on(
                    report.untold(),
                    "are counted in the report and not in its table: the gravest are",
                );
                report.write(&mut self.out, self.manner.sorted, reading)?;
            }
        }
        self.out.flush()?;
        let left_out = remark_on(self.left_out, "left out: Timesketch has no place for what has no time");
        Ok(remark.or(left_out))
    }
}

/// A line about findings that are not all there.
fn remark_on(count: u64, what: &str) -> Option<String> {
    (count > 0).then(|| format!("{} findings {what}", super::grouped(count)))
}
