//! The TOML of a charter. Unknown keys are refused: what a reader does not understand, it must not sign.

use super::{Charter, MAX_CHARTER, RULES, Seat, form, id_of};
use note::Malformed;
use serde::Deserialize;

const WHAT: &str = "charter";

/// How long a title may be, in bytes.
const MAX_TITLE: usize = 200;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Text {
    charter: u64,
    name: String,
    #[serde(default)]
    unit: Option<String>,
    #[serde(default)]
    previous: Option<String>,
    starts: String,
    rules: u32,
    #[serde(default)]
    thresholds: Thresholds,
    #[serde(default)]
    times: Times,
    #[serde(default)]
    quota: Quota,
    member: Vec<Member>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Member {
    name: String,
    title: String,
    bloc: String,
    root: String,
}

/// How many it takes. What is not said follows from the number of members.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// How many of a log's witnesses, besides its owner, may be hostile: f. Default: the largest number below a third of the witnesses.
    pub hostile: Option<u32>,
    /// How many cosignatures from outside the owner's bloc put a checkpoint on record: k. Default: the least that is safe.
    pub cosignatures: Option<u32>,
    /// How many members must vouch for a block. Default: f + 1, from at least two blocs.
    pub vouches: Option<u32>,
    /// How many objections a member may raise in an epoch. Default: 3.
    pub objections: Option<u32>,
}

/// How long things may take, in seconds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Times {
    /// How far `made` may lie from the record time, either way, before the statement is void.
    pub tolerance: u32,
    /// How long a proposal stays in monitor-only.
    pub waiting: u32,
    /// After how long without a word a log is taken for frozen.
    pub silence: u32,
}

/// How much a member may say in an epoch (a UTC day of record time).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Quota {
    /// How many statements.
    pub statements: u32,
    /// How many bytes of bodies.
    pub bytes: u64,
}

impl Default for Times {
    fn default() -> Self {
        Times { tolerance: 3_600, waiting: 86_400, silence: 604_800 }
    }
}

impl Default for Quota {
    fn default() -> Self {
        Quota { statements: 100_000, bytes: 1 << 30 }
    }
}

/// Reads the text; what its parts say together is not checked here.
pub(super) fn read(text: &str) -> Result<Charter, Malformed> {
    let refused = |why: String| Malformed::new(WHAT, why);
    if text.len() > MAX_CHARTER {
        return Err(refused("it is longer than 64 KiB".to_owned()));
    }
    form::check(text)?;
    let read: Text = toml::from_str(text).map_err(|error| refused(place(text, &error)))?;
    if read.rules != RULES {
        return Err(refused(format!(
            "it acts by rules {}, and this program knows rules {RULES}",
            read.rules
        )));
    }
    for title in read.member.iter().map(|member| &member.title).chain([&read.name]) {
        if title.is_empty() || title.len() > MAX_TITLE || title.chars().any(char::is_control) {
            return Err(refused(
                "a name or title is empty, longer than 200 bytes, or has control characters".to_owned(),
            ));
        }
    }
    let succeeds = match (read.charter, &read.unit, &read.previous) {
        (1, None, None) => None,
        (2.., Some(unit), Some(previous)) => Some((unit.parse()?, previous.parse()?)),
        (1, ..) => return Err(refused("the first charter names neither `unit` nor `previous`".to_owned())),
        _ => {
            return Err(refused(
                "a charter after the first, numbered 2 and up, names `unit` and `previous`".to_owned(),
            ));
        }
    };
    Ok(Charter {
        id: id_of(text),
        number: read.charter,
        name: read.name,
        succeeds,
        starts: read.starts.parse()?,
        rules: read.rules,
        seats: read.member.into_iter().map(seat).collect::<Result<_, _>>()?,
        thresholds: read.thresholds,
        times: read.times,
        quota: read.quota,
    })
}

fn seat(member: Member) -> Result<Seat, Malformed> {
    let Member { name, title, bloc, root } = member;
    let seat = Seat { name: name.parse()?, title, bloc: bloc.parse()?, root: root.parse()? };
    seat.check_root()
}

/// What is wrong, with its line.
fn place(text: &str, error: &toml::de::Error) -> String {
    let line =
        error.span().and_then(|span| text.get(..span.start)).map(|before| before.lines().count().max(1));
    match line {
        Some(line) => format!("line {line}: {}", error.message()),
        None => error.message().to_owned(),
    }
}
