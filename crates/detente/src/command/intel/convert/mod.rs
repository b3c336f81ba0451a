//! `detente intel convert`: files of intelligence in another format. Nothing is signed, said or looked up.

mod input;
mod told;

use super::{EXIT_REMARKS, EXIT_UNREADABLE, export::to_file};
use crate::{command::now_seconds, intel::find};
use anyhow::{Context, bail};
use clap::{Args, ValueEnum};
use exchange::{
    Media, Moment,
    convert::{self, Joined, Source},
    misp::Takers,
    stix::{Bundle, Noted, Object, Versions, make::Terms},
};
use input::Input;
use statement::{Marking, Stamp};
use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    process::ExitCode,
};
use told::Told;

/// Arguments of `detente intel convert`.
#[derive(Debug, Args)]
pub struct ConvertArgs {
    /// Files of intelligence (STIX, MISP, tables, lists) and folders of them; - is standard input
    #[arg(required = true, value_name = "FILE")]
    paths: Vec<PathBuf>,
    /// To which format
    #[arg(long, value_enum, default_value_t = Form::Stix)]
    to: Form,
    /// When values that have no date of their own were said (2026-10-27 or 2026-10-27T12:00:00Z) [default: now]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    at: Option<Moment>,
    /// Who may be told of what is not marked (TLP:GREEN)
    #[arg(long, value_name = "TLP")]
    marking: Option<Marking>,
    /// Write to this file, which appears whole or not at all [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Show everything that is lost
    #[arg(short, long)]
    verbose: bool,
    /// Exit with 1 if anything is lost
    #[arg(long)]
    strict: bool,
}

/// A format to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A bundle of STIX 2.1
    Stix,
    /// Events of MISP
    Misp,
}

/// Reads a moment as `--at` takes it.
fn moment(text: &str) -> Result<Moment, String> {
    Moment::read(text).ok_or_else(|| "not a time such as 2026-10-27 or 2026-10-27T12:00:00Z".to_owned())
}

/// Runs the command.
///
/// # Errors
/// An output that cannot be written.
pub fn run(args: &ConvertArgs) -> anyhow::Result<ExitCode> {
    let mut told = Told::new(args.verbose);
    match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            write(args, &mut out, &mut told)?;
            out.flush()?;
        }
        Some(path) => to_file(path, |out| write(args, out, &mut told))?,
    }
    told.sum();
    Ok(match () {
        () if told.unreadable > 0 => ExitCode::from(EXIT_UNREADABLE),
        () if args.strict && told.losses > 0 => ExitCode::from(EXIT_REMARKS),
        () => ExitCode::SUCCESS,
    })
}

fn write(args: &ConvertArgs, out: &mut dyn Write, told: &mut Told) -> anyhow::Result<()> {
    let created = match args.at {
        Some(moment) => moment,
        None => Moment::read(&Stamp::from_seconds(now_seconds()?)?.to_string()).context("now is no time")?,
    };
    let mut to = match args.to {
        Form::Stix => To::Stix(Bundle::new(out), Box::new(Versions::new())),
        Form::Misp => To::Misp(Joined::new(out)),
    };
    for (path, found) in find(&args.paths) {
        let name =
            path.file_name().map_or("standard input".into(), |name| name.to_string_lossy().into_owned());
        let tlp = args.marking.map(|marking| marking.tlp);
        let terms = Terms { created, source: &name, author: None, tlp };
        let source = Source { terms, until: None, called: &name };
        match found.and_then(|()| Input::open(&path)) {
            Ok(input) => to.add(&path, &input, &source, told)?,
            Err(error) => told.unread(&path, &error),
        }
    }
    to.end()
}

/// Where it goes.
enum To<'o> {
    /// With what was written before: several files may name one organisation.
    Stix(Bundle<&'o mut dyn Write>, Box<Versions>),
    Misp(Joined<&'o mut dyn Write>),
}

impl To<'_> {
    fn add(
        &mut self,
        path: &Path,
        input: &Input,
        source: &Source<'_>,
        told: &mut Told,
    ) -> anyhow::Result<()> {
        let media = match input.media() {
            Ok(media) => media,
            Err(error) => {
                told.unread(path, &error);
                return Ok(());
            }
        };
        let (mut open, mut is_full) = (|| input.reader(), false);
        let converted = match self {
            To::Misp(joined) if media == Media::Misp => return Ok(joined.add(&input.whole()?)?),
            To::Misp(joined) => {
                let object = &mut |event: &[u8]| joined.add(event).inspect_err(|_| is_full = true);
                let takers = Takers { object, loss: &mut |loss| told.lose(path, &loss) };
                convert::to_misp(&mut open, media, source, takers)
            }
            To::Stix(bundle, versions) => {
                let object = &mut |object: &[u8]| {
                    let is_new =
                        Object::read(object).is_ok_and(|object| versions.note(&object) != Noted::Again);
                    match is_new {
                        true => bundle.add(object).inspect_err(|_| is_full = true),
                        false => Ok(()),
                    }
                };
                let takers = Takers { object, loss: &mut |loss| told.lose(path, &loss) };
                convert::to_stix(&mut open, media, source, takers)
            }
        };
        match converted {
            Ok(converted) => told.converted(path, media, &converted),
            Err(error) if is_full => bail!("the output takes no more: {error}"),
            Err(error) => told.unread(path, &error),
        }
        Ok(())
    }

    fn end(self) -> anyhow::Result<()> {
        match self {
            To::Stix(bundle, _) => drop(bundle.end()?),
            To::Misp(joined) => drop(joined.end()?),
        }
        Ok(())
    }
}
