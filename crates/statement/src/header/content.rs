//! The lines that a kind of statement has of its own.

use super::{Kind, Line, Value, common::COMMON, lines::Lines};
use crate::{Day, Digest, MemberName};
use note::{Malformed, encoding};

/// How many values a proposal or a protection may name.
pub const MAX_VALUES: usize = 256;

/// How long a reason may be, in bytes: one sentence.
const MAX_REASON: usize = 500;

/// What a statement of a kind says in its header. Kinds that are not here say nothing of their own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// `intel`.
    Intel,
    /// `seen COUNT FIRST LAST` or `false-alarm COUNT FIRST LAST`: how often, and the first and last day.
    Sighting {
        /// Whether it was what it says.
        verdict: Verdict,
        /// How often at least, as far as the member's policy lets it say.
        count: u64,
        /// The first day.
        first: Day,
        /// The last day.
        last: Day,
    },
    /// `claim`.
    Claim,
    /// `reason`, if one is given.
    Retraction {
        /// Why.
        reason: Option<String>,
    },
    /// `action ACTION` and a `value` for each.
    Proposal {
        /// What is to be done.
        action: Action,
        /// To what, in order, none twice.
        values: Vec<Value>,
    },
    /// `vote WORD`.
    Vote {
        /// The word.
        word: Word,
    },
    /// `reason`.
    Objection {
        /// Why.
        reason: String,
    },
    /// A `value` for each.
    Protect {
        /// What must not be blocked, in order, none twice.
        values: Vec<Value>,
    },
    /// `root HASH`, `rows NUMBER`, `name TEXT`.
    Seal {
        /// The root of the seal.
        root: Digest,
        /// How many rows or files.
        rows: u64,
        /// What was sealed.
        name: String,
    },
    /// `commit HASH`, or `reveal BYTES` in base64.
    Seed(Seed),
    /// A `holds MEMBER SIZE` for each log.
    Receipt {
        /// The logs of whom, and how many of their entries are held.
        holds: Vec<(MemberName, u64)>,
    },
    /// `checkpoint NOTE` in base64.
    Quote {
        /// The checkpoint of the author's log, with the cosignatures of its quorum.
        checkpoint: Vec<u8>,
    },
    /// `against MEMBER` and `evidence TEXT` in base64.
    Evidence {
        /// Whose log it is.
        against: MemberName,
        /// The evidence.
        evidence: Vec<u8>,
    },
    /// `sheet NOTE` in base64.
    Key {
        /// The key sheet.
        sheet: Vec<u8>,
    },
    /// `hash HASH`.
    Charter {
        /// The digest of the charter that the author has signed.
        charter: Digest,
    },
    /// `stop`.
    Stop,
    /// Lines that are kept and not understood here: of kinds that are not known, and of `count`, `match` and `decision`, whose lines belong
    /// to the version of the rules that the charter names.
    Opaque(Kind, Vec<Line>),
}

/// What a sighting says about the indicators of the statements that it refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// They were seen.
    Seen,
    /// They met something harmless: STIX and MISP call it a false positive.
    FalseAlarm,
}

/// What a proposal asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Action {
    /// To be alerted of it, and not more.
    Watch,
    /// To block it.
    Block,
}

/// What a vote says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Word {
    /// I vouch for it.
    Yes,
    /// I do not.
    No,
    /// I take back what I said.
    Withdraw,
}

/// A part of a public random seed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seed {
    /// The SHA-256 of a part that is still secret.
    Commit(Digest),
    /// The part.
    Reveal(Vec<u8>),
}

impl Content {
    /// The kind that has this content.
    pub fn kind(&self) -> Kind {
        match self {
            Content::Intel => Kind::Intel,
            Content::Sighting { .. } => Kind::Sighting,
            Content::Claim => Kind::Claim,
            Content::Retraction { .. } => Kind::Retraction,
            Content::Proposal { .. } => Kind::Proposal,
            Content::Vote { .. } => Kind::Vote,
            Content::Objection { .. } => Kind::Objection,
            Content::Protect { .. } => Kind::Protect,
            Content::Seal { .. } => Kind::Seal,
            Content::Seed(_) => Kind::Seed,
            Content::Receipt { .. } => Kind::Receipt,
            Content::Quote { .. } => Kind::Quote,
            Content::Evidence { .. } => Kind::Evidence,
            Content::Key { .. } => Kind::Key,
            Content::Charter { .. } => Kind::Charter,
            Content::Stop => Kind::Stop,
            Content::Opaque(kind, _) => kind.clone(),
        }
    }

    pub(super) fn parse(kind: Kind, lines: &mut Lines<'_>) -> Result<Self, Malformed> {
        let content = match kind {
            Kind::Intel => Content::Intel,
            Kind::Sighting => sighting(lines)?,
            Kind::Claim => Content::Claim,
            Kind::Retraction => {
                Content::Retraction { reason: lines.take_if("reason")?.map(reason).transpose()? }
            }
            Kind::Proposal => {
                Content::Proposal { action: action(lines.take("action")?)?, values: values(lines)? }
            }
            Kind::Vote => Content::Vote { word: word(lines.take("vote")?)? },
            Kind::Objection => Content::Objection { reason: reason(lines.take("reason")?)? },
            Kind::Protect => Content::Protect { values: values(lines)? },
            Kind::Seal => seal(lines)?,
            Kind::Seed => Content::Seed(seed(lines)?),
            Kind::Receipt => Content::Receipt { holds: holds(lines)? },
            Kind::Quote => Content::Quote { checkpoint: bytes(lines, "checkpoint")? },
            Kind::Evidence => Content::Evidence {
                against: lines.take("against")?.parse()?,
                evidence: bytes(lines, "evidence")?,
            },
            Kind::Key => Content::Key { sheet: bytes(lines, "sheet")? },
            Kind::Charter => Content::Charter { charter: lines.take("hash")?.parse()? },
            Kind::Stop => Content::Stop,
            kind @ (Kind::Count | Kind::Match | Kind::Decision | Kind::Other(_)) => opaque(kind, lines)?,
        };
        match lines.next()? {
            None => Ok(content),
            Some(line) => Err(refused(format!(
                "the line `{}` is not one of this kind, or in the wrong place",
                line.name
            ))),
        }
    }

    /// The lines, in their order.
    pub fn lines(&self) -> Vec<Line> {
        let encoded = |name, bytes: &[u8]| vec![Line::of(name, encoding::base64(bytes))];
        let each = |values: &[Value]| values.iter().map(|value| Line::of("value", value)).collect::<Vec<_>>();
        match self {
            Content::Intel | Content::Claim | Content::Stop => Vec::new(),
            Content::Sighting { verdict, count, first, last } => {
                vec![Line::of(verdict.as_str(), format!("{count} {first} {last}"))]
            }
            Content::Retraction { reason } => {
                reason.iter().map(|reason| Line::of("reason", reason)).collect()
            }
            Content::Proposal { action, values } => {
                [vec![Line::of("action", action.as_str())], each(values)].concat()
            }
            Content::Vote { word } => vec![Line::of("vote", word.as_str())],
            Content::Objection { reason } => vec![Line::of("reason", reason)],
            Content::Protect { values } => each(values),
            Content::Seal { root, rows, name } => {
                vec![Line::of("root", root), Line::of("rows", rows), Line::of("name", name)]
            }
            Content::Seed(Seed::Commit(hash)) => vec![Line::of("commit", hash)],
            Content::Seed(Seed::Reveal(part)) => encoded("reveal", part),
            Content::Receipt { holds } => {
                holds.iter().map(|(member, size)| Line::of("holds", format!("{member} {size}"))).collect()
            }
            Content::Quote { checkpoint } => encoded("checkpoint", checkpoint),
            Content::Evidence { against, evidence } => {
                [vec![Line::of("against", against)], encoded("evidence", evidence)].concat()
            }
            Content::Key { sheet } => encoded("sheet", sheet),
            Content::Charter { charter } => vec![Line::of("hash", charter)],
            Content::Opaque(_, lines) => lines.clone(),
        }
    }
}

impl Action {
    /// The word in the `action` line.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Watch => "watch",
            Action::Block => "block",
        }
    }
}

impl Verdict {
    /// The name of the line.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Seen => "seen",
            Verdict::FalseAlarm => "false-alarm",
        }
    }
}

impl Word {
    /// The word in the `vote` line.
    pub fn as_str(self) -> &'static str {
        match self {
            Word::Yes => "yes",
            Word::No => "no",
            Word::Withdraw => "withdraw",
        }
    }
}

fn refused(why: String) -> Malformed {
    Malformed::new("header", why)
}

fn action(text: &str) -> Result<Action, Malformed> {
    let known = [Action::Watch, Action::Block].into_iter().find(|action| action.as_str() == text);
    known.ok_or_else(|| refused("its action is neither `watch` nor `block`".to_owned()))
}

fn word(text: &str) -> Result<Word, Malformed> {
    let known = [Word::Yes, Word::No, Word::Withdraw].into_iter().find(|word| word.as_str() == text);
    known.ok_or_else(|| refused("its vote is none of `yes`, `no` and `withdraw`".to_owned()))
}

/// One line: what was seen, or what was a false alarm. Both at once would say of the same thing that it was and that it was not.
fn sighting(lines: &mut Lines<'_>) -> Result<Content, Malformed> {
    let (verdict, text) = match lines.take_if(Verdict::FalseAlarm.as_str())? {
        Some(text) => (Verdict::FalseAlarm, text),
        None => (Verdict::Seen, lines.take(Verdict::Seen.as_str())?),
    };
    let refused = |why: &str| Err(refused(format!("`{}` {why}", verdict.as_str())));
    let words: Vec<&str> = text.split(' ').collect();
    let [count, first, last] = words.as_slice() else {
        return refused("is not a count, a first day and a last day");
    };
    let (count, first, last) = (encoding::decimal("count", count)?, first.parse::<Day>()?, last.parse()?);
    match count > 0 && first <= last {
        true => Ok(Content::Sighting { verdict, count, first, last }),
        false => refused("counts nothing, or ends before it begins"),
    }
}

fn reason(text: &str) -> Result<String, Malformed> {
    match text.len() <= MAX_REASON {
        true => Ok(text.to_owned()),
        false => Err(refused(format!("its reason is longer than {MAX_REASON} bytes"))),
    }
}

/// One or more values in ascending order, so that one list has one spelling and none is named twice.
fn values(lines: &mut Lines<'_>) -> Result<Vec<Value>, Malformed> {
    let mut values: Vec<Value> = Vec::new();
    while let Some(text) = lines.take_if("value")? {
        let value: Value = text.parse()?;
        if values.last().is_some_and(|last| *last >= value) {
            return Err(refused("its values are not in order, or one is there twice".to_owned()));
        }
        values.push(value);
    }
    match values.len() {
        1..=MAX_VALUES => Ok(values),
        _ => Err(refused(format!("it does not name 1 to {MAX_VALUES} values"))),
    }
}

fn seal(lines: &mut Lines<'_>) -> Result<Content, Malformed> {
    let root = lines.take("root")?.parse()?;
    let rows = encoding::decimal("number of rows", lines.take("rows")?)?;
    Ok(Content::Seal { root, rows, name: reason(lines.take("name")?)? })
}

fn seed(lines: &mut Lines<'_>) -> Result<Seed, Malformed> {
    match lines.take_if("commit")? {
        Some(hash) => hash.parse().map(Seed::Commit),
        None => bytes(lines, "reveal").map(Seed::Reveal),
    }
}

fn holds(lines: &mut Lines<'_>) -> Result<Vec<(MemberName, u64)>, Malformed> {
    let mut holds: Vec<(MemberName, u64)> = Vec::new();
    while let Some(text) = lines.take_if("holds")? {
        let refused =
            || refused("`holds` is not a member and a size, in the order of the members".to_owned());
        let (member, size) = text.split_once(' ').ok_or_else(refused)?;
        let member: MemberName = member.parse()?;
        if holds.last().is_some_and(|(last, _)| *last >= member) || holds.len() == crate::MAX_MEMBERS {
            return Err(refused());
        }
        holds.push((member, encoding::decimal("size", size)?));
    }
    Ok(holds)
}

fn bytes(lines: &mut Lines<'_>, name: &str) -> Result<Vec<u8>, Malformed> {
    encoding::unbase64("header", lines.take(name)?)
}

fn opaque(kind: Kind, lines: &mut Lines<'_>) -> Result<Content, Malformed> {
    let mut kept = Vec::new();
    while let Some(line) = lines.next()? {
        // A line that all kinds have stands in its place above, or nowhere.
        if COMMON.contains(&line.name.as_str()) {
            return Err(refused(format!("the line `{}` is there twice, or in the wrong place", line.name)));
        }
        kept.push(line);
    }
    Ok(Content::Opaque(kind, kept))
}
