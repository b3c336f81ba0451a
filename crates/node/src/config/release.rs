//! What may be told to the unit of findings, by whom, and how exactly.

use anyhow::bail;
use serde::Deserialize;
use statement::{Marking, MemberName, OperatorName};
use store::{Role, Severity, Verdict};

/// How many rules there may be.
const MAX_RULES: usize = 64;

/// How many kinds, or members, a rule may name.
const MAX_NAMED: usize = 64;

/// How many sightings a rule may release a day: above it nobody would notice that it does what it should not.
const MAX_A_DAY: u32 = 10_000;

/// The longest time that a rule may wait, in seconds: a month.
const MAX_AFTER: u64 = 31 * 86_400;

/// The table `[release]`: what a sighting says, and who releases it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReleasePolicy {
    /// The least role that releases: `analyst` or `officer`. With `officer`, analysts do not say sightings by other ways either.
    pub by: By,
    /// Whether a named operator has to release, with a token; the owner of the home, who comes by its socket, then does not.
    pub operator: bool,
    /// How exact counts are.
    pub counts: Counts,
    /// How exact days are.
    pub days: Days,
    /// What findings of a lower level than this are not told of.
    pub level: Level,
    /// Whether the body says which indicator of the statement is meant. Without it the author learns that something in the statement was seen. What
    /// is sealed always has such a body.
    pub body: bool,
    /// For a sealed statement: whether all may read the sighting who may read that, or its author alone.
    pub sealed_to: SealedTo,
    /// A marking that is narrower than that of the statement, if one is wanted for all.
    pub marking: Option<Narrower>,
    /// What is released without asking.
    pub rule: Vec<ReleaseRule>,
}

/// Who releases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// Analysts and above.
    #[default]
    Analyst,
    /// Officers and above.
    Officer,
}

/// How exact counts are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Counts {
    /// As they are.
    Exact,
    /// 1, 2, 10, 100, 1000 and so on: at least so many.
    #[default]
    Bands,
    /// Always 1: at least once.
    None,
}

/// How exact days are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Days {
    /// As they are.
    #[default]
    Exact,
    /// The Monday of the first day's week, and the Sunday of the last one's, or today if that is earlier.
    Week,
}

/// A level in the words of Sigma.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Level(pub Severity);

/// For whom the sighting of a sealed statement is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SealedTo {
    /// Those whom the statement is for.
    #[default]
    Audience,
    /// Its author.
    Author,
}

/// A marking as a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Narrower(pub Marking);

/// A rule by which confirmed findings, or false alarms, are told without asking: `[[release.rule]]`. An officer wrote it, and answers for it by name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReleaseRule {
    /// What the audit log calls it.
    pub name: String,
    /// The operator who wrote it. It acts only as long as that is an officer, or an admin, of this node who is not disabled.
    pub officer: Name,
    /// What it tells: `seen`, `false-alarm`.
    #[serde(default = "both")]
    pub verdicts: Vec<Word>,
    /// Of values of these kinds, such as `domain`; `rule` for rules. Of all, if none is named.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Of this level at least.
    #[serde(default = "medium")]
    pub level: Level,
    /// Where the statement is by one of these members. By any, if none is named.
    #[serde(default)]
    pub members: Vec<Member>,
    /// How many it tells a day at most.
    #[serde(default = "ten")]
    pub at_most: u32,
    /// How long after somebody judged the finding, in seconds: the time in which they can think better of it.
    #[serde(default = "an_hour")]
    pub after: u64,
}

/// An operator's name as a setting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Name(pub OperatorName);

/// A member's name as a setting.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Member(pub MemberName);

/// A verdict as a setting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Word(pub Verdict);

/// A setting is the text of one of our types.
macro_rules! of_text {
    ($($name:ident)*) => {$(
        impl TryFrom<String> for $name {
            type Error = note::Malformed;

            fn try_from(text: String) -> Result<Self, note::Malformed> {
                text.parse().map($name)
            }
        }
    )*};
}
of_text! { Level Narrower Name Member Word }

fn both() -> Vec<Word> {
    Verdict::ALL.map(Word).to_vec()
}

/// What an indicator without a level of its own has.
fn medium() -> Level {
    Level(Severity::Medium)
}

fn ten() -> u32 {
    10
}

fn an_hour() -> u64 {
    3_600
}

impl Default for ReleasePolicy {
    fn default() -> Self {
        ReleasePolicy {
            by: By::default(),
            operator: false,
            counts: Counts::default(),
            days: Days::default(),
            level: Level(Severity::Informational),
            body: true,
            sealed_to: SealedTo::default(),
            marking: None,
            rule: Vec::new(),
        }
    }
}

impl By {
    /// The least role.
    pub fn role(self) -> Role {
        match self {
            By::Analyst => Role::Analyst,
            By::Officer => Role::Officer,
        }
    }
}

impl ReleasePolicy {
    pub(super) fn check(&self) -> anyhow::Result<()> {
        if self.rule.len() > MAX_RULES {
            bail!("there are more than {MAX_RULES} release.rule");
        }
        let mut names: Vec<&str> = self.rule.iter().map(|rule| rule.name.as_str()).collect();
        names.sort_unstable();
        if names.windows(2).any(|pair| matches!(pair, [one, other] if one == other)) {
            bail!("two release.rule have the same name: what each may release a day is counted by it");
        }
        self.rule.iter().try_for_each(ReleaseRule::check)
    }
}

impl ReleaseRule {
    fn check(&self) -> anyhow::Result<()> {
        let Self { name, kinds, members, verdicts, at_most, after, .. } = self;
        let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        match () {
            () if !(1..=48).contains(&name.len()) || !name.bytes().all(plain) => {
                bail!(
                    "the name of a release.rule is 1 to 48 lower-case letters, digits and hyphens, not {name:?}"
                )
            }
            () if kinds.len() > MAX_NAMED || members.len() > MAX_NAMED => {
                bail!("release.rule {name} names more than {MAX_NAMED} kinds or members")
            }
            () if verdicts.is_empty() => bail!("release.rule {name} tells nothing: verdicts is empty"),
            () if !(1..=MAX_A_DAY).contains(at_most) => {
                bail!("release.rule {name}: at_most is not between 1 and {MAX_A_DAY} a day")
            }
            () if *after > MAX_AFTER => {
                bail!("release.rule {name}: after is longer than {MAX_AFTER} seconds")
            }
            () => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::config::Config;

    #[test]
    fn rules_are_read_and_what_makes_no_sense_is_refused() {
        let rule = "[[release.rule]]\nname = \"energy\"\nofficer = \"olga\"\n";
        let config = Config::parse(&format!(
            "[release]\ncounts = \"exact\"\nlevel = \"low\"\nmarking = \"TLP:RED\"\n{rule}members = [\"alpha\"]\nverdicts = [\"seen\"]\n"
        ));
        let config = config.expect("a configuration");
        assert_eq!((config.release.rule[0].at_most, config.release.rule[0].after), (10, 3_600));
        for wrong in [
            "[release]\nby = \"viewer\"".to_owned(),
            "[release]\ncounts = \"about\"".to_owned(),
            "[release]\nlevel = \"dire\"".to_owned(),
            "[release]\nmarking = \"TLP:WHITE\"".to_owned(),
            "[[release.rule]]\nname = \"energy\"".to_owned(),
            format!("{rule}{rule}"),
            format!("{rule}at_most = 0"),
            format!("{rule}after = 99999999"),
            format!("{rule}verdicts = []"),
            format!("{rule}verdicts = [\"unseen\"]"),
            rule.replace("energy", "An Energy"),
        ] {
            assert!(Config::parse(&wrong).is_err(), "{wrong}");
        }
    }
}
