//! Flags to a header and a body.

use super::{SayArgs, audience, fill, kind};
use crate::command::now_seconds;
use anyhow::{Context, bail};
use home::{Home, Seed, Sheets, seal};
use logdir::LogDir;
use note::Malformed;
use statement::{
    Audience, Body, BodyRef, Charter, Common, Content, Digest, Header, MAX_BODY, SealedRef, Stamp,
};
use std::{fs::File, io::Read, path::Path, str::FromStr};

/// What is to be said.
pub struct Composed {
    /// The header.
    pub header: Header,
    /// What is kept beside the log: salt and body, or the encrypted file.
    pub stored: Option<Vec<u8>>,
}

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

/// Makes the header and seals the body. What the kind does not allow, the grammar of headers refuses, and says why.
pub fn compose(
    args: &SayArgs,
    home: &Home,
    charter: &Charter,
    sheets: &Sheets,
    log: &mut LogDir,
) -> anyhow::Result<Composed> {
    let made = now_seconds()?;
    let audience = audience::audience(args, charter)?;
    let body = body(args)?;
    let sealed = match (&audience, &body) {
        (Audience::Members(members), Some((body, _))) => {
            Some(seal(body, &audience::recipients(members, sheets)?)?)
        }
        _ => None,
    };
    let common = Common {
        unit: charter.unit(),
        charter: charter.id,
        member: home.member().clone(),
        made: Stamp::from_seconds(made)?,
        until: args.until.map(|until| at(until, made)).transpose()?,
        marking: args.marking,
        audience,
        body: body.as_ref().map(|(_, header)| header.clone()),
        sealed: sealed.as_ref().map(|file| SealedRef { hash: Digest::of(file), bytes: file.len() as u64 }),
        refs: args.refs.iter().map(|id| id.0).collect(),
    };
    let content = Content::Opaque(args.kind.clone(), fill::lines(args, home, sheets, log)?);
    let text = Header { common, content }.to_string();
    let header = Header::parse(&text).with_context(|| format!("this cannot be said as `{}`", args.kind))?;
    let stored = sealed.or_else(|| body.map(|(body, _)| body.stored().to_vec()));
    Ok(Composed { header, stored })
}

fn at(until: Until, now: i64) -> Result<Stamp, Malformed> {
    match until {
        Until::Time(stamp) => Ok(stamp),
        Until::In(seconds) => Stamp::from_seconds(now + i64::from(seconds)),
    }
}

/// The body with fresh salt, and what the header says of it.
fn body(args: &SayArgs) -> anyhow::Result<Option<(Body, BodyRef)>> {
    let Some(path) = args.file.as_deref().filter(|_| !kind::file_is_no_body(&args.kind)) else {
        return Ok(None);
    };
    let body = Body::new(*Seed::draw()?.bytes(), &read(path)?)?;
    let header = body.commit(args.media_type.clone());
    Ok(Some((body, header)))
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
