//! A rule as the engine takes it: what it is called, which log it is for, and one boolean expression.
//!
//! Everything that Sigma lets an author write in many ways (lists, modifiers, conditions, filters) has been
//! worked into the [`Expr`] by the time a `Rule` exists: modifiers that expand a value have expanded it,
//! selections have been put where the condition names them. So the engine knows four node kinds and one
//! kind of leaf.

use std::{fmt, str::FromStr, sync::Arc};

/// One detection rule, ready to be compiled.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// What findings say of it.
    pub about: Arc<About>,
    /// Which events it is for.
    pub logsource: LogSource,
    /// When it holds.
    pub condition: Expr,
}

/// What identifies and describes a rule.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct About {
    /// The rule's `id`, usually a UUID; empty where the rule has none.
    pub id: String,
    /// The rule's `title`.
    pub title: String,
    /// How much a hit matters.
    pub level: Level,
    /// The rule's `status` as written, empty where there is none.
    pub status: String,
    /// The rule's `description`.
    pub description: String,
    /// The rule's `author`.
    pub author: String,
    /// ATT&CK techniques and whatever else the rule is tagged with, as written.
    pub tags: Vec<String>,
    /// Links.
    pub references: Vec<String>,
    /// What is known to set the rule off without harm.
    pub falsepositives: Vec<String>,
    /// The file it came from, as it was given.
    pub file: Arc<str>,
    /// The line where its document starts, from 1.
    pub line: usize,
}

/// Sigma's levels, in order. A rule without one counts as [`Level::Medium`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// For enrichment, not for alarm.
    Informational,
    /// Notable, rarely an incident.
    Low,
    /// To be reviewed.
    #[default]
    Medium,
    /// To be reviewed soon.
    High,
    /// To be acted upon at once.
    Critical,
}

impl Level {
    /// All levels, least first.
    pub const ALL: [Level; 5] =
        [Level::Informational, Level::Low, Level::Medium, Level::High, Level::Critical];

    /// The name as Sigma spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Level::Informational => "informational",
            Level::Low => "low",
            Level::Medium => "medium",
            Level::High => "high",
            Level::Critical => "critical",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// The word is none of Sigma's five levels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a level: use informational, low, medium, high or critical")]
pub struct NotALevel;

impl FromStr for Level {
    type Err = NotALevel;

    fn from_str(word: &str) -> Result<Self, NotALevel> {
        Level::ALL.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(word)).ok_or(NotALevel)
    }
}

/// Which log a rule is for. What is `None` is not asked for. Values are lower case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LogSource {
    /// Such as `windows`.
    pub product: Option<String>,
    /// Such as `process_creation`.
    pub category: Option<String>,
    /// Such as `sysmon`.
    pub service: Option<String>,
}

/// A boolean expression over one event.
#[derive(Clone, Debug, PartialEq)]
pub enum Expr {
    /// Every one holds; true where the list is empty.
    All(Vec<Expr>),
    /// At least one holds; false where the list is empty.
    Any(Vec<Expr>),
    /// It does not hold.
    Not(Box<Expr>),
    /// One question about one field.
    Test(Test),
}

/// One question about an event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Test {
    /// Whose value is asked.
    pub subject: Subject,
    /// What is asked of it. A field with several values answers yes if one of them does.
    pub matcher: Matcher,
}

/// What a test looks at.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// The field that rules call by this name (the log source's mapping says where it lies).
    Field(Arc<str>),
    /// Every value of the event: Sigma's keywords.
    Keyword,
}

/// A question about a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Matcher {
    /// The field is absent or null.
    Null,
    /// The field is there, be it empty or null.
    Exists,
    /// The whole value fits a pattern.
    Text(Pattern),
    /// The regular expression matches somewhere in the value.
    Regex(Regex),
    /// The value, read as a number, compares so.
    Number(Comparison, Number),
    /// The value is an address inside the network.
    Cidr(Network),
    /// The value compares so with the value of another field of the same event.
    Field(FieldComparison),
    /// The part of the value, read as a time, compares so with the number.
    Time(TimePart, Comparison, Number),
}

/// Literal text and wildcards that together must span the whole value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Pattern {
    /// The pieces in order; two literals never stand side by side, nor two [`Piece::Any`].
    pub pieces: Vec<Piece>,
    /// Whether case matters. Where it does not, comparison is by Unicode lower case.
    pub cased: bool,
}

/// A piece of a [`Pattern`].
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Piece {
    /// This text.
    Literal(String),
    /// `*`: any text, also none.
    Any,
    /// `?`: exactly one character.
    One,
}

/// A regular expression, not yet compiled but known to compile within the size limits.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Regex {
    /// The expression in the syntax of the `regex` crate.
    pub source: String,
    /// `i`: case does not matter.
    pub ignore_case: bool,
    /// `m`: `^` and `$` also stand at line ends.
    pub multi_line: bool,
    /// `s`: `.` also matches a line end.
    pub dot_all: bool,
}

/// How two numbers are compared: value, comparison, the rule's number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Comparison {
    /// The two are equal.
    Equal,
    /// The value is smaller.
    Less,
    /// The value is smaller or equal.
    LessOrEqual,
    /// The value is larger.
    Greater,
    /// The value is larger or equal.
    GreaterOrEqual,
}

impl Comparison {
    /// Whether `value` compares so with `with`.
    pub fn holds(self, value: f64, with: f64) -> bool {
        match self {
            Comparison::Equal => value == with,
            Comparison::Less => value < with,
            Comparison::LessOrEqual => value <= with,
            Comparison::Greater => value > with,
            Comparison::GreaterOrEqual => value >= with,
        }
    }
}

/// A finite number of a rule; compared by bits where rules are merged.
#[derive(Clone, Copy, Debug)]
pub struct Number(f64);

impl Number {
    /// `None` for what is not finite.
    pub fn new(value: f64) -> Option<Self> {
        value.is_finite().then_some(Number(value))
    }

    /// The number.
    pub fn get(self) -> f64 {
        self.0
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_bits() == other.0.to_bits()
    }
}

impl Eq for Number {}

impl std::hash::Hash for Number {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

/// An IPv4 or IPv6 network. An IPv4 address also lies in it as an IPv4-mapped IPv6 one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// The network's first address as IPv6 bits; IPv4 in its mapped form `::ffff:a.b.c.d`.
    first: u128,
    /// Leading bits that count, of 128.
    bits: u8,
}

/// How a field compares with another of the same event.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct FieldComparison {
    /// The other field's name.
    pub other: Arc<str>,
    /// Where in the value the other's value must stand.
    pub place: Place,
    /// Whether case matters.
    pub cased: bool,
}

/// Where one text stands in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// It is the whole.
    Whole,
    /// At the start.
    Start,
    /// At the end.
    End,
    /// Anywhere.
    Anywhere,
}

/// A part of a point in time, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TimePart {
    /// 0 to 59.
    Minute,
    /// 0 to 23.
    Hour,
    /// Day of the month, 1 to 31.
    Day,
    /// Week of the year by ISO 8601, 1 to 53.
    Week,
    /// 1 to 12.
    Month,
    /// Such as 2026.
    Year,
}

impl Network {
    /// The network of `address` with the first `prefix` bits of its own family; `None` if there are not so many.
    /// Bits after the prefix are dropped.
    pub fn new(address: std::net::IpAddr, prefix: u8) -> Option<Self> {
        let (bits, family) = match address {
            std::net::IpAddr::V4(_) => (prefix.checked_add(96)?, 32),
            std::net::IpAddr::V6(_) => (prefix, 128),
        };
        (prefix <= family).then(|| Network { first: mapped(address) & mask(bits), bits })
    }

    /// Whether the address lies in the network.
    pub fn contains(&self, address: std::net::IpAddr) -> bool {
        mapped(address) & mask(self.bits) == self.first
    }
}

/// As rules write it; IPv4 networks in their own notation.
impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let first = std::net::Ipv6Addr::from_bits(self.first);
        match (first.to_ipv4_mapped(), self.bits.checked_sub(96)) {
            (Some(v4), Some(bits)) => write!(f, "{v4}/{bits}"),
            _ => write!(f, "{first}/{}", self.bits),
        }
    }
}

fn mapped(address: std::net::IpAddr) -> u128 {
    match address {
        std::net::IpAddr::V4(v4) => v4.to_ipv6_mapped().to_bits(),
        std::net::IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn mask(bits: u8) -> u128 {
    u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0)
}
