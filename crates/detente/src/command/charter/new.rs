//! `detente charter new`.

use super::file::read_sound;
use crate::{
    command::now_seconds,
    output::say::{print, say},
};
use anyhow::{Context, bail};
use home::write_public;
use statement::{Charter, MemberName, SignedCharter, Stamp};
use std::{
    fmt::Write,
    path::{Path, PathBuf},
    process::ExitCode,
    str::FromStr,
};

/// Arguments of `detente charter new`.
#[derive(Debug, clap::Args)]
pub struct NewArgs {
    /// What people call the unit
    #[arg(long, required_unless_present = "after")]
    name: Option<String>,
    /// A member: NAME,BLOC,TITLE,VKEY
    #[arg(long = "member", value_name = "NAME,BLOC,TITLE,VKEY", required_unless_present = "after")]
    members: Vec<Introduction>,
    /// The charter before this one
    #[arg(long, value_name = "FILE")]
    after: Option<PathBuf>,
    /// A member of the charter before who is none any more
    #[arg(long, value_name = "NAME", requires = "after")]
    remove: Vec<MemberName>,
    #[command(flatten)]
    terms: TermsArgs,
    /// Where to write it [default: standard output]
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// When a charter starts and how many it takes, where the defaults are not wanted.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct TermsArgs {
    /// When it starts, such as 2026-12-01T00:00:00Z [default: now]
    #[arg(long, value_name = "TIME")]
    starts: Option<Stamp>,
    /// How many of a log's witnesses may be hostile [default: the largest number below a third of them]
    #[arg(long, value_name = "NUMBER")]
    hostile: Option<u32>,
    /// How many cosignatures from outside its owner's bloc put a log on record [default: the least that is safe]
    #[arg(long, value_name = "NUMBER")]
    cosignatures: Option<u32>,
    /// How many members must vouch for a block [default: one more than may be hostile]
    #[arg(long, value_name = "NUMBER")]
    vouches: Option<u32>,
    /// How many objections a member may raise in a day [default: 3]
    #[arg(long, value_name = "NUMBER")]
    objections: Option<u32>,
}

/// A member as it is written on the command line.
#[derive(Clone, Debug)]
pub struct Introduction {
    /// Its name.
    pub name: MemberName,
    /// Its bloc.
    pub bloc: MemberName,
    /// What people call it.
    pub title: String,
    /// The root's verifier key.
    pub root: String,
}

impl FromStr for Introduction {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refused = || "it is not NAME,BLOC,TITLE,VKEY".to_owned();
        let (name, rest) = text.split_once(',').ok_or_else(refused)?;
        let (bloc, rest) = rest.split_once(',').ok_or_else(refused)?;
        // A title may have commas, a key has none.
        let (title, root) = rest.rsplit_once(',').ok_or_else(refused)?;
        let parse = |name: &str| name.parse::<MemberName>().map_err(|error| error.to_string());
        Ok(Introduction {
            name: parse(name)?,
            bloc: parse(bloc)?,
            title: title.to_owned(),
            root: root.to_owned(),
        })
    }
}

/// Runs the command.
pub fn run(args: &NewArgs) -> anyhow::Result<ExitCode> {
    let before = args.after.as_deref().map(read_sound).transpose()?;
    let text = text(args, before.as_ref().map(SignedCharter::charter))?;
    // Read as everybody will read it, so that a mistake shows now. One that is not safe is written all the same, to be looked at.
    let charter = Charter::parse(&text);
    if let Err(statement::BadCharter::Malformed(malformed)) = charter {
        return Err(malformed).context("this would be no charter");
    }
    match &args.output {
        None => print(text.as_bytes())?,
        Some(path) => {
            write_public(path, text.as_bytes())?;
            say([format!(
                "Nobody has signed {} yet. Read it, and have it checked: detente charter check",
                path.display()
            )])?;
            warn_unsafe(path, &charter);
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn warn_unsafe(path: &Path, charter: &Result<Charter, statement::BadCharter>) {
    if let Err(refused) = charter {
        crate::output::say::warn(&format!("{}: {refused}", path.display()));
    }
}

/// The text of a first charter.
pub fn first(name: &str, members: Vec<Introduction>, terms: TermsArgs) -> anyhow::Result<String> {
    text(
        &NewArgs {
            name: Some(name.to_owned()),
            members,
            after: None,
            remove: Vec::new(),
            terms,
            output: None,
        },
        None,
    )
}

fn text(args: &NewArgs, before: Option<&Charter>) -> anyhow::Result<String> {
    let name =
        args.name.as_deref().or(before.map(|before| before.name.as_str())).context("give it a --name")?;
    let mut text =
        format!("charter = {}\nname = {}\n", before.map_or(1, |before| before.number + 1), quoted(name)?);
    if let Some(before) = before {
        let _ = writeln!(text, "unit = \"{}\"\nprevious = \"{}\"", before.unit(), before.id);
    }
    let _ = writeln!(text, "starts = \"{}\"\nrules = 1", starts(args, before)?);
    let old = before.map(|before| before.thresholds).unwrap_or_default();
    let thresholds = [
        ("hostile", args.terms.hostile.or(old.hostile)),
        ("cosignatures", args.terms.cosignatures.or(old.cosignatures)),
        ("vouches", args.terms.vouches.or(old.vouches)),
        ("objections", args.terms.objections.or(old.objections)),
    ];
    if thresholds.iter().any(|(_, value)| value.is_some()) {
        text.push_str("\n[thresholds]\n");
    }
    for (name, value) in thresholds {
        if let Some(value) = value {
            let _ = writeln!(text, "{name} = {value}");
        }
    }
    if let Some(before) = before {
        let (times, quota) = (before.times, before.quota);
        let _ = write!(
            text,
            "\n[times]\ntolerance = {}\nwaiting = {}\nsilence = {}\n\n[quota]\nstatements = {}\nbytes = {}\n",
            times.tolerance, times.waiting, times.silence, quota.statements, quota.bytes
        );
    }
    for seat in seats(args, before)? {
        let _ = writeln!(
            text,
            "\n[[member]]\nname = \"{}\"\ntitle = {}\nbloc = \"{}\"\nroot = {}",
            seat.name,
            quoted(&seat.title)?,
            seat.bloc,
            quoted(&seat.root)?
        );
    }
    Ok(text)
}

/// Later than the charter before, even if that has not started.
fn starts(args: &NewArgs, before: Option<&Charter>) -> anyhow::Result<Stamp> {
    if let Some(starts) = args.terms.starts {
        return Ok(starts);
    }
    let least = before.map_or(0, |before| before.starts.seconds() + 1);
    Ok(Stamp::from_seconds(now_seconds()?.max(least))?)
}

fn seats(args: &NewArgs, before: Option<&Charter>) -> anyhow::Result<Vec<Introduction>> {
    let mut seats: Vec<Introduction> = before.map_or_else(Vec::new, |before| {
        let old = before.seats.iter().map(|seat| Introduction {
            name: seat.name.clone(),
            bloc: seat.bloc.clone(),
            title: seat.title.clone(),
            root: seat.root.to_string(),
        });
        old.collect()
    });
    for name in &args.remove {
        let many = seats.len();
        seats.retain(|seat| seat.name != *name);
        if seats.len() == many {
            bail!("{name} is no member of the charter before, and cannot be removed");
        }
    }
    for member in &args.members {
        match seats.iter_mut().find(|seat| seat.name == member.name) {
            Some(seat) if before.is_some() => *seat = member.clone(),
            Some(_) => bail!("{} is there twice", member.name),
            None => seats.push(member.clone()),
        }
    }
    Ok(seats)
}

/// A TOML basic string.
fn quoted(text: &str) -> anyhow::Result<String> {
    match text.chars().any(char::is_control) {
        true => bail!("a name, title or key has a control character"),
        false => Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))),
    }
}
