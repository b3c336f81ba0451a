//! The names of Sigma's modifiers, and the field keys that carry them: modifiers appendix 2.1.

use crate::{
    diagnostic::{Code, Problem},
    rule::{Comparison, Place, TimePart},
    yaml::{Node, Span},
};

/// A modifier, by what it does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Modifier {
    /// `all`
    All,
    /// `neq`
    Differs,
    /// `exists`
    Exists,
    /// `cased`
    Cased,
    /// `contains`, `startswith`, `endswith`
    Place(Place),
    /// `windash`
    Windash,
    /// `re`
    Regex,
    /// `i`, `m`, `s`
    Flag(Flag),
    /// `base64`
    Base64,
    /// `base64offset`
    Base64Offset,
    /// `wide`, `utf16le`, `utf16be`, `utf16`
    Utf16(Utf16),
    /// `lt`, `lte`, `gt`, `gte`
    Compare(Comparison),
    /// `minute` to `year`
    Time(TimePart),
    /// `cidr`
    Cidr,
    /// `expand`
    Expand,
    /// `fieldref`
    FieldRef,
}

/// The flags of `re`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Flag {
    IgnoreCase,
    MultiLine,
    DotAll,
}

/// The forms of UTF-16.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Utf16 {
    LittleEndian,
    BigEndian,
    /// Little-endian behind a byte order mark.
    Marked,
}

/// Every name of a modifier. `ignorecase`, `multiline` and `dotall` are pySigma's long names of the flags.
const NAMES: [(&str, Modifier); 34] = [
    ("all", Modifier::All),
    ("base64", Modifier::Base64),
    ("base64offset", Modifier::Base64Offset),
    ("cased", Modifier::Cased),
    ("cidr", Modifier::Cidr),
    ("contains", Modifier::Place(Place::Anywhere)),
    ("day", Modifier::Time(TimePart::Day)),
    ("dotall", Modifier::Flag(Flag::DotAll)),
    ("endswith", Modifier::Place(Place::End)),
    ("exists", Modifier::Exists),
    ("expand", Modifier::Expand),
    ("fieldref", Modifier::FieldRef),
    ("gt", Modifier::Compare(Comparison::Greater)),
    ("gte", Modifier::Compare(Comparison::GreaterOrEqual)),
    ("hour", Modifier::Time(TimePart::Hour)),
    ("i", Modifier::Flag(Flag::IgnoreCase)),
    ("ignorecase", Modifier::Flag(Flag::IgnoreCase)),
    ("lt", Modifier::Compare(Comparison::Less)),
    ("lte", Modifier::Compare(Comparison::LessOrEqual)),
    ("m", Modifier::Flag(Flag::MultiLine)),
    ("minute", Modifier::Time(TimePart::Minute)),
    ("month", Modifier::Time(TimePart::Month)),
    ("multiline", Modifier::Flag(Flag::MultiLine)),
    ("neq", Modifier::Differs),
    ("re", Modifier::Regex),
    ("s", Modifier::Flag(Flag::DotAll)),
    ("startswith", Modifier::Place(Place::Start)),
    ("utf16", Modifier::Utf16(Utf16::Marked)),
    ("utf16be", Modifier::Utf16(Utf16::BigEndian)),
    ("utf16le", Modifier::Utf16(Utf16::LittleEndian)),
    ("week", Modifier::Time(TimePart::Week)),
    ("wide", Modifier::Utf16(Utf16::LittleEndian)),
    ("windash", Modifier::Windash),
    ("year", Modifier::Time(TimePart::Year)),
];

impl Modifier {
    fn named(name: &str) -> Option<Self> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, modifier)| *modifier)
    }
}

/// A modifier where it stands in a rule.
#[derive(Clone, Debug)]
pub(super) struct Applied {
    pub(super) modifier: Modifier,
    pub(super) name: String,
    pub(super) span: Span,
}

impl Applied {
    /// A complaint about this modifier.
    pub(super) fn problem(&self, message: impl std::fmt::Display) -> Problem {
        Problem::new(Code::BadModifier, self.span, format!("`{}`: {message}", self.name))
    }
}

/// The key of a selection's entry: `field|modifier|modifier`.
pub(super) struct Key {
    /// The field's name; empty for keywords.
    pub(super) field: String,
    pub(super) modifiers: Vec<Applied>,
}

impl Key {
    /// Takes a key apart. `source` is the text of the file.
    pub(super) fn read(key: &Node, source: &str) -> Result<Self, Problem> {
        let text = key.text().unwrap_or_default();
        let mut parts = text.split('|');
        let field = parts.next().unwrap_or_default().to_owned();
        let mut offset = field.len();
        let mut modifiers = Vec::new();
        for name in parts {
            modifiers.push(applied(name, part(key, offset + 1, name, source))?);
            offset += 1 + name.len();
        }
        Ok(Key { field, modifiers })
    }

    /// Whether a modifier of this kind stands in the key.
    pub(super) fn has(&self, modifier: Modifier) -> bool {
        self.modifiers.iter().any(|applied| applied.modifier == modifier)
    }
}

fn applied(name: &str, span: Span) -> Result<Applied, Problem> {
    if let Some(modifier) = Modifier::named(name) {
        return Ok(Applied { modifier, name: name.to_owned(), span });
    }
    let problem = Problem::new(Code::UnknownModifier, span, format!("`{name}` is not a modifier of Sigma"));
    Err(match nearest(name) {
        Some(known) => problem.help(format!("did you mean `{known}`?")),
        None => problem,
    })
}

/// The place in the file of `part`, which begins `offset` bytes into the text of a scalar; the scalar's
/// own place where it is written with escapes or over several lines.
pub(super) fn part(scalar: &Node, offset: usize, part: &str, source: &str) -> Span {
    let written = source.get(scalar.span.start..scalar.span.end).unwrap_or_default();
    let from = offset + usize::from(written.starts_with(['\'', '"']));
    let is_here = written.get(from..from + part.len()) == Some(part);
    let on_first_line = written.get(..from).is_some_and(|before| !before.contains('\n'));
    if is_here && on_first_line { scalar.span.part(source, from, part.len()) } else { scalar.span }
}

/// The modifier whose name is the nearest, if it is near.
fn nearest(name: &str) -> Option<&'static str> {
    let name = name.trim().to_ascii_lowercase();
    let near = |known: &str| distance(known.as_bytes(), name.as_bytes());
    let (known, distance) =
        NAMES.iter().map(|(known, _)| (*known, near(known))).min_by_key(|(_, distance)| *distance)?;
    (distance <= 2 && distance * 3 <= known.len()).then_some(known)
}

/// How many letters have to be put in, left out or changed to make one name of the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let mut row: Vec<usize> = (0..=b.len().min(MAX_NAME)).collect();
    for (i, from) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (above, to) in row.iter_mut().skip(1).zip(b) {
            let changed = diagonal + usize::from(from != to);
            diagonal = *above;
            left = changed.min(left + 1).min(*above + 1);
            *above = left;
        }
        row.first_mut().into_iter().for_each(|first| *first = i + 1);
    }
    row.last().copied().unwrap_or(a.len()) + b.len().saturating_sub(MAX_NAME)
}

/// Longer names are no misspelt modifiers.
const MAX_NAME: usize = 24;
