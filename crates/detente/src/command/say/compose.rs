//! Flags to what is to be said.

use super::{SayArgs, fill, kind};
use anyhow::{Context, bail};
use home::{Draft, Home, Sheets};
use logdir::LogDir;
use note::Malformed;
use statement::{Audience, MAX_BODY, Stamp};
use std::{fs::File, io::Read, path::Path, str::FromStr};

/// Until when something holds.
#[derive(Clone, Copy, Debug)]
pub enum Until {
    /// A time.
    Time(Stamp),
    /// So many seconds from now.
    In(u32),
}

impl FromStr for Until {
    type Err = Malformed;

    fn from_str(text: &str) -> Result<Self, Malformed> {
        let refused =
            || Malformed::new("time", "it is neither like 2026-12-22T20:00:00Z nor like +30d or +12h");
        let Some(span) = text.strip_prefix('+') else {
            return text.parse().map(Until::Time).map_err(|_| refused());
        };
        let (number, seconds) = match (span.strip_suffix('d'), span.strip_suffix('h')) {
            (Some(days), _) => (days, 86_400),
            (_, Some(hours)) => (hours, 3_600),
            _ => return Err(refused()),
        };
        let number: u32 = number.parse().map_err(|_| refused())?;
        number.checked_mul(seconds).map(Until::In).ok_or_else(refused)
    }
}

/// What the flags want to be said, at `made` by the clock. `log` is the own log where this process has it, and nothing where a node does.
pub fn draft(
    args: &SayArgs,
    home: &Home,
    sheets: &Sheets,
    log: Option<&LogDir>,
    made: i64,
) -> anyhow::Result<Draft> {
    let file = args.file.as_deref().filter(|_| !kind::file_is_no_body(&args.kind));
    Ok(Draft {
        kind: args.kind.clone(),
        lines: fill::lines(args, home, sheets, log)?,
        body: file.map(|file| anyhow::Ok((read(file)?, args.media_type.clone()))).transpose()?,
        until: args.until.map(|until| at(until, made)).transpose()?,
        marking: args.marking,
        audience: match args.to.is_empty() {
            true => Audience::Unit,
            false => Audience::of(args.to.clone())?,
        },
        refs: args.refs.iter().map(|id| id.0).collect(),
        operator: None,
    })
}

/// The time itself, at `now`.
pub fn at(until: Until, now: i64) -> Result<Stamp, Malformed> {
    match until {
        Until::Time(stamp) => Ok(stamp),
        Until::In(seconds) => Stamp::from_seconds(now + i64::from(seconds)),
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let cannot = || format!("cannot read {}", path.display());
    let mut bytes = Vec::new();
    let read = match path.as_os_str() == "-" {
        true => std::io::stdin().lock().take(MAX_BODY + 1).read_to_end(&mut bytes),
        false => File::open(path).with_context(cannot)?.take(MAX_BODY + 1).read_to_end(&mut bytes),
    };
    read.with_context(cannot)?;
    match bytes.len() as u64 <= MAX_BODY {
        true => Ok(bytes),
        false => bail!("{} is longer than a gibibyte: split it", path.display()),
    }
}
